import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { adjustView } from "./adjust";
import { fillForm } from "./fill";
import { Refusal } from "./refusal";
import { openGraph, openList, openPivot, openRecord } from "./show";

/** Tools that act in this browser. Nothing that is not named here can be called. */
const TOOLS = new Map([
    ["open_record", openRecord],
    ["open_list", openList],
    ["open_pivot", openPivot],
    ["open_graph", openGraph],
    ["adjust_view", adjustView],
    ["fill_form", fillForm],
]);

/** Arguments as the tools of the server name them, in the names that are usual here. */
function camelize(args) {
    const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    return Object.fromEntries(Object.entries(args || {}).map(([name, value]) => [camel(name), value]));
}

/**
 * Does in this browser what a tool of the server asks for.
 *
 * @returns {Promise<string>} a sentence for the person; refused is it with a `Refusal`
 */
async function act(env, name, args) {
    const tool = TOOLS.get(name);
    if (!tool) {
        throw new Refusal(_t("This browser has no tool “%s”.", name));
    }
    return tool(env, camelize(args));
}

registry.category("ai_agent").add("act", act);
