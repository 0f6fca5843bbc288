import { CONTACTS, expect, goTo, test, url } from "../lib/odoo.mjs";

const JS = /\/ai_agent\/dist\/[^/]+\.js(\?.*)?$/;
const WASM = /\/ai_agent\/dist\/[^/]+\.wasm(\?.*)?$/;
const FILES = /\/ai_agent\/dist\//;

/** Odoo works: a record opens, its form is there, and its breadcrumb leads back. */
async function expectOdooWorks(page) {
    await page.locator(".o_data_row .o_data_cell[name=complete_name], .o_data_row .o_data_cell").first().click();
    await expect(page.locator(".o_form_view")).toBeVisible();
    await page.locator(".o_control_panel .o_back_button, .o_control_panel .breadcrumb-item a").first().click();
    await expect(page.locator(".o_list_view")).toBeVisible();
    await expect(page.locator(".o_error_dialog")).toHaveCount(0);
}

const TRAP = Buffer.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11,
]);

/** A widget of our own making in place of the real one, as the person's browser would get it. */
const replaceWidget = (page, body) =>
    page.route(JS, (route) => route.fulfill({ contentType: "text/javascript", body }));

const FAULTS = {
    "a missing widget": (page) => page.route(FILES, (route) => route.fulfill({ status: 404, body: "{}" })),
    "a widget that the network loses": (page) => page.route(FILES, (route) => route.abort()),
    "a module that was cut": async (page) => {
        await page.route(JS, async (route) => {
            const response = await route.fetch();
            const body = await response.text();
            await route.fulfill({ contentType: "text/javascript", body: body.slice(0, body.length / 2) });
        });
    },
    "a WebAssembly file that was cut": async (page) => {
        await page.route(WASM, async (route) => {
            const response = await route.fetch();
            const body = await response.body();
            await route.fulfill({ contentType: "application/wasm", body: body.subarray(0, body.length / 2) });
        });
    },
    "a module that throws": (page) => replaceWidget(page, `throw new Error("on purpose");`),
    "a widget that traps when it starts": (page) =>
        replaceWidget(
            page,
            `export function mount() {}
            export default async function init() {
                const bytes = new Uint8Array(${JSON.stringify([...TRAP])});
                (await WebAssembly.instantiate(bytes)).instance.exports.trap();
            }`
        ),
    "a bootstrap that fails": (page) =>
        page.route("**/ai_agent/bootstrap", (route) => route.fulfill({ status: 502, body: "<html>" })),
};

for (const [name, make] of Object.entries(FAULTS)) {
    test(`${name} leaves Odoo usable, and a restart helps when it is over`, async ({ page, assistant }) => {
        await make(page);
        await goTo(page, ...CONTACTS);
        await assistant.icon.click();
        await expect(assistant.restart).toBeVisible();
        await expect(assistant.notice).toHaveRole("alert");
        await expectOdooWorks(page);
        await expect(assistant.restart).toBeVisible();
        await page.unrouteAll();
        await assistant.restart.click();
        await expect(assistant.composer).toBeFocused();
        await expect(assistant.notice).toHaveCount(0);
    });
}

test("a slow widget is told while it loads", async ({ page, assistant }) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(WASM, async (route) => {
        await held;
        await route.continue();
    });
    await goTo(page, ...CONTACTS);
    await assistant.icon.click();
    await expect(page.getByRole("status").filter({ hasText: "Loading…" })).toBeVisible();
    release();
    await expect(assistant.composer).toBeFocused();
    await expect(assistant.notice).toHaveCount(0);
});

test("after a crash the chat and the draft are still there", async ({ page, assistant, service }) => {
    test.info().annotations.push({ type: "throws" });
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Keep this");
    await assistant.expectAnswer();
    await assistant.composer.fill("and this draft");
    // What a trap looks like to the page: the compiled code is left where it stands.
    await page.evaluate((bytes) => {
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
        setTimeout(() => exports.trap());
    }, [...TRAP]);
    await expect(assistant.restart).toBeVisible();
    await expect(assistant.element).toHaveCount(0);
    await expectOdooWorks(page);
    await assistant.restart.click();
    await expect(assistant.composer).toHaveValue("and this draft");
    await expect(assistant.questions.last()).toHaveText(/Keep this/);
    await assistant.ask("Are you back?");
    await expect(assistant.questions).toHaveCount(2);
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    expect(service.asked).toHaveLength(2);
});

test("a page older than the addon finds the newer widget", async ({ page, assistant }) => {
    await page.route(/\/odoo\/contacts/, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(/(ai_agent\/dist\/)[\w-]+(\.js"|\.wasm")/g, "$1gone$2");
        await route.fulfill({ response, body });
    });
    await goTo(page, ...CONTACTS);
    expect(await page.evaluate(() => window.odoo.loader.modules.get("@web/session").session.ai_agent.dist.js)).toContain("gone.js");
    await assistant.open();
});

test("a user without the group has no assistant", async ({ page, assistant, rpc }) => {
    const login = `nobody-${Date.now()}`;
    const [user] = await rpc.call("res.users", "create", [
        [{ name: "Nobody", login, password: `${login}-password`, group_ids: [] }],
    ]);
    const [, portal] = await rpc.call("ir.model.data", "check_object_reference", ["base", "group_portal"]);
    await rpc.call("res.users", "write", [[user], { group_ids: [[6, 0, [portal]]] }]);
    try {
        await page.context().clearCookies();
        await page.goto(`${url}/web/login`);
        await page.locator("#login").fill(login);
        await page.locator("#password").fill(`${login}-password`);
        await page.getByRole("button", { name: "Log in", exact: true }).click();
        await page.waitForURL((address) => !address.pathname.startsWith("/web/login"));
        await expect(assistant.icon).toHaveCount(0);
        const answer = await page.request.get(`${url}/ai_agent/bootstrap`);
        expect(answer.status()).toBe(403);
    } finally {
        await rpc.call("res.users", "unlink", [[user]]);
    }
});
