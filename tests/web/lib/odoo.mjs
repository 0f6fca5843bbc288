/** Odoo as its tests use it: a page that is logged in, the assistant on it, and its settings. */
import { test as base, expect } from "@playwright/test";
import { Assistant } from "./assistant.mjs";
import { Chats, forgetAll } from "./chats.mjs";
import { required } from "./env.mjs";
import { startService } from "./service.mjs";

export const url = required("ODOO_URL").replace(/\/$/, "");
export const key = required("AI_KEY");
const login = required("ODOO_LOGIN");
const password = required("ODOO_PASSWORD");

export const DESKTOP = { width: 1366, height: 768 };

/** What the scripted service is given as its key; it is no secret of anybody. */
const OTHER_KEY = "a-key-for-the-scripted-service";

/** Calls a method of a model as the administrator, outside of any page. */
async function makeRpc(playwright) {
    const request = await playwright.request.newContext({ baseURL: url });
    const post = async (path, params) => {
        const response = await request.post(path, { data: { jsonrpc: "2.0", method: "call", params } });
        const { result, error } = await response.json();
        if (error) {
            throw new Error(`${path}: ${error.data?.message || error.message}`);
        }
        return result;
    };
    const form = await (await request.get("/web/login")).text();
    const [, token] = form.match(/name="csrf_token" value="([^"]+)"/);
    const entered = await request.post("/web/login", { form: { login, password, csrf_token: token } });
    if (new URL(entered.url()).pathname.startsWith("/web/login")) {
        throw new Error(`${login} cannot log in to ${url}`);
    }
    const call = (model, method, args, kwargs = {}) =>
        post(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs });
    const { user, csrfToken } = await (await request.get("/ai_agent/bootstrap")).json();
    /** Asks a route of the addon: gives its JSON, else its text. */
    const agent = async (method, path, data) => {
        const response = await request.fetch(path, { method, data, headers: { "X-CSRF-Token": csrfToken } });
        const text = await response.text();
        if (!response.ok()) {
            throw new Error(`${method} ${path}: ${response.status()} ${text}`);
        }
        return response.headers()["content-type"]?.includes("json") ? JSON.parse(text) : text;
    };
    return { call, agent, uid: user.id, dispose: () => request.dispose(), state: () => request.storageState() };
}

/** A browser, in which nobody is logged in yet. */
async function makeProfile(browser) {
    const profile = await browser.newContext({
        // Odoo's service worker would fetch pages past the routes of a test.
        serviceWorkers: "block",
        viewport: DESKTOP,
        locale: "en-US",
        timezoneId: "Europe/Brussels",
        permissions: ["clipboard-read", "clipboard-write"],
    });
    profile.setDefaultTimeout(15_000);
    profile.setDefaultNavigationTimeout(30_000);
    return profile;
}

/** A page that is logged in as `rpc` is, with nothing kept of earlier tests. */
async function makePage(profile, rpc) {
    await profile.clearCookies();
    await profile.addCookies((await rpc.state()).cookies);
    const page = await profile.newPage();
    await page.goto(`${url}/ai_agent/dist/manifest.json`);
    await page.evaluate(() => window.localStorage.clear());
    return page;
}

/** Looks on a page for what may never be seen, and for crashes, until `check` says what was found. */
function watch(page) {
    const found = [];
    const crashes = [];
    const bodies = [];
    const look = (where, text) => {
        if (text?.includes(key)) {
            found.push(where);
        }
    };
    page.on("console", (message) => look("the console", message.text()));
    page.on("pageerror", (error) => crashes.push(String(error)));
    page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        // The assets are searched once, in secrets.spec.mjs.
        if (/\.(png|svg|woff2?|ico)$|\/web\/(image|assets)\//.test(pathname)) {
            return;
        }
        look(`the headers of ${pathname}`, JSON.stringify(response.headers()));
        bodies.push(
            response
                .finished()
                .then(() => response.body())
                .then((body) => look(`the body of ${pathname}`, body.toString()))
                .catch(() => {}) // a redirect, or a stream that was left
        );
    });
    const check = async ({ throws = false } = {}) => {
        if (!page.isClosed() && page.url().startsWith("http")) {
            const kept = await page.evaluate(() => [
                JSON.stringify(window.localStorage),
                JSON.stringify(window.sessionStorage),
                document.cookie,
                document.documentElement.outerHTML,
                document.querySelector("ai-agent-chat")?.shadowRoot?.innerHTML || "",
            ]);
            look("the page or its storage", kept.join("\n"));
            await expect(page.locator(".o_error_dialog")).toHaveCount(0);
        }
        await page.close();
        await Promise.all(bodies);
        expect(found, "places where the key of the AI service was seen").toEqual([]);
        if (!throws) {
            expect(crashes, "errors of the page").toEqual([]);
        }
    };
    return { check, crashes };
}

const NAMES = ["url", "kind", "key_header", "model", "allow_private", "api_key", "api_key_origin"];

