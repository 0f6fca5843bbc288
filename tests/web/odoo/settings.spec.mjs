import { createServer } from "node:net";
import { expect, expectWay, key, openSettings, screenshot, test } from "../lib/odoo.mjs";

/** The settings of the assistant, with the values of the form. */
async function openForm(page) {
    const form = await openSettings(page);
    return {
        address: form.locator("[name=ai_agent_url] input"),
        model: form.locator("[name=ai_agent_model] input"),
        newKey: form.locator("[name=ai_agent_api_key] input"),
        status: form.locator("[name=ai_agent_key_status]"),
        async test() {
            const shown = page.locator(".o_notification");
            for (const close of await shown.locator(".o_notification_close").all()) {
                await close.click();
            }
            await form.getByRole("button", { name: "Test the connection" }).click();
            return shown.filter({ hasText: "Test of the connection" });
        },
    };
}

/** A port where nobody listens. */
async function findClosedPort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

test("the real service is well, and it says how fast", async ({ page }) => {
    const form = await openForm(page);
    await expect(form.status).toContainText("A key is stored");
    await screenshot(page, "settings");
    await expect(await form.test()).toContainText(/All is well: first text after \d+ ms/);
});

const MESSAGES = {
    paced: /All is well: first text after \d+ ms/,
    wrongKey: /refused the key/,
    noSuchModel: /model/,
    whole: /does not stream/,
    broken: /error/,
};
for (const [mode, message] of Object.entries(MESSAGES)) {
    test(`the test of the connection tells: ${mode}`, async ({ page, service }) => {
        service.mode = mode;
        const form = await openForm(page);
        await expect(await form.test()).toContainText(message);
        expect(service.asked.length).toBeGreaterThan(0);
        expect(service.asked[0].headers["x-api-key"]).toBe("a-key-for-the-scripted-service");
    });
}

test("the test of the connection tells: a path without /v1", async ({ page, service }) => {
    const form = await openForm(page);
    await form.address.fill(service.url.replace(/\/v1$/, ""));
    await expect(await form.test()).toContainText(service.url);
});

test("the test of the connection tells: nobody listens", async ({ page, service }) => {
    const form = await openForm(page);
    await form.address.fill(`http://127.0.0.1:${await findClosedPort()}/v1`);
    await expect(await form.test()).toContainText(/refused the connection/);
    expect(service.asked).toEqual([]);
});

test("the stored key is not in the form, and does not go to another address", async ({ page, service }) => {
    const form = await openForm(page);
    await expect(form.newKey).toHaveValue("");
    await form.address.fill(service.url.replace("127.0.0.1", "localhost"));
    await form.test();
    await expect.poll(() => service.asked.length).toBeGreaterThan(0);
    expect(service.asked[0].headers["x-api-key"]).toBe(undefined);
    expect(JSON.stringify(service.asked)).not.toContain(key);
});

test("how answers travel: threads, and they stream", async ({ page }) => {
    await expectWay(page, "Answers stream", "Threads, no workers");
});
