/** What is typed and not sent: each chat has its own, through reloads and in other tabs. */
import { Assistant, CONTACTS, expect, goTo, test } from "../lib/odoo.mjs";

test("each chat has its own draft, the new one too, through switching and a reload", async ({ page, assistant, chats }) => {
    await chats.ask("Apples?");
    await chats.ask("Pears?");
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.composer.fill("for a new chat");
    await assistant.openThread("Apples?");
    await expect(assistant.composer).toHaveValue("");
    await assistant.composer.fill("about apples");
    await assistant.openThread("Pears?");
    await expect(assistant.composer).toHaveValue("");
    await assistant.composer.fill("about pears\nin two lines");
    await page.reload();
    await expect(assistant.questions).toHaveText(["Pears?"]);
    await expect(assistant.composer).toHaveValue("about pears\nin two lines");
    await assistant.openThread("Apples?");
    await expect(assistant.composer).toHaveValue("about apples");
    await assistant.newChat.click();
    await expect(assistant.composer).toHaveValue("for a new chat");
    await assistant.openThread("Pears?");
    await expect(assistant.composer).toHaveValue("about pears\nin two lines");

    // What is sent is no draft any more.
    await assistant.composer.press("Enter");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    await page.reload();
    await expect(assistant.questions).toHaveCount(2);
    await expect(assistant.composer).toHaveValue("");
    await assistant.openThread("Apples?");
    await expect(assistant.composer).toHaveValue("about apples");
});

test("a second tab shows the same chat and its draft, and each tab goes on typing", async ({ page, context, assistant, chats }) => {
    await chats.ask("Apples?");
    await goTo(page, ...CONTACTS);
    await assistant.open();
    await assistant.openThread("Apples?");
    await assistant.composer.fill("half a thought");
    const second = new Assistant(await context.newPage());
    await goTo(second.page, ...CONTACTS);
    await second.open();
    await expect(second.questions).toHaveText(["Apples?"]);
    await expect(second.composer).toHaveValue("half a thought");

    // A question of one tab is seen in the other, whose typing it leaves alone.
    await second.composer.fill("another half");
    await assistant.composer.press("Enter");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    await expect(second.questions).toHaveText(["Apples?", "half a thought"]);
    await expect(second.answers).toHaveCount(2);
    await expect(second.composer).toHaveValue("another half");
    await second.page.close();
});

test("a chat that is deleted takes its draft along", async ({ page, assistant, chats }) => {
    await chats.ask("Apples?");
    await goTo(page, ...CONTACTS);
    await assistant.open();
    await assistant.openThread("Apples?");
    await assistant.composer.fill("a secret thought");
    await assistant.newChat.click();
    await assistant.deleteThread("Apples?");
    await expect.poll(() => page.evaluate(() => JSON.stringify(window.localStorage))).not.toContain("a secret thought");
});
