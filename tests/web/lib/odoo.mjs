/** Odoo as its tests use it: a page that is logged in, the assistant on it, and its settings. */
import { test as base, expect } from "@playwright/test";
import { required } from "./env.mjs";
import { startService } from "./service.mjs";

export const url = required("ODOO_URL").replace(/\/$/, "");
export const key = required("AI_KEY");
const login = required("ODOO_LOGIN");
const password = required("ODOO_PASSWORD");

export const DESKTOP = { width: 1366, height: 768 };

/** What the scripted service is given as its key; it is no secret of anybody. */
const OTHER_KEY = "a-key-for-the-scripted-service";

/** The assistant, wherever it is. */
export class Assistant {
    constructor(page) {
        this.page = page;
        this.icon = page.getByRole("button", { name: "Ask AI", exact: true });
        this.element = page.locator("ai-agent-chat");
        this.notice = page.locator("div.o_ai_agent");
        this.restart = this.notice.getByRole("button", { name: "Restart the assistant" });
        this.composer = page.getByTestId("composer");
        this.send = page.getByTestId("send");
        this.stop = page.getByTestId("stop");
        this.newChat = page.getByTestId("new-chat");
        this.close = page.getByTestId("close");
        this.log = page.getByTestId("log");
        this.error = page.getByTestId("error");
        this.retry = page.getByTestId("retry");
        this.questions = page.locator('[data-testid="message"][data-role="user"]');
        this.answers = page.locator('[data-testid="message"][data-role="assistant"]');
    }

    /** Opens the panel and waits until one can type. */
    async open() {
        await this.icon.click();
        await expect(this.composer).toBeFocused();
    }

    /** Begins an empty chat: earlier tests have left theirs. */
    async openAnew() {
        await this.open();
        await this.newChat.click();
        await expect(this.questions).toHaveCount(0);
    }

    async ask(text) {
        await this.composer.fill(text);
        await this.composer.press("Enter");
    }

    /** The last answer, when it has come to the end that is expected. */
    async expectAnswer(status = "finished") {
        await expect(this.answers.last()).toHaveAttribute("data-status", status, { timeout: 45_000 });
        return this.answers.last();
    }
}

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
    return { call, dispose: () => request.dispose(), state: () => request.storageState() };
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

    /** One browser profile for all, so that Odoo's megabytes of assets are fetched once, as in life. */
    profile: [
        async ({ browser }, use) => {
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
            await use(profile);
            await profile.close();
        },
        { scope: "worker" },
    ],

    /** Every page starts logged in, and with nothing kept of earlier tests. */
    context: async ({ profile, rpc }, use) => {
        await profile.clearCookies();
        await profile.addCookies((await rpc.state()).cookies);
        await use(profile);
    },
    page: async ({ context }, use) => {
        const page = await context.newPage();
        await page.goto(`${url}/ai_agent/dist/manifest.json`);
        await page.evaluate(() => window.localStorage.clear());
        await use(page);
        await page.close();
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

    assistant: async ({ page }, use) => {
        await use(new Assistant(page));
    },

    /** What may never be seen is looked for in everything that every test gets; so is what Odoo would call a crash. */
    guard: [
        async ({ page }, use, testInfo) => {
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
            await use(crashes);
            if (!page.isClosed() && page.url().startsWith(url)) {
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
            if (!testInfo.annotations.some(({ type }) => type === "throws")) {
                expect(crashes, "errors of the page").toEqual([]);
            }
        },
        { auto: true },
    ],
});

export { expect };

/** Opens an action of Odoo's and waits until it has settled, its autofocus included. */
export async function goTo(page, path, ready) {
    await page.goto(`${url}${path}`);
    await expect(page.locator(ready).first()).toBeVisible({ timeout: 30_000 });
    await page.waitForLoadState("load");
}

export const CONTACTS = ["/odoo/contacts?view_type=list", ".o_data_row"];
export const KANBAN = ["/odoo/contacts?view_type=kanban", ".o_kanban_record:not(.o_kanban_ghost)"];
export const TAGS = ["/odoo/action-base.action_partner_category_form", ".o_list_view"];

export const screenshot = (page, name) =>
    page.screenshot({ path: new URL(`../screenshots/${name}.png`, import.meta.url).pathname });
