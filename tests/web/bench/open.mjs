/**
 * Opens a thread of 5,000 messages and a short one in turns, from the click in the list until its last message is painted, and
 * scrolls the long one upwards. The last line is JSON: the medians in milliseconds, and by how much what was read has jumped.
 */
import { chromium } from "@playwright/test";
import { required } from "../lib/env.mjs";

const TURNS = 15;
const url = required("ODOO_URL");
const browser = await chromium.launch({ executablePath: required("CHROMIUM"), args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, serviceWorkers: "block" });
const params = { db: required("ODOO_DATABASE"), login: required("ODOO_LOGIN"), password: required("ODOO_PASSWORD") };
await context.request.post(`${url}/web/session/authenticate`, { data: { jsonrpc: "2.0", params } });
const page = await context.newPage();
await page.goto(`${url}/odoo`);
await page.getByRole("button", { name: "Ask AI", exact: true }).click();
await page.getByTestId("composer").waitFor();

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** Clicks on the first thread that a search finds, and gives the milliseconds until a message of it is painted. */
async function open(words) {
    await page.getByTestId("new-chat").click();
    await page.getByTestId("history-toggle").click();
    await page.getByTestId("history-search").fill(words);
    const entry = page.getByTestId("thread").filter({ hasText: new RegExp(words, "i") }).first();
    await entry.waitFor();
    return entry.evaluate(
        (button) =>
            new Promise((resolve) => {
                const root = button.getRootNode();
                const begun = performance.now();
                const look = () =>
                    root.querySelector("[data-testid=message]")
                        ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
                        : requestAnimationFrame(look);
                button.click();
                look();
            }),
    );
}

/** Scrolls to the top of what is loaded until more is, and gives the pixels by which a message then stands elsewhere. */
async function scrollUp() {
    return page.getByTestId("log").evaluate(async (log) => {
        const frames = (count) =>
            new Promise((resolve) => {
                const step = () => (count-- ? requestAnimationFrame(step) : resolve());
                step();
            });
        let worst = 0;
        for (let turn = 0; turn < 5; turn++) {
            const messages = () => log.querySelectorAll("[data-testid=message]");
            const before = messages().length;
            log.scrollTop = -(log.scrollHeight - log.clientHeight - 40);
            const watched = messages()[0];
            await frames(1);
            const place = watched.getBoundingClientRect().top;
            const deadline = performance.now() + 20_000;
            while (messages().length === before) {
                if (performance.now() > deadline) {
                    throw new Error(`no earlier messages came, in turn ${turn} with ${before}`);
                }
                await frames(1);
            }
            await frames(3);
            worst = Math.max(worst, Math.abs(watched.getBoundingClientRect().top - place));
        }
        return worst;
    });
}

const long = [];
const short = [];
for (let turn = 0; turn <= TURNS; turn++) {
    const times = [await open("endless chat"), await open("belgian vat")];
    if (turn > 0) {
        long.push(times[0]);
        short.push(times[1]);
    }
}
await open("endless chat");
const moved = await scrollUp();
process.stdout.write(`${JSON.stringify({ long: median(long), short: median(short), moved })}\n`);
await browser.close();
