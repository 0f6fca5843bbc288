/** The list of earlier chats: its order, what is done with a chat, and what it says when it cannot. */
import { readFileSync } from "node:fs";
import { expectAccessible } from "../lib/axe.mjs";
import { expectFocus, expectTitles, openList } from "../lib/list.mjs";
import { CONTACTS, expect, goTo, test } from "../lib/odoo.mjs";

const LIST = /\/ai_agent\/threads\?/;
const ONE = /\/ai_agent\/threads\/[^/?]+$/;

test("chats stand below headings by date, the newest first", async ({ assistant, chats }) => {
    for (const [title, daysAgo] of Object.entries({ Old: 100, Month: 20, Week: 4, Yesterday: 1, Earlier: 0, Now: 0 })) {
        await chats.ask(`${title} question`, { daysAgo });
    }
    await openList(assistant);
    const old = new Date(Date.now() - 100 * 86_400_000).toLocaleDateString("en-US", { year: "numeric", month: "long" });
    await expect(assistant.list.getByRole("heading")).toHaveText(["Today", "Yesterday", "Last 7 days", "Last 30 days", old]);
    await expectTitles(assistant, ["Now", "Earlier", "Yesterday", "Week", "Month", "Old"].map((title) => `${title} question`));
    await expectAccessible(assistant.page);
    await assistant.entry("Week question").getByTestId("thread").click();
    await expect(assistant.list).toHaveCount(0);
    await expect(assistant.questions).toHaveText(["Week question"]);
    await expect(assistant.title).toHaveText("Week question");
    await assistant.listToggle.click();
    await expect(assistant.entry("Week question").getByTestId("thread")).toHaveAttribute("aria-current", "true");
});

test("a long list comes in pages, down to its end", async ({ assistant, chats }) => {
    for (let number = 1; number <= 65; number++) {
        chats.write(`Number ${number}`, 2);
    }
    await openList(assistant);
    await expect(assistant.entries).toHaveCount(30);
    for (const count of [60, 65]) {
        await assistant.entries.last().scrollIntoViewIfNeeded();
        await expect(assistant.entries).toHaveCount(count);
    }
    expect(new Set(await assistant.titles()).size).toBe(65);
    await expect(assistant.list.getByTestId("more")).toHaveCount(0);
});

test("renaming in place: Enter keeps, Escape does not, an empty title is the question again", async ({ page, assistant, chats }) => {
    await chats.ask("How do I post an invoice?");
    await chats.ask("Another one");
    await openList(assistant);
    const row = assistant.entry("How do I post an invoice?");
    const id = await row.getAttribute("data-thread");
    const field = page.locator(`[data-thread="${id}"]`).getByTestId("rename");

    await assistant.act("How do I post an invoice?", "rename-thread");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("How do I post an invoice?");
    await expectAccessible(page);
    await page.keyboard.type("  Posting \t invoices "); // what was there is selected
    await page.keyboard.press("Enter");
    await expectTitles(assistant, ["Another one", "Posting invoices"]);
    await expectFocus(assistant, "Posting invoices");

    await page.keyboard.press("F2");
    await expect(field).toBeFocused();
    await page.keyboard.type("Never mind");
    await page.keyboard.press("Escape");
    await expectTitles(assistant, ["Another one", "Posting invoices"]);
    await expectFocus(assistant, "Posting invoices");
    await expect(assistant.list).toBeVisible();

    await page.keyboard.press("Enter");
    await expect(assistant.title).toHaveText("Posting invoices");
    await page.reload();
    await expect(assistant.title).toHaveText("Posting invoices");
    await assistant.openList();
    await assistant.search.fill("posting");
    await expectTitles(assistant, ["Posting invoices"]);
    await assistant.search.fill("");
    await expect(assistant.entries).toHaveCount(2);

    await assistant.act("Posting invoices", "rename-thread");
    await field.fill("");
    await assistant.search.click(); // leaving the field keeps what it says
    await expectTitles(assistant, ["Another one", "How do I post an invoice?"]);
});

