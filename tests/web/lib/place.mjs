/** Where the user is in Odoo, and what is done there for him, by what the addon loads into the page. */
import { expect } from "@playwright/test";

/** Opens the same place as the assistant's panel does, without the panel: for what the panel would cover. */
async function load(page) {
    await page.evaluate(async () => {
        const modules = window.odoo.loader.modules;
        if (!window.place) {
            await modules.get("@web/core/assets").loadBundle("ai_agent.assets_panel");
            const [{ env }] = modules.get("@odoo/owl").App.apps;
            window.place = modules.get("@ai_agent/panel/agent").loadAgent(env);
        }
    });
}

/** What a tool answers that acts in the page. */
export async function act(page, name, args) {
    await load(page);
    return page.evaluate(([tool, given]) => window.place.act(tool, given), [name, args]);
}

/** Waits until the page is said to be at a place that has these properties. */
export async function expectPlace(page, wanted) {
    await load(page);
    await expect.poll(() => page.evaluate(() => window.place.context())).toMatchObject(wanted);
}

/** Asks, and gives what the server was told about the place. */
export async function askedFrom(page, assistant, question) {
    const asked = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/ai_agent/run"));
    await assistant.ask(question);
    const { forwardedProps } = (await asked).postDataJSON();
    await assistant.expectAnswer();
    return forwardedProps.odoo;
}
