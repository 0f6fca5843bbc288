/** Every state of the list and of a chat with branches, in every look: nothing sticks out, axe finds nothing, and there is a picture. */
import { expectAccessible } from "../lib/axe.mjs";
import { LOOKS } from "../lib/look.mjs";
import { expect, screenshot, test } from "../lib/odoo.mjs";

const LONG = "How do I correct a posted vendor bill whose tax was computed with the rate of last year in three companies at once?";
const WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const ANSWER = "For goods sold in Belgium the **Belgian VAT** is 21 % as a rule.\n\n- Books and food: 6 %\n- Some services: 12 %";

/** A history with something below each heading, and one chat with branches, which is the newest. */
async function fill(chats) {
    await chats.ask("Payment terms of half a year ago", { daysAgo: 180 });
    await chats.ask(LONG, { daysAgo: 20 });
    await chats.ask(WORD, { daysAgo: 3 });
    await chats.ask("كيف أسجل فاتورة المورد؟", { daysAgo: 1, answer: "من قائمة المحاسبة." });
    const thread = await chats.ask("What is the VAT on books?", { answer: ANSWER });
    await chats.ask("And on food that is sold in a restaurant, to eat there or to take away?", { answer: ANSWER, thread });
    await chats.ask("Put away");
    const pinned = await chats.ask("Opening hours of the office");
    await chats.rpc.agent("PATCH", `/ai_agent/threads/${pinned}`, { pinned: true });
}

for (const [look, { show, dress }] of Object.entries(LOOKS)) {
    /** The state is sound, and pictured. */
    const picture = async (assistant, state) => {
        await expectAccessible(assistant.page);
        const wide = await assistant.page.locator("ai-agent-chat .root").evaluate((root) =>
            [root, ...root.querySelectorAll(".history, .scroll, .log, .menu, .composer")]
                .filter((el) => el.scrollWidth > el.clientWidth + 1)
                .map((el) => `${el.className} ${el.scrollWidth}`)
        );
        expect(wide, `what is wider than its place, ${state}`).toEqual([]);
        await screenshot(assistant.page, `${look}-${state}`);
    };

    /** Opens the list in this look. */
    const openList = async (assistant) => {
        await show(assistant.page);
        await assistant.open();
        await dress?.(assistant.page);
        await assistant.listToggle.click();
        // Where there is no keyboard but one on the screen, it must not come up over the list.
        await expect(look === "phone" ? assistant.list : assistant.search).toBeFocused();
    };

    test(`${look}: the list of chats in each of its states`, async ({ page, assistant, chats }) => {
        await fill(chats);
        await openList(assistant);
        await expect(assistant.entries).toHaveCount(7);
        await picture(assistant, "list");
        await assistant.entry("VAT on books").getByTestId("thread-menu").click();
        await expect(assistant.menu.getByRole("menuitem").first()).toBeFocused();
        await expect(assistant.menu).toBeInViewport({ ratio: 1 });
        await picture(assistant, "menu");
        await assistant.menu.getByTestId("rename-thread").click();
        await expect(page.getByTestId("rename")).toBeFocused();
        await picture(assistant, "rename");
        await page.keyboard.press("Escape");
        await assistant.act("Put away", "archive-thread");
        await expect(assistant.undoBar).toBeVisible();
        await picture(assistant, "undo");
        await page.getByTestId("undo-dismiss").click();
        await page.getByTestId("archive-open").click();
        await expect(assistant.entries).toHaveCount(1);
        await picture(assistant, "archive");
        await assistant.search.fill("belgian va");
        await expect(assistant.entries).toHaveCount(1);
        await expect(assistant.entries.first().locator("mark")).toHaveCount(2);
        await picture(assistant, "found");
        await assistant.search.fill("a"); // the beginning of many a word
        await expect.poll(() => assistant.entries.count()).toBeGreaterThan(3);
        await picture(assistant, "found-many");
        await assistant.search.fill("xylophone");
        await expect(page.getByTestId("history-empty")).toBeVisible();
        await picture(assistant, "nothing-found");
        await page.route(/\/ai_agent\/threads\?/, (route) => route.abort());
        await assistant.search.fill("vat");
        await expect(page.getByTestId("history-error")).toBeVisible();
        await picture(assistant, "list-error");
        await page.unrouteAll();
    });

    test(`${look}: no chats yet`, async ({ page, assistant, chats }) => {
        expect(chats).toBeTruthy();
        await openList(assistant);
        await expect(page.getByTestId("history-empty")).toBeVisible();
        await picture(assistant, "list-empty");
    });

    test(`${look}: a chat with versions, a question that is edited, and feedback`, async ({ page, assistant, chats, service }) => {
        await fill(chats);
        await openList(assistant);
        await assistant.entry("VAT on books").getByTestId("thread").click();
        await expect(assistant.answers).toHaveCount(2);
        const question = assistant.questions.nth(1);
        await question.getByTestId("edit").click();
        await expect(page.getByTestId("edit-text")).toBeFocused();
        await picture(assistant, "editing");
        service.text = ANSWER;
        await page.getByTestId("edit-text").fill("And on food?");
        await page.keyboard.press("Enter");
        await assistant.expectAnswer();
        await expect(question.getByTestId("versions")).toBeVisible();
        await assistant.answers.last().getByTestId("again").click();
        await expect(assistant.answers.last().getByTestId("versions")).toBeVisible();
        await question.getByTestId("previous-version").focus();
        await picture(assistant, "versions");
        await assistant.answers.last().getByTestId("rate-down").click();
        await expect(page.getByTestId("rating")).toBeVisible();
        await expect(page.getByTestId("rating")).toBeInViewport({ ratio: 1 });
        await picture(assistant, "feedback");
    });
}