test("a pinned chat stays on top, until it is unpinned", async ({ page, assistant, chats }) => {
    for (const title of ["First", "Second", "Third"]) {
        await chats.ask(title);
    }
    await openList(assistant);
    await expectTitles(assistant, ["Third", "Second", "First"]);
    await assistant.act("First", "pin-thread");
    await expectTitles(assistant, ["First", "Third", "Second"]);
    await expect(assistant.list.getByRole("heading")).toHaveText(["Pinned", "Today"]);
    await expectFocus(assistant, "First", "thread-menu");
    await assistant.act("Second", "pin-thread");
    await expectTitles(assistant, ["Second", "First", "Third"]);
    await page.reload();
    await assistant.openList();
    await expectTitles(assistant, ["Second", "First", "Third"]);
    await assistant.entry("First").getByTestId("thread-menu").click();
    await expect(assistant.menu.getByTestId("pin-thread")).toHaveText("Unpin");
    await expectAccessible(page);
    await assistant.menu.getByTestId("pin-thread").click();
    await expectTitles(assistant, ["Second", "Third", "First"]);
    await expectFocus(assistant, "First", "thread-menu");
});

test("an archived chat is out of the list, in the archive and in searches, and comes back", async ({ page, assistant, chats }) => {
    for (const title of ["Keep me", "Put me away", "Me too"]) {
        await chats.ask(title);
    }
    await openList(assistant);
    await assistant.act("Put me away", "archive-thread");
    await expectTitles(assistant, ["Me too", "Keep me"]);
    await expect(assistant.undoBar).toContainText("“Put me away” was archived.");
    await assistant.undoBar.getByTestId("undo").click();
    await expectTitles(assistant, ["Me too", "Put me away", "Keep me"]);
    await assistant.act("Put me away", "archive-thread");
    await expectTitles(assistant, ["Me too", "Keep me"]);
    await assistant.act("Me too", "archive-thread");
    await expectTitles(assistant, ["Keep me"]);
    await assistant.search.fill("away");
    await expectTitles(assistant, ["Put me away"]);
    await expect(assistant.entry("Put me away").locator(".badge")).toHaveText("Archived");
    await assistant.search.fill("");

    await page.getByTestId("archive-open").click();
    await expectTitles(assistant, ["Me too", "Put me away"]);
    await expectAccessible(page);
    await assistant.act("Put me away", "archive-thread");
    await expectTitles(assistant, ["Me too"]);
    await page.getByTestId("archive-back").click();
    await expectTitles(assistant, ["Put me away", "Keep me"]);

    // A question takes a chat out of the archive.
    await page.getByTestId("archive-open").click();
    await assistant.entry("Me too").getByTestId("thread").click();
    await expect(assistant.answers).toHaveCount(1);
    await assistant.ask("And now?");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    await assistant.listToggle.click();
    await expect(page.getByTestId("history-empty")).toContainText("No archived chats.");
    await page.keyboard.press("Escape");
    await expectTitles(assistant, ["Me too", "Put me away", "Keep me"]);
});

test("a chat is exported as Markdown and as JSON", async ({ page, assistant, chats }) => {
    const thread = await chats.ask("Which plan: A/B?", { answer: "Take **B**, it is `cheaper`." });
    await chats.ask("Why?", { answer: "Because.", thread });
    await openList(assistant);
    const save = async (action) => {
        const coming = page.waitForEvent("download");
        await assistant.act("Which plan", action);
        const download = await coming;
        return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf-8") };
    };
    const markdown = await save("export-md");
    expect(markdown.name).toMatch(/^Which plan.*\.md$/);
    expect(markdown.text).toMatch(/^# Which plan: A\/B\?\n/);
    const headings = markdown.text.match(/^## .*$/gm);
    expect(headings.map((heading) => heading.split(" · ")[0])).toEqual(["## You", "## Assistant", "## You", "## Assistant"]);
    expect(markdown.text).toContain("Take **B**, it is `cheaper`.");
    await expectFocus(assistant, "Which plan", "thread-menu");

    const json = await save("export-json");
    expect(json.name).toMatch(/^Which plan.*\.json$/);
    const { id, title, messages } = JSON.parse(json.text);
    expect({ id, title }).toEqual({ id: thread, title: "Which plan: A/B?" });
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
        ["user", "Which plan: A/B?"],
        ["assistant", "Take **B**, it is `cheaper`."],
        ["user", "Why?"],
        ["assistant", "Because."],
    ]);
});

