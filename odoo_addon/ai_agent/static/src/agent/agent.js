import { registry } from "@web/core/registry";
import { readContext } from "./context";
import { watchPlace } from "./watch";

/** What the assistant knows of the page. What it can do in it is `../tools/`, which comes when a tool is to act. */
registry.category("ai_agent").add("createAgent", (env) => ({
    context: () => readContext(),
    watch: (tell) => watchPlace(env, tell),
}));
