/** Chats that are deleted: brought back in time, or gone for good. */
import { expectAccessible } from "../lib/axe.mjs";
import { sql } from "../lib/database.mjs";
import { expectFocus, expectTitles, openList } from "../lib/list.mjs";
import { expect, test } from "../lib/odoo.mjs";

test("a deletion can be undone, by the bar and by the keyboard, and the focus stays near", async ({ page, assistant, chats }) => {
    for (const title of ["One", "Two", "Three"]) {
        await chats.ask(title);
    }
    await openList(assistant);
    await assistant.act("Two", "delete-thread");
    await expectTitles(assistant, ["Three", "One"]);
    await expect(assistant.undoBar).toContainText("“Two” was deleted.");
    await expect(assistant.announcer).toContainText("“Two” was deleted. Ctrl+Z undoes it.");
    await expectFocus(assistant, "One");
    await expectAccessible(page);
    await assistant.undoBar.getByTestId("undo").click();
    await expectTitles(assistant, ["Three", "Two", "One"]);
    await expect(assistant.undoBar).toHaveCount(0);
    await expectFocus(assistant, "Two");

    await page.keyboard.press("Delete");
    await expectTitles(assistant, ["Three", "One"]);
    await expectFocus(assistant, "One");
    await page.keyboard.press("Control+z");
    await expectTitles(assistant, ["Three", "Two", "One"]);
    await expectFocus(assistant, "Two");

    // The last row: the one before it takes the focus; without any, the search box.
    for (const [title, heir] of [["One", "Two"], ["Two", "Three"]]) {
        await assistant.entry(title).getByTestId("thread").focus();
        await page.keyboard.press("Delete");
        await expect(assistant.entry(title)).toHaveCount(0);
        await expectFocus(assistant, heir);
    }
    await page.keyboard.press("Delete");
    await expect(page.getByTestId("history-empty")).toContainText("No earlier chats yet.");
    await expect(assistant.search).toBeFocused();
    const restored = page.waitForResponse(/\/restore$/);
    await page.keyboard.press("Control+z");
    await expectTitles(assistant, ["Three"]);
    await restored;

    await page.reload();
    await assistant.openList();
    await expectTitles(assistant, ["Three"]);
    await expect(assistant.undoBar).toHaveCount(0);
});

test("the open chat that is deleted and brought back is open again, with its answers", async ({ assistant, chats }) => {
    await chats.ask("Open me", { answer: "Here I am." });
    await openList(assistant);
    await assistant.entry("Open me").getByTestId("thread").click();
    await expect(assistant.answers).toContainText(["Here I am."]);
    await assistant.deleteThread("Open me");
    await assistant.undoBar.getByTestId("undo").click();
    await expectTitles(assistant, ["Open me"]);
    await assistant.listToggle.click();
    await expect(assistant.answers).toContainText(["Here I am."]);
    await assistant.ask("Are you well?");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
});

test("what is deleted and not brought back is gone for good", async ({ page, rpc, assistant, chats }) => {
    const thread = await chats.ask("Forget this", { answer: "A word that is nowhere else: quetzalcoatlus." });
    await openList(assistant);
    await assistant.act("Forget this", "delete-thread");
    await expect(page.getByTestId("history-empty")).toBeVisible();
    await page.reload();
    await assistant.openList();
    await expect(page.getByTestId("history-empty")).toBeVisible();
    await assistant.search.fill("quetzalcoatlus");
    await expect(page.getByTestId("history-empty")).toContainText("Nothing found");
    await expect(chats.read(thread)).rejects.toThrow(/404/);

    sql(`UPDATE ai_agent_thread SET deleted_at = deleted_at - interval '11 minutes' WHERE public_id = '${thread}'`);
    await expect(rpc.agent("POST", `/ai_agent/threads/${thread}/restore`)).rejects.toThrow(/404/);
    const [, cron] = await rpc.call("ir.model.data", "check_object_reference", ["ai_agent", "cron_trash"]);
    await rpc.call("ir.cron", "method_direct_trigger", [[cron]]);
    expect(sql("SELECT count(*) FROM ai_agent_message WHERE content LIKE '%quetzalcoatlus%'")).toEqual([["0"]]);
});

test("where the deleted chat is open elsewhere, what was typed goes on in a new one", async ({ assistant, elsewhere, chats }) => {
    await chats.ask("Shared with myself");
    await openList(elsewhere);
    await elsewhere.entry("Shared with myself").getByTestId("thread").click();
    await expect(elsewhere.answers).toHaveCount(1);
    await elsewhere.composer.fill("half a thought");
    await openList(assistant);
    await assistant.act("Shared with myself", "delete-thread");
    await expect(elsewhere.questions).toHaveCount(0);
    await expect(elsewhere.composer).toHaveValue("half a thought");
});
