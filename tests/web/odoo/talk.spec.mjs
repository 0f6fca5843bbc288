import { CONTACTS, expect, goTo, KANBAN, TAGS, test, url } from "../lib/odoo.mjs";
import { saidIn } from "../lib/service.mjs";

test("the icon is on every page", async ({ page, assistant }) => {
    for (const [path, ready] of [CONTACTS, KANBAN, TAGS, ["/odoo/settings", ".o_setting_container"]]) {
        await goTo(page, path, ready);
        await expect(assistant.icon).toBeVisible();
        await expect(assistant.icon).toHaveAttribute("data-tooltip", /Alt\+Shift\+K/);
    }
});

test("a question is answered by the real model, and the answer grows before it ends", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    // The small model says less of a question that a list of contacts goes along with.
    await page.getByTestId("context-remove").click();
    await assistant.ask("Write five sentences about what an invoice is.");
    await expect(assistant.questions.last()).toContainText("Write five sentences");
    const lengths = [];
    const answer = assistant.answers.last();
    await expect(answer).toHaveAttribute("data-status", "streaming");
    await expect(async () => {
        lengths.push((await answer.innerText()).length);
        expect(new Set(lengths.filter(Boolean)).size).toBeGreaterThan(2);
    }).toPass({ intervals: [50], timeout: 30_000 });
    await assistant.expectAnswer();
    expect((await answer.innerText()).length).toBeGreaterThan(40);
    await expect(assistant.composer).toBeFocused();
});

test("formatted text arrives formatted", async ({ page, assistant, service }) => {
    service.text = "## Plans\n\n| Plan | Price |\n|---|---|\n| Basic | 10 |\n\n- **one**\n- `two`\n\n```python\nprint(1)\n```\n";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Compare the plans");
    const answer = await assistant.expectAnswer();
    await expect(answer.getByRole("heading", { name: "Plans" })).toBeVisible();
    await expect(answer.getByRole("cell", { name: "Basic" })).toBeVisible();
    await expect(answer.locator("strong")).toHaveText("one");
    await expect(answer.locator("pre")).toContainText("print(1)");
});

test("stopping keeps what was said, and stops the service too", async ({ page, assistant, service }) => {
    service.mode = "forever";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Count for ever");
    await expect(assistant.answers.last()).toContainText("word5");
    await assistant.stop.click();
    const answer = await assistant.expectAnswer("cancelled");
    await expect(answer).toContainText("word5");
    await expect(assistant.send).toBeVisible();
    await expect.poll(() => service.hangups).toBe(1);
});

test("an answer can be copied", async ({ page, assistant, service }) => {
    service.text = "Copy **this**.";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Something to copy");
    const answer = await assistant.expectAnswer();
    await answer.getByTestId("copy").click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("Copy **this**.");
});

test("a new chat is empty, and leaves the composer ready", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Before");
    await assistant.expectAnswer();
    await assistant.newChat.click();
    await expect(assistant.questions).toHaveCount(0);
    await expect(page.getByTestId("starter").first()).toBeVisible();
    await expect(assistant.composer).toBeFocused();
    expect(service.asked).toHaveLength(1);
});

test("earlier turns are part of the next question", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("My name is Ada");
    await assistant.expectAnswer();
    await assistant.ask("What is my name?");
    await expect(assistant.questions).toHaveCount(2);
    await expect.poll(() => service.asked.length).toBe(2);
    expect(saidIn(service.asked[1])).toEqual(["My name is Ada", "All is well.", "What is my name?"]);
});

test("closing and opening loses nothing, and the focus goes to and fro", async ({ page, assistant, service }) => {
    service.mode = "forever";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Go on while I am away");
    await expect(assistant.answers.last()).toContainText("word2");
    await assistant.close.click();
    await expect(assistant.element).toBeHidden();
    await expect(assistant.icon).toBeFocused();
    await assistant.open();
    await expect(assistant.answers.last()).toContainText("word8");
    service.release();
    await expect(await assistant.expectAnswer()).toContainText("the end");
});

test("a reload keeps the chat, the draft and the open panel", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Remember me");
    await assistant.expectAnswer();
    await assistant.composer.fill("half a thought");
    await page.reload();
    await expect(assistant.composer).toHaveValue("half a thought");
    await expect(assistant.questions.last()).toHaveText(/Remember me/);
    await expect(assistant.answers.last()).toContainText("All is well.");
    expect(service.asked).toHaveLength(1);
    await assistant.composer.fill("");
    await assistant.close.click();
    await page.reload();
    await expect(assistant.icon).toBeVisible();
    await expect(page.locator(".o_ai_agent:visible")).toHaveCount(0);
});

test("a reload in the middle of an answer goes on with it", async ({ page, assistant, service }) => {
    service.mode = "forever";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Go on through the reload");
    await expect(assistant.answers.last()).toContainText("word3");
    await page.reload();
    await expect(assistant.answers.last()).toContainText("word12");
    await expect(assistant.answers.last()).toContainText("word1 ");
    service.release();
    await expect(await assistant.expectAnswer()).toContainText("the end");
    expect(service.asked).toHaveLength(1);
});

test("one goes on talking in another app", async ({ page, assistant, service }) => {
    service.mode = "forever";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Go on while I walk about");
    await expect(assistant.answers.last()).toContainText("word2");
    await page.locator(".o_navbar_apps_menu button").click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await expect(page.locator(".o_setting_container")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`^${url}/odoo/settings`));
    await expect(assistant.element).toBeVisible();
    service.release();
    await expect(await assistant.expectAnswer()).toContainText("the end");
    service.mode = "good";
    await assistant.ask("And here?");
    await expect(assistant.questions).toHaveCount(2);
    await assistant.expectAnswer();
});

test("the command palette asks", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.close.click();
    await page.keyboard.press("Control+k");
    await page.locator(".o_command_palette_search input").fill("overdue invoices");
    await page.locator(".o_command", { hasText: "Ask AI … overdue invoices" }).click();
    await expect(assistant.questions.last()).toHaveText(/overdue invoices/);
    await expect(assistant.composer).toBeFocused();
    await assistant.expectAnswer();
    expect(service.asked).toHaveLength(1);
});

test("a chat can be deleted from the list, the open one too, and the list stays", async ({ page, assistant, service }) => {
    const question = `Delete me ${Date.now()}`;
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(question);
    await assistant.expectAnswer();
    await assistant.deleteThread(question);
    await assistant.listToggle.click();
    await expect(assistant.questions).toHaveCount(0);
    await assistant.ask("And after that?");
    await assistant.expectAnswer();
    await expect(assistant.questions).toHaveCount(1);
    expect(service.asked).toHaveLength(2);
});
