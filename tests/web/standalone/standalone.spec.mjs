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

test("recordings can be picked by name, and each comes to an end", async ({ page }) => {
    const names = await page.getByTestId("scenario").evaluateAll((items) => items.map((item) => item.textContent));
    expect(names.length).toBeGreaterThan(5);
});
