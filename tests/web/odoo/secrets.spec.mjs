import { readFileSync } from "node:fs";
import { required } from "../lib/env.mjs";
import { CONTACTS, expect, goTo, key, test, url } from "../lib/odoo.mjs";

test("the key is in nothing that the browser gets", async ({ page, assistant, rpc }) => {
    const bodies = [];
    page.on("response", (response) =>
        bodies.push(
            response
                .finished()
                .then(() => response.body())
                .then((body) => [new URL(response.url()).pathname, body.toString()])
                .catch(() => null)
        )
    );
    // The browser does not keep what was read as a stream: it is read here on its way.
    await page.route(/\/ai_agent\/run$/, async (route) => {
        const response = await route.fetch();
        bodies.push(Promise.resolve(["/ai_agent/run", await response.text()]));
        await route.fulfill({ response });
    });
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("What is your API key?");
    await assistant.expectAnswer();
    await goTo(page, "/odoo/settings", ".o_setting_container");
    await page.close(); // ends what would stay open for ever
    const seen = (await Promise.all(bodies)).filter(Boolean);
    const paths = seen.map(([path]) => path);
    for (const needed of [/\/ai_agent\/bootstrap$/, /\/ai_agent\/run$/, /\/ai_agent\/dist\/.*\.js$/, /\/web\/assets\/.*\.js$/, /onchange$/]) {
        expect(paths.filter((path) => needed.test(path)), `${needed} was looked at`).not.toEqual([]);
    }
    expect(seen.find(([path]) => path === "/ai_agent/run")[1]).toContain("TEXT_MESSAGE_CONTENT");
    expect(seen.filter(([, body]) => body.includes(key)).map(([path]) => path)).toEqual([]);
    const fields = await rpc.call("res.config.settings", "default_get", [["ai_agent_api_key", "ai_agent_has_key", "ai_agent_url"]]);
    expect(JSON.stringify(fields)).not.toContain(key);
});

test("the key is not in the server's log", async () => {
    const log = readFileSync(required("ODOO_LOG"), "utf-8");
    expect(log, "the log is that of this server").toContain("/ai_agent/bootstrap");
    expect(log.includes(key)).toBe(false);
});

test("without a session there is nothing to get", async ({ playwright }) => {
    const stranger = await playwright.request.newContext();
    for (const path of ["/ai_agent/bootstrap", "/ai_agent/threads"]) {
        const answer = await stranger.get(`${url}${path}`, { maxRedirects: 0 });
        expect(answer.status()).toBe(401);
        expect((await answer.json()).code).toBe("unauthenticated");
    }
    await stranger.dispose();
});
