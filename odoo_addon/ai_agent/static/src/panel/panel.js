import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { listen } from "./bus";
import { createHost } from "./host";
import { isolateKeys, releasePage } from "./keys";
import { load, prefetch } from "./loader";
import { createNotice } from "./notice";

/** Milliseconds of loading that need no notice. */
const UNNOTICED = 150;

/**
 * The place of the assistant over Odoo, and what stands in it: `el` is the widget's element or a notice.
 *
 * `state` is idle, loading, ready or crashed, and is looked at again after every await.
 */
export class Panel {
    state = "idle";
    isOpen = false;
    el = null;
    handle = null;
    /** Ends what Odoo's bus tells the widget. */
    unlisten = null;
    /** What is to be asked as soon as the widget is there. */
    text = "";
    restarts = 0;
    /** Addresses of the running instance, and of those that must not be used again. */
    live = [];
    dead = [];

    constructor(env, agent) {
        this.env = env;
        this.agent = agent;
    }

    prefetch() {
        if (!this.prefetched) {
            this.prefetched = true;
            prefetch(this.agent);
        }
    }

    toggle() {
        return this.isOpen ? this.close() : this.open();
    }

    /** Opens the panel and asks `text`, if there is any; `quietly` leaves the focus alone. */
    async open(text = "", quietly = false) {
        this.setOpen(true);
        this.text = text || this.text;
        if (this.state === "idle") {
            await this.start();
        }
        try {
            if (this.state === "ready" && this.text) {
                this.handle.ask(this.text);
                this.text = "";
            }
            if (this.isOpen && !quietly) {
                this.focus();
            }
        } catch (error) {
            this.crash(error);
        }
    }

    close() {
        const hadFocus = this.el?.contains(document.activeElement);
        this.setOpen(false);
        if (hadFocus) {
            this.icon?.focus();
        }
    }

    get icon() {
        return this.env.services.ai_agent?.icon;
    }

    setOpen(isOpen) {
        this.isOpen = isOpen;
        if (this.el) {
            this.el.hidden = !isOpen;
        }
        this.icon?.setAttribute("aria-expanded", isOpen);
        browser.sessionStorage.setItem("ai_agent.open", isOpen ? "1" : "");
    }

    focus() {
        releasePage();
        if (this.state === "ready") {
            this.handle.focus();
        } else {
            this.el?.querySelector("button")?.focus();
        }
    }

    async start() {
        this.state = "loading";
        const timer = setTimeout(
            () => this.place(createNotice(_t("Loading…"), { busy: true })),
            UNNOTICED
        );
        try {
            const query = this.restarts ? `?r=${this.restarts}` : "";
            const [widget, bootstrap] = await load(this.agent, query);
            if (this.state === "loading") {
                this.live = widget.urls;
                this.mount(widget, bootstrap);
            }
        } catch (error) {
            this.crash(error);
        } finally {
            clearTimeout(timer);
        }
    }

    mount(widget, bootstrap) {
        const el = document.createElement("ai-agent-chat");
        this.place(el);
        const handle = widget.mount(el, {
            ...createHost(this.env, () => this.close()),
            bootstrap,
            close: () => this.close(),
            crashed: (message) => el === this.el && this.crash(message),
        });
        if (this.state === "loading") {
            this.handle = handle;
            this.state = "ready";
            this.unlisten = listen(this.env, (payload) => this.tell(payload));
        }
    }

    tell(payload) {
        try {
            this.handle?.happened?.(payload);
        } catch (error) {
            this.crash(error);
        }
    }

    /** The instance is not touched again; what was typed and said is the widget's own to keep. */
    crash(error) {
        if (!["loading", "ready"].includes(this.state)) {
            return;
        }
        console.warn("AI Agent:", error);
        const hadFocus = this.el?.contains(document.activeElement);
        const text =
            this.state === "ready"
                ? _t("The assistant has stopped. Your conversation is kept.")
                : _t("The assistant could not be loaded. Odoo works as usual.");
        this.state = "crashed";
        this.handle = null;
        this.unlisten?.();
        this.unlisten = null;
        this.dead.push(...this.live);
        this.live = [];
        this.place(
            createNotice(error?.detail || text, {
                action: _t("Restart the assistant"),
                onAction: () => this.restart(),
            })
        );
        if (hadFocus && this.isOpen) {
            this.focus();
        }
    }

    restart() {
        if (this.state === "crashed") {
            this.restarts++;
            this.state = "idle";
            this.open();
        }
    }

    place(el) {
        this.el?.remove();
        this.el = el;
        el.classList.add("o_ai_agent");
        el.hidden = !this.isOpen;
        isolateKeys(el, () => this.close());
        document.body.append(el);
    }

    /**
     * An error of the widget's is ours alone: Odoo would open its crash dialog over it.
     *
     * @returns {boolean} whether it was the widget's
     */
    handleError({ event }, error) {
        const trace = `${error?.stack} ${event?.filename}:`;
        const isIn = (url) => trace.includes(`${url}:`);
        const isTrap = error instanceof WebAssembly.RuntimeError;
        const isDead = this.dead.some(isIn);
        const isLive = this.live.some(isIn) || (isTrap && !isDead && this.state === "ready");
        if (!isDead && !isLive) {
            return false;
        }
        event?.preventDefault(); // told here, once
        // A promise nobody waited for is no reason to stop; code that was cut short is.
        if (isLive && (isTrap || event?.type === "error")) {
            this.crash(error);
        } else {
            console.warn("AI Agent:", error);
        }
        return true;
    }
}

registry
    .category("error_handlers")
    .add(
        "ai_agent",
        (env, uncaught, error) => !!env.services.ai_agent?.panel?.handleError(uncaught, error),
        { sequence: 0 }
    );

registry
    .category("ai_agent")
    .add("createPanel", (env) => new Panel(env, session.ai_agent));