async function readSettings(rpc) {
    const settings = {};
    for (const name of NAMES) {
        settings[name] = await rpc.call("ir.config_parameter", "get_param", [`ai_agent.${name}`]);
    }
    return settings;
}

async function writeSettings(rpc, settings) {
    for (const [name, value] of Object.entries(settings)) {
        await rpc.call("ir.config_parameter", "set_param", [`ai_agent.${name}`, value]);
    }
}

export const test = base.extend({
    /** Remote calls as the administrator. */
    rpc: [
        async ({ playwright }, use) => {
            const rpc = await makeRpc(playwright);
            await use(rpc);
            await rpc.dispose();
        },
        { scope: "worker" },
    ],

    /** All tests are one person, who asks more in a minute than people may: also whoever asks the real service after them. */
    limit: [
        async ({ rpc }, use) => {
            const name = "ai_agent.limit.user_per_minute";
            const before = await rpc.call("ir.config_parameter", "get_param", [name]);
            await rpc.call("ir.config_parameter", "set_param", [name, "1000"]);
            await use();
            await rpc.call("ir.config_parameter", "set_param", [name, before]);
        },
        { scope: "worker", auto: true },
    ],

    /** One browser profile for all, so that Odoo's megabytes of assets are fetched once, as in life. */
    profile: [
        async ({ browser }, use) => {
            const profile = await makeProfile(browser);
            await use(profile);
            await profile.close();
        },
        { scope: "worker" },
    ],

    /** Another machine of the same person: a browser and a session of its own. */
    otherMachine: [
        async ({ browser, playwright }, use) => {
            const profile = await makeProfile(browser);
            const rpc = await makeRpc(playwright);
            await use({ profile, rpc });
            await rpc.dispose();
            await profile.close();
        },
        { scope: "worker" },
    ],

    /** Every page starts logged in, and with nothing kept of earlier tests. */
    page: async ({ profile, rpc }, use) => {
        const page = await makePage(profile, rpc);
        await use(page);
        await page.close();
    },
    context: async ({ page }, use) => {
        await use(page.context());
    },

    /** The assistant on a page of the other machine. */
    elsewhere: async ({ otherMachine }, use) => {
        const page = await makePage(otherMachine.profile, otherMachine.rpc);
        const watched = watch(page);
        await use(new Assistant(page));
        await watched.check();
    },

    /** Settings of the test's own; what was set before comes back. */
    settings: async ({ rpc }, use) => {
        const before = await readSettings(rpc);
        await use({ write: (settings) => writeSettings(rpc, settings) });
        await writeSettings(rpc, before);
    },

    /** A scripted AI service, which Odoo asks during this test. */
    service: async ({ settings }, use) => {
        const service = await startService();
        await settings.write({
            url: service.url,
            kind: "openai",
            key_header: "x_api_key",
            model: "scripted",
            allow_private: "True",
            api_key: OTHER_KEY,
            api_key_origin: new URL(service.url).origin,
        });
        await use(service);
        await service.stop();
    },

    /** Chats of the test's own; those of earlier tests are gone. */
    chats: async ({ rpc, service }, use) => {
        await forgetAll(rpc);
        await use(new Chats(rpc, service));
    },

    assistant: async ({ page }, use) => {
        await use(new Assistant(page));
    },

    /** What may never be seen is looked for in everything that every test gets; so is what Odoo would call a crash. */
    guard: [
        async ({ page }, use, testInfo) => {
            const watched = watch(page);
            await use(watched.crashes);
            await watched.check({ throws: testInfo.annotations.some(({ type }) => type === "throws") });
        },
        { auto: true },
    ],
});

export { Assistant, expect };

/** Opens an action of Odoo's and waits until it has settled, its autofocus included. */
export async function goTo(page, path, ready, site = url) {
    await page.goto(`${site}${path}`);
    await expect(page.locator(ready).first()).toBeVisible({ timeout: 30_000 });
    await page.waitForLoadState("load");
}

/** The settings of the assistant. */
export async function openSettings(page, site = url) {
    await goTo(page, "/odoo/settings", ".o_setting_container", site);
    await page.locator(".settings_tab .tab[data-key='ai_agent']").click();
    return page.locator(".app_settings_block").filter({ hasText: "Test the connection" });
}

/** The settings say how answers travel, in a few words and in those of Odoo's documentation. */
export async function expectWay(page, title, label, site = url) {
    const block = (await openSettings(page, site)).locator(".o_ai_agent_probe");
    await expect(block).toHaveAttribute("aria-busy", "false");
    await expect(block.locator(".o_ai_agent_probe_title")).toHaveText(title);
    await expect(block.getByRole("status")).toContainText(label);
    return block;
}

export const CONTACTS = ["/odoo/contacts?view_type=list", ".o_data_row"];
export const KANBAN = ["/odoo/contacts?view_type=kanban", ".o_kanban_record:not(.o_kanban_ghost)"];
export const TAGS = ["/odoo/action-base.action_partner_category_form", ".o_list_view"];

export const screenshot = (page, name) =>
    page.screenshot({ path: new URL(`../screenshots/${name}.png`, import.meta.url).pathname });
