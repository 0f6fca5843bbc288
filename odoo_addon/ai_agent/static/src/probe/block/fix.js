import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** Milliseconds for which a button tells what it did. */
const TOLD = 2000;

/** One thing to do, with what is to be copied for it. The proxy is chosen once for all of them. */
export class Fix extends Component {
    static template = "ai_agent.ProbeFix";
    static props = { fix: Object, number: String, proxy: String, onChoose: Function };
    setup() {
        this.code = useRef("code");
        this.state = useState({ told: "" });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get snippet() {
        const { snippets } = this.props.fix;
        return snippets.find(({ name }) => name === this.props.proxy) || snippets[0];
    }

    get hasChoice() {
        return this.props.fix.snippets.length > 1;
    }

    /** Where the page came without https the browser has no clipboard for us; people can still press the keys. */
    async copy() {
        try {
            await browser.navigator.clipboard.writeText(this.snippet.code);
            this.tell(_t("Copied"));
        } catch {
            document.getSelection().selectAllChildren(this.code.el);
            this.tell(_t("Press Ctrl+C"));
        }
    }

    tell(text) {
        browser.clearTimeout(this.timer);
        this.state.told = text;
        this.timer = browser.setTimeout(() => (this.state.told = ""), TOLD);
    }
}
