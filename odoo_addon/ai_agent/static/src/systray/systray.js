import { Component, onMounted, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

const lazy = registry.category("ai_agent");

/**
 * What every page pays for: the icon, the hotkey and the command. The rest is `../panel/`, a bundle of its own that
 * comes when it is first reached for. Nothing that fails in there may reach the web client.
 */
const shim = {
    dependencies: ["hotkey", "notification"],
    start(env, { hotkey, notification }) {
        const call = async (method, ...args) => {
            try {
                if (method === "prefetch" && browser.navigator.connection?.saveData) {
                    return;
                }
                if (!self.panel) {
                    if (!lazy.contains("createPanel")) {
                        await loadBundle("ai_agent.assets_panel");
                    }
                    self.panel ||= lazy.get("createPanel")(env);
                }
                await self.panel[method](...args);
            } catch (error) {
                console.warn("AI Agent:", error);
                if (method !== "prefetch") {
                    notification.add(_t("The assistant could not be loaded."), { type: "warning" });
                }
            }
        };
        const self = {
            toggle: () => call("toggle"),
            ask: (text) => call("open", text),
            warmUp: () => call("prefetch"),
            attach(icon) {
                self.icon = icon;
                if (!self.panel && browser.sessionStorage.getItem("ai_agent.open")) {
                    call("open", "", true);
                }
            },
        };
        if (session.ai_agent) {
            hotkey.add("alt+shift+k", self.toggle, { bypassEditableProtection: true, global: true });
            return self;
        }
    },
};

class Systray extends Component {
    static template = "ai_agent.Systray";
    static props = {};
    setup() {
        this.shim = this.env.services.ai_agent;
        const icon = useRef("icon");
        onMounted(() => {
            this.shim.attach(icon.el);
            (window.requestIdleCallback || setTimeout)(this.shim.warmUp);
        });
    }
}

const isDisplayed = (env) => !!env.services.ai_agent;

registry.category("services").add("ai_agent", shim);
registry.category("systray").add("ai_agent", { Component: Systray, isDisplayed }, { sequence: 30 });
registry.category("command_provider").add("ai_agent", {
    provide(env, { searchValue }) {
        const action = () => {
            env.services.ai_agent.ask(searchValue);
        };
        return isDisplayed(env) ? [{ name: _t("Ask AI … %s", searchValue), action }] : [];
    },
});
