import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const lazy = registry.category("ai_agent");

/** Loads a bundle once; `name` is what it registers. */
async function load(bundle, name) {
    if (!lazy.contains(name)) {
        await loadBundle(bundle);
    }
    return lazy.get(name);
}

/** Calls a function; what it throws is ours alone, since Odoo would open its crash dialog. */
function contain(call, otherwise = null) {
    try {
        return call();
    } catch (error) {
        console.warn("AI Agent:", error);
        return otherwise;
    }
}

/**
 * What knows the page and what acts in it: two bundles of their own. The first comes beside the widget; until it is
 * there, and when it does not come, the assistant does not know where the user is. No failure leaves these functions.
 */
export function loadAgent(env) {
    let agent = null;
    const coming = load("ai_agent.assets_agent", "createAgent")
        .then((create) => (agent = create(env)))
        .catch((error) => console.warn("AI Agent:", error));
    return {
        context: () => contain(() => agent?.context() ?? null),
        watch(listener) {
            let unwatch = null;
            let isOver = false;
            const tell = () => contain(listener);
            coming.then(() => {
                if (agent && !isOver) {
                    unwatch = contain(() => agent.watch(tell));
                    tell();
                }
            });
            return () => {
                isOver = true;
                contain(() => unwatch?.());
            };
        },
        async act(name, args) {
            try {
                await coming;
                const act = await load("ai_agent.assets_tools", "act");
                return { ok: true, summary: await act(env, name, args) };
            } catch (error) {
                console.warn("AI Agent:", error);
                const isRefusal = error?.name === "Refusal";
                return { ok: false, error: isRefusal ? error.message : _t("Odoo could not do this.") };
            }
        },
    };
}
