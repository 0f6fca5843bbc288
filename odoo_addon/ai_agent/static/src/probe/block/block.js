import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ask } from "./ask";
import { Fix } from "./fix";
import { judge } from "./verdict";

/** The route that answers take, and the same one beside the pages. */
const RUN = "/websocket/ai_agent/probe";
const PLAIN = "/ai_agent/probe";

/** Milliseconds that a check takes at least: a refusal comes at once, and one would not see that it was asked again. */
const SEEN = 500;

const ICONS = {
    success: "fa-check-circle text-success",
    warning: "fa-exclamation-triangle text-warning",
    danger: "fa-times-circle text-danger",
};

/** Asks by itself when it is first seen, and again on demand. */
export class ProbeBlock extends Component {
    static template = "ai_agent.ProbeBlock";
    static components = { Fix };
    static props = {};
    setup() {
        this.root = useRef("root");
        this.state = useState({ busy: false, failed: false, verdict: null, proxy: "nginx" });
        onMounted(() => this.watch());
        onWillUnmount(() => {
            this.observer?.disconnect();
            this.controller?.abort();
        });
    }

    /** A search in the settings mounts the blocks of all modules: those that nobody sees ask nothing. */
    watch() {
        this.observer = new IntersectionObserver((entries) => {
            if (entries.some((entry) => entry.isIntersecting)) {
                this.observer.disconnect();
                this.check();
            }
        });
        this.observer.observe(this.root.el);
    }

    async check() {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.controller = new AbortController();
        const { signal } = this.controller;
        try {
            const seen = new Promise((resolve) => browser.setTimeout(resolve, SEEN));
            const [run, plain] = await Promise.all([ask(RUN, signal), ask(PLAIN, signal), seen]);
            if (signal.aborted) {
                return; // the form is gone
            }
            const { protocol, hostname, port } = browser.location;
            const page = { https: protocol === "https:", host: hostname, port };
            Object.assign(this.state, { failed: false, verdict: judge({ run, plain, page }) });
        } catch (error) {
            console.warn("AI Agent:", error);
            Object.assign(this.state, { failed: true, verdict: null });
        }
        this.state.busy = false;
    }

    get icon() {
        const { busy, failed, verdict } = this.state;
        if (busy || !(failed || verdict)) {
            return "fa-circle-o-notch fa-spin text-muted";
        }
        return ICONS[verdict?.level || "danger"];
    }

    get title() {
        const { busy, failed, verdict } = this.state;
        if (busy || !(failed || verdict)) {
            return _t("Checking how answers get to this browser…");
        }
        return failed ? _t("The check failed") : verdict.title;
    }

    /** How Odoo runs, in the words of its documentation. */
    get label() {
        return {
            threaded: _t("Threads, no workers"),
            evented: _t("Workers and evented process"),
            prefork: _t("Workers"),
        }[this.state.verdict?.way];
    }

    get sentences() {
        return this.state.failed ? [_t("Reload the page, then check again.")] : this.state.verdict?.sentences || [];
    }

    getFixes(later) {
        return this.state.verdict?.fixes.filter((fix) => !!fix.later === later) || [];
    }

    chooseProxy(name) {
        this.state.proxy = name;
    }
}

registry.category("ai_agent").add("ProbeBlock", ProbeBlock);
