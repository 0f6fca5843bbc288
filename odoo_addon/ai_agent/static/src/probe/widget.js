import { Component, onError, onMounted, useState, xml } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";

/**
 * What every page pays for the check in the settings. The rest is `block/`, a bundle of its own that comes after the
 * form is there. Nothing that fails in it may reach the form, which has a sentence in this place until the block comes.
 */
class Probe extends Component {
    static template = xml`<t t-if="it.Block" t-component="it.Block"/>`;
    static props = ["*"];
    setup() {
        this.it = useState({});
        const fail = (error) => {
            this.it.Block = null;
            console.warn("AI Agent:", error);
        };
        onError(fail);
        onMounted(() =>
            loadBundle("ai_agent.assets_probe")
                .then(() => (this.it.Block = registry.category("ai_agent").get("ProbeBlock")))
                .catch(fail)
        );
    }
}

registry.category("view_widgets").add("ai_agent_probe", { component: Probe });
