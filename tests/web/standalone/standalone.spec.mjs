import { expect, test } from "@playwright/test";
import { required } from "../lib/env.mjs";

const url = required("STANDALONE_URL");
const composer = (page) => page.getByTestId("composer");
const answers = (page) => page.locator('[data-testid="message"][data-role="assistant"]');

let complaints;
test.beforeEach(async ({ page }) => {
    complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
        if (message.type() === "error") {
            complaints.push(message.text());
        }
    });
    await page.goto(url);
    await expect(composer(page)).toBeVisible({ timeout: 30_000 });
});
test.afterEach(() => {
    expect(complaints, "errors of the page").toEqual([]);
});

test("a question is answered by a recording", async ({ page }) => {
    await composer(page).fill("Hello");
    await composer(page).press("Enter");
    await expect(answers(page).last()).toHaveAttribute("data-status", "finished", { timeout: 45_000 });
    expect((await answers(page).last().innerText()).length).toBeGreaterThan(10);
    await page.screenshot({ path: new URL("../screenshots/standalone.png", import.meta.url).pathname });
});

/** Each recording by its name, and how it ends: a status of the answer, or a code of the notice. */
const ENDS = {
    cancelled: { status: "cancelled" },
    cjk: { status: "finished" },
    code: { status: "finished" },
    dropped: { status: "finished" },
    failing: { code: "service_error" },
    formatted: { status: "finished" },
    lost: { code: /./ },
    "lost-with-snapshot": { code: "process_lost" },
    malformed: { code: /./ },
    "not-configured": { code: "not_configured" },
    polled: { status: "finished" },
    "rate-limited": { code: "rate_limited" },
    "right-to-left": { status: "finished" },
    table: { status: "finished" },
    "unknown-events": { status: "finished" },
    welcome: { status: "finished" },
};
for (const [name, { status, code }] of Object.entries(ENDS)) {
    test(`the recording ${name} plays to its end`, async ({ page }) => {
        await page.locator(`[data-testid="scenario"][data-scenario="${name}"]`).click();
        if (status) {
            await expect(answers(page).last()).toHaveAttribute("data-status", status, { timeout: 45_000 });
        } else {
            await expect(page.getByTestId("error")).toHaveAttribute("data-code", code, { timeout: 45_000 });
        }
        await expect(page.getByTestId("send")).toBeVisible();
    });
}

test("a hostile recording runs nothing and fetches nothing", async ({ page }) => {
    const origin = new URL(url).origin;
    const strange = [];
    page.on("request", (request) => {
        if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) {
            strange.push(request.url());
        }
    });
    page.on("dialog", (dialog) => {
        strange.push(dialog.message());
        dialog.dismiss();
    });
    await page.locator('[data-testid="scenario"][data-scenario="hostile"]').click();
    await expect(answers(page).last()).toContainText("raw link");
    await expect(page.getByTestId("send")).toBeVisible();
    expect(await page.evaluate(() => window.pwned)).toBe(undefined);
    await expect(page.locator("ai-agent-chat script, ai-agent-chat [onerror], ai-agent-chat [href^='javascript' i]")).toHaveCount(0);
    expect(strange).toEqual([]);
});

/** Notes what the page shows in `selector` from now on, also what is soon replaced; gives a way to read it. */
async function record(page, selector) {
    await page.evaluate((wanted) => {
        const seen = (window.seen = []);
        const look = () => {
            // A scenario begins in a widget of its own.
            const text = document.querySelector("ai-agent-chat")?.shadowRoot?.querySelector(wanted)?.textContent;
            if (text && text !== seen.at(-1)) {
                seen.push(text);
            }
            requestAnimationFrame(look);
        };
        look();
    }, selector);
    return () => page.evaluate(() => window.seen);
}

test("what was not stored is taken back, and the rest can be asked for by keyboard", async ({ page }) => {
    const seen = await record(page, '[data-testid="message"][data-role="assistant"]');
    await page.locator('[data-testid="scenario"][data-scenario="lost-with-snapshot"]').click();
    await expect(answers(page)).toHaveAttribute("data-status", "lost");
    expect((await seen()).some((text) => text.includes("but never"))).toBe(true);
    await expect(answers(page).locator(".body")).toHaveText("This much of the answer is stored.");
    await expect(page.getByTestId("message")).toHaveCount(2);
    await page.getByTestId("dismiss").click();
    await page.getByTestId("log").focus();
    const goOn = answers(page).getByTestId("go-on");
    for (let presses = 0; presses < 3 && !(await goOn.evaluate((el) => el.matches(":focus"))); presses++) {
        await page.keyboard.press("Tab");
    }
    await expect(goOn).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("message").filter({ hasText: "Go on where you broke off." })).toBeVisible();
    await expect(composer(page)).toBeFocused();
});

test("polling says nothing of a lost connection", async ({ page }) => {
    const said = await record(page, '[data-testid="progress"]');
    await page.locator('[data-testid="scenario"][data-scenario="polled"]').click();
    await expect(answers(page)).toHaveAttribute("data-status", "finished");
    await expect(answers(page)).toContainText("the first second brings this much, the next one this, and the last one the end.", {
        ignoreCase: true,
    });
    expect((await said()).filter((text) => /connection/i.test(text))).toEqual([]);
});

test("silence is ended by stopping", async ({ page }) => {
    await page.locator('[data-testid="scenario"][data-scenario="silent"]').click();
    await page.getByTestId("stop").click();
    await expect(page.getByTestId("send")).toBeVisible();
});
