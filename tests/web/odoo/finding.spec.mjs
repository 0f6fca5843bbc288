/** The search in earlier chats. */
import { expectAccessible } from "../lib/axe.mjs";
import { expectTitles, openList } from "../lib/list.mjs";
import { expect, test } from "../lib/odoo.mjs";

test("an answer is found by a word as one types, and opens where it is", async ({ page, assistant, chats }) => {
    const filler = "Nothing of importance is said here.\n\n".repeat(20);
    const thread = await chats.ask("What about shipping?", { answer: filler });
    await chats.ask("And taxes?", { answer: `${filler}\n\nThe **Belgian VAT** on books is 6 %.`, thread });
    await chats.ask("And so on?", { answer: filler, thread });
    await chats.ask("What is a credit note?");
    await openList(assistant);
    await expect(assistant.entries).toHaveCount(2);
    await page.keyboard.type("belgian");
    const found = assistant.entry("What about shipping?");
    await expectTitles(assistant, ["What about shipping?"]);
    await expect(found.locator("mark")).toHaveText("Belgian");
    await expect(found.locator(".snippet")).toContainText("The Belgian VAT on books");
    await expect(page.getByTestId("history-count")).toHaveText("1 chat found");
    await expect(assistant.announcer).toContainText("1 chat found");
    await page.keyboard.type(" vat");
    await expect(found.locator("mark")).toHaveText(["Belgian", "VAT"]);
    await expectAccessible(page);
    await found.getByTestId("thread").click();
    const answer = assistant.answers.nth(1);
    await expect(answer).toContainText("Belgian VAT");
    await expect(answer).toBeFocused();
    await expect(answer).toBeInViewport();
    await expect(assistant.answers.last()).not.toBeInViewport();
});

test("beginnings of words, other cases and missing accents find too, and clearing brings all back", async ({ page, assistant, chats }) => {
    await chats.ask("Crème brûlée for the canteen");
    await chats.ask("Éclairs für Zürich");
    await chats.ask("Plain bread");
    await openList(assistant);
    for (const [words, title, marks] of [
        ["creme BRULEE", "Crème brûlée for the canteen", ["Crème", "brûlée"]],
        ["zur", "Éclairs für Zürich", [/^Zür/]],
        ["ÉCLAIR", "Éclairs für Zürich", [/^Éclair/]],
        ["canteens", "Crème brûlée for the canteen", ["canteen"]], // another form of the word
    ]) {
        await assistant.search.fill(words);
        await expectTitles(assistant, [title]);
        await expect(assistant.entries.first().locator("mark")).toHaveText(marks);
    }
    await page.getByTestId("history-clear").click();
    await expect(assistant.entries).toHaveCount(3);
    await expect(assistant.search).toBeFocused();
    await expect(assistant.search).toHaveValue("");
    await assistant.search.fill("bread");
    await expectTitles(assistant, ["Plain bread"]);
    await page.keyboard.press("Escape");
    await expect(assistant.entries).toHaveCount(3);
    await expect(assistant.list).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(assistant.list).toHaveCount(0);
    await expect(assistant.composer).toBeFocused();
});

test("where nothing is found, that is said with the words, and can be cleared", async ({ page, assistant, chats }) => {
    await chats.ask("Something else");
    await openList(assistant);
    await assistant.search.fill("xylophone");
    const empty = page.getByTestId("history-empty");
    await expect(empty).toContainText("Nothing found for “xylophone”.");
    await expect(assistant.announcer).toContainText("Nothing found for “xylophone”.");
    await expectAccessible(page);
    await page.getByTestId("history-clear-all").click();
    await expect(assistant.entries).toHaveCount(1);
    await expect(assistant.search).toBeFocused();
});

test("a slow answer to an older search does not replace a newer one", async ({ page, assistant, chats }) => {
    await chats.ask("Apples and pears");
    await chats.ask("Bananas");
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(/threads\?.*q=apple/, async (route) => {
        await held;
        await route.continue();
    });
    await openList(assistant);
    const asked = page.waitForRequest(/q=apple/);
    await assistant.search.fill("apples");
    await asked;
    await assistant.search.fill("bananas");
    await expectTitles(assistant, ["Bananas"]);
    const late = page.waitForResponse(/q=apple/);
    release();
    await (await late).finished();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await expectTitles(assistant, ["Bananas"]);
    await page.unrouteAll();
});