test("a list that cannot be fetched says so and comes when asked again", async ({ page, assistant, chats }) => {
    await chats.ask("Still here");
    await page.route(LIST, (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<html>" }));
    await openList(assistant);
    const error = page.getByTestId("history-error");
    await expect(error).toBeVisible();
    await expect(error).toHaveRole("alert");
    await expect(assistant.entries).toHaveCount(0);
    await expectAccessible(page);
    await page.unrouteAll();
    await page.getByTestId("history-retry").click();
    await expectTitles(assistant, ["Still here"]);
    await expect(error).toHaveCount(0);
    await expect(assistant.search).toBeFocused();
});

test("a change that the server does not take is shown no longer", async ({ page, assistant, chats }) => {
    await chats.ask("Old title");
    await openList(assistant);
    await page.route(ONE, (route) =>
        route.request().method() === "GET" ? route.continue() : route.fulfill({ status: 500, body: "<html>" })
    );
    await assistant.act("Old title", "rename-thread");
    await expect(page.getByTestId("rename")).toBeFocused();
    await page.keyboard.type("New title");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("history-error")).toBeVisible();
    await expectTitles(assistant, ["Old title"]);
    await page.getByTestId("history-dismiss").click();
    await assistant.act("Old title", "delete-thread");
    await expect(page.getByTestId("history-error")).toBeVisible();
    await expectTitles(assistant, ["Old title"]);
    await expect(assistant.undoBar).toHaveCount(0);
    await page.unrouteAll();
});

test("from the page to an old chat and its menu by keyboard alone", async ({ page, assistant, chats }) => {
    await chats.ask("Alpha");
    await chats.ask("Beta");
    await goTo(page, ...CONTACTS);
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.composer).toBeFocused();
    for (let presses = 0; presses < 12 && !(await assistant.listToggle.evaluate((el) => el.matches(":focus"))); presses++) {
        await page.keyboard.press("Shift+Tab");
    }
    await expect(assistant.listToggle).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(assistant.search).toBeFocused();
    await expect(assistant.entries).toHaveCount(2);
    await page.keyboard.press("ArrowDown");
    await expectFocus(assistant, "Beta");
    await page.keyboard.press("ArrowDown");
    await expectFocus(assistant, "Alpha");
    await page.keyboard.press("Home");
    await expectFocus(assistant, "Beta");
    await page.keyboard.press("Tab");
    await expectFocus(assistant, "Beta", "thread-menu");
    await page.keyboard.press("Enter");
    await expect(assistant.menu.getByRole("menuitem").first()).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(assistant.menu.getByTestId("delete-thread")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(assistant.menu).toHaveCount(0);
    await expectFocus(assistant, "Beta", "thread-menu");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowUp");
    await expect(assistant.search).toBeFocused();
    await page.keyboard.type("alp");
    await expectTitles(assistant, ["Alpha"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(assistant.questions).toHaveText(["Alpha"]);
    expect(await page.evaluate(() => document.activeElement.tagName), "the focus is in the chat").toBe("AI-AGENT-CHAT");
});

test("whoever has no chats yet is told so, and begins one", async ({ page, assistant, chats }) => {
    await openList(assistant);
    const empty = page.getByTestId("history-empty");
    await expect(empty).toContainText("No earlier chats yet.");
    await expectAccessible(page);
    await page.getByTestId("history-new").click();
    await expect(assistant.composer).toBeFocused();
    chats.service.text = "Welcome.";
    await assistant.ask("My first question");
    await assistant.expectAnswer();
    await assistant.listToggle.click();
    await expectTitles(assistant, ["My first question"]);
});

test("another machine sees new titles, pins, deletions and restored chats by itself", async ({ page, assistant, elsewhere, chats }) => {
    for (const title of ["One", "Two", "Three"]) {
        await chats.ask(title);
    }
    await openList(assistant);
    await openList(elsewhere);
    const expectBoth = async (titles) => {
        await expectTitles(assistant, titles);
        await expectTitles(elsewhere, titles);
    };
    await expectBoth(["Three", "Two", "One"]);
    await assistant.act("Two", "rename-thread");
    await expect(page.getByTestId("rename")).toBeFocused();
    await page.keyboard.type("Deux");
    await page.keyboard.press("Enter");
    await expectBoth(["Three", "Deux", "One"]);
    await elsewhere.act("One", "pin-thread");
    await expectBoth(["One", "Three", "Deux"]);
    await assistant.act("Three", "archive-thread");
    await expectBoth(["One", "Deux"]);
    await assistant.undoBar.getByTestId("undo").click();
    await expectBoth(["One", "Three", "Deux"]);
    await elsewhere.act("Deux", "delete-thread");
    await expectBoth(["One", "Three"]);
    await elsewhere.undoBar.getByTestId("undo").click();
    await expectBoth(["One", "Three", "Deux"]);
});
