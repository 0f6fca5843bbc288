import { after, expect } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { getService, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import "@ai_agent/panel/panel";

/** A module as an address; the comment at its end swallows the query of a restart. */
const moduleUrl = (code) => `data:text/javascript,${encodeURIComponent(code)}//`;

/** A function that traps as compiled code does: `(module (func (export "trap") unreachable))`. */
const TRAP = `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11,
]))).exports.trap()`;

// The semicolons keep Odoo from taking these exports for those of this file.
const GOOD = `
    ; export default async function init() {}
    ; export function mount(element, host) {
        const root = element.attachShadow({ mode: "open" });
        root.innerHTML = "<textarea></textarea><button>Send</button>";
        const composer = root.querySelector("textarea");
        element.host = host;
        element.asked = [];
        element.keys = [];
        element.told = [];
        composer.addEventListener("keydown", (ev) => element.keys.push(ev.key));
        element.fail = () => queueMicrotask(() => { throw new Error("failing on purpose"); });
        element.trap = () => queueMicrotask(() => { ${TRAP}; });
        element.reject = () => { Promise.reject(new Error("rejecting on purpose")); };
        return {
            focus() { composer.focus(); },
            ask(text) { element.asked.push(text); },
            happened(payload) {
                element.told.push(payload);
                if (payload.event === "trap") { ${TRAP}; }
            },
            setTheme() {},
            unmount() { element.replaceChildren(); },
        };
    }`;

/** Widgets that load, and all the ways in which one may not. */
export const WIDGETS = {
    good: moduleUrl(GOOD),
    missing: "/ai_agent/static/no_such_widget.js",
    truncated: moduleUrl(GOOD.slice(0, 200)),
    throwing: moduleUrl(`throw new Error("throwing on purpose")`),
    failingToStart: moduleUrl(GOOD.replace("init() {}", `init() { throw new Error("no memory"); }`)),
    trappingOnStart: moduleUrl(GOOD.replace("init() {}", `init() { ${TRAP}; }`)),
    refusingToMount: moduleUrl(GOOD.replace("const root", `throw new Error("no host"); const root`)),
    crashingInMount: moduleUrl(
        GOOD.replace("const root", `host.crashed("panicked"); throw new Error("panicked"); const root`)
    ),
    older: moduleUrl(GOOD.replace("happened(payload)", "notYet(payload)")),
    hanging: moduleUrl("await new Promise(() => {});"),
};

export const BOOTSTRAP = { user: { id: 7, name: "Mitchell" }, csrfToken: "token" };

/**
 * Makes the page one of a user who may use the assistant. To be called before the environment is made.
 * `newer` is what the server's manifest names, `bootstrap` a function that answers the request for it.
 */
export function prepareAgent({ widget = "good", newer = widget, bootstrap } = {}) {
    const agent = {
        dist: widget && { js: WIDGETS[widget], wasm: "widget.wasm" },
        bootstrap: "/ai_agent/bootstrap",
        manifest: "/ai_agent/dist/manifest.json",
    };
    patchWithCleanup(session, { ai_agent: agent });
    onRpc(
        "/ai_agent/dist/manifest.json",
        () => Response.json({ js: WIDGETS[newer], wasm: "widget.wasm" }),
        { pure: true }
    );
    onRpc("/ai_agent/dist/widget.wasm", () => new Response(""), { pure: true });
    onRpc("/ai_agent/bootstrap", bootstrap || (() => Response.json(BOOTSTRAP)), { pure: true });
    patchWithCleanup(console, { warn() {} });
    after(() => {
        for (const el of document.querySelectorAll(".o_ai_agent")) {
            el.remove();
        }
        browser.sessionStorage.removeItem("ai_agent.open");
    });
    return agent;
}

/**
 * Errors that reached Odoo's error service, which would show its crash dialog. `thrown` is how many the page will see at
 * all; the test has to verify them.
 */
export function watchErrors(thrown = 0) {
    const errors = [];
    if (thrown) {
        expect.errors(thrown); // Hoot itself sees every error first
    }
    registry.category("error_handlers").add(
        "ai_agent.watch",
        (env, error, originalError) => {
            errors.push(originalError?.message);
            return true;
        },
        { sequence: 1 }
    );
    return errors;
}

export async function openPanel() {
    await getService("ai_agent").toggle();
    return waitForInPage("ai-agent-chat");
}

/** The panel stands in the body, outside of the fixture that the queries of Hoot look into. */
export const waitForInPage = (selector) => waitFor(selector, { root: document.body, timeout: 2000 });
export const inPage = (selector) => [...document.querySelectorAll(selector)];

export const getNotice = () => document.querySelector("div.o_ai_agent");
export const getRestart = () => document.querySelector("div.o_ai_agent[role=alert] button");
export const getWidget = () => document.querySelector("ai-agent-chat");

/** What is focused, also inside of the widget. */
export function getFocused() {
    const el = document.activeElement;
    return el.shadowRoot?.activeElement || el;
}
