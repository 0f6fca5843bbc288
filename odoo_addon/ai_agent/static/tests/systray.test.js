import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, hover, press, waitFor } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWebClient, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import {
    getFocused,
    getNotice,
    getWidget,
    inPage,
    prepareAgent,
    waitForInPage,
    watchErrors,
    WIDGETS,
} from "./helpers";

describe.current.tags("desktop");
defineMailModels();

const ICON = ".o_menu_systray button[aria-label='Ask AI']";

function setConnection(connection) {
    const { userAgent, platform } = browser.navigator;
    patchWithCleanup(browser, { navigator: { connection, userAgent, platform } });
}

/** Addresses of the widget's files that the page fetched. */
function watchFetches() {
    const urls = [];
    patchWithCleanup(browser, {
        fetch(url, options) {
            if (String(url).startsWith("data:") || String(url).includes("/ai_agent/dist/")) {
                urls.push(String(url));
                return Promise.resolve(new Response(""));
            }
            return super.fetch(url, options);
        },
    });
    return urls;
}

describe("with the group", () => {
    let agent;
    beforeEach(() => {
        agent = prepareAgent();
    });

    test("the icon says what it is and which key does the same", async () => {
        await mountWebClient();
        expect(ICON).toHaveCount(1);
        expect(ICON).toHaveAttribute("aria-expanded", "false");
        expect(ICON).toHaveAttribute("aria-keyshortcuts", "Alt+Shift+K");
        expect(ICON).toHaveAttribute("data-tooltip", /Alt\+Shift\+K/);
    });

    test("a click opens the panel with the focus in it, another closes it", async () => {
        await mountWebClient();
        await click(ICON);
        await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(ICON).toHaveAttribute("aria-expanded", "true");
        expect(getFocused().tagName).toBe("TEXTAREA");
        await click(ICON);
        await animationFrame();
        expect(getWidget().hidden).toBe(true);
        expect(ICON).toHaveAttribute("aria-expanded", "false");
    });

    test("closing keeps the widget, and opening again makes no second one", async () => {
        await mountWebClient();
        await click(ICON);
        const widget = await waitForInPage("ai-agent-chat");
        await click(ICON);
        await animationFrame();
        await click(ICON);
        await animationFrame();
        expect(inPage("ai-agent-chat")).toHaveLength(1);
        expect(getWidget()).toBe(widget);
        expect(widget.hidden).toBe(false);
    });

    test("closing from inside gives the focus back to the icon", async () => {
        await mountWebClient();
        await click(ICON);
        const widget = await waitForInPage("ai-agent-chat");
        await animationFrame();
        widget.host.close();
        expect(widget.hidden).toBe(true);
        expect(ICON).toBeFocused();
    });

    test("the hotkey opens from a field, and closes from the widget", async () => {
        await mountWebClient();
        const input = document.createElement("input");
        document.querySelector(".o_main_navbar").append(input);
        input.focus();
        await press(["alt", "shift", "k"]);
        await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(getFocused().tagName).toBe("TEXTAREA");
        await press(["alt", "shift", "k"]);
        expect(getWidget().hidden).toBe(true);
        expect(getWidget().keys).not.toInclude("k");
    });

    test("the command palette asks what was typed", async () => {
        await mountWebClient();
        await press(["control", "k"]);
        await contains(".o_command_palette_search input").edit("overdue invoices", { confirm: false });
        await runAllTimers();
        await contains(".o_command:contains(Ask AI … overdue invoices)").click();
        const widget = await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(widget.asked).toEqual(["overdue invoices"]);
        expect(".o_command_palette").toHaveCount(0);
        expect(getFocused().tagName).toBe("TEXTAREA");
    });

    test("the command palette without text only opens", async () => {
        await mountWebClient();
        await press(["control", "k"]);
        await contains(".o_command:contains(Ask AI …)").click();
        const widget = await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(widget.asked).toEqual([]);
        expect(getFocused().tagName).toBe("TEXTAREA");
    });

    test("the widget's files are fetched before they are needed, once", async () => {
        setConnection({ saveData: false });
        const urls = watchFetches();
        await mountWebClient();
        await hover(ICON);
        await runAllTimers();
        await hover(".o_main_navbar");
        await hover(ICON);
        await animationFrame();
        expect(urls).toEqual([WIDGETS.good, `${browser.location.origin}/ai_agent/dist/widget.wasm`]);
    });

    test("nothing is fetched ahead where the connection saves data", async () => {
        setConnection({ saveData: true });
        const urls = watchFetches();
        await mountWebClient();
        await hover(ICON);
        await runAllTimers();
        expect(urls).toEqual([]);
    });

    test("after a reload the panel is as it was, and takes no focus", async () => {
        browser.sessionStorage.setItem("ai_agent.open", "1");
        await mountWebClient();
        const widget = await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(widget.hidden).toBe(false);
        expect(document.activeElement).not.toBe(widget);
        expect(ICON).toHaveAttribute("aria-expanded", "true");
    });

    test("a panel that cannot be loaded is told, and tried again", async () => {
        const errors = watchErrors();
        const lazy = registry.category("ai_agent");
        const createPanel = lazy.get("createPanel");
        lazy.remove("createPanel");
        patchWithCleanup(assets, { loadBundle: () => Promise.reject(new Error("offline")) });
        await mountWebClient();
        await click(ICON);
        await waitFor(".o_notification:contains(could not be loaded)");
        patchWithCleanup(assets, {
            async loadBundle(name) {
                expect.step(name);
                lazy.add("createPanel", createPanel);
            },
        });
        await click(ICON);
        await waitForInPage("ai-agent-chat");
        expect.verifySteps(["ai_agent.assets_panel"]);
        expect(errors).toEqual([]);
    });

    test("a page that knows no widget asks the manifest", async () => {
        agent.dist = null;
        await mountWebClient();
        await click(ICON);
        await waitForInPage("ai-agent-chat");
        expect(getNotice()).toBe(null);
    });
});

test("without the group there is no icon, no command and no hotkey", async () => {
    patchWithCleanup(session, { ai_agent: undefined });
    await mountWebClient();
    expect(".o_menu_systray").toHaveCount(1);
    expect(ICON).toHaveCount(0);
    await press(["alt", "shift", "k"]);
    await animationFrame();
    expect(inPage(".o_ai_agent")).toHaveLength(0);
    await press(["control", "k"]);
    await waitFor(".o_command_palette");
    expect(".o_command:contains(Ask AI)").toHaveCount(0);
});
