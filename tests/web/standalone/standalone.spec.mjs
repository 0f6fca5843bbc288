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
    failing: { code: "service_error" },
    formatted: { status: "finished" },
    lost: { code: /./ },
    malformed: { code: /./ },
    "not-configured": { code: "not_configured" },
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

test("silence is ended by stopping", async ({ page }) => {
    await page.locator('[data-testid="scenario"][data-scenario="silent"]').click();
    await page.getByTestId("stop").click();
    await expect(page.getByTestId("send")).toBeVisible();
});
