import { killEvented } from "../lib/processes.mjs";
import { CONTACTS, expect, goTo, screenshot, test } from "../lib/odoo.mjs";

/** What is saved is at most a second old, and a process is missed after 30 s; a look at it is never far. */
const NOTICED = 45_000;

test("kill -9 of the evented process: broken off, kept, and it goes on", async ({ page, context, assistant, elsewhere, service }) => {
    test.setTimeout(120_000);
    service.mode = "forever";
    for (const one of [assistant, elsewhere]) {
        await goTo(one.page, ...CONTACTS);
        await one.openAnew();
        await one.ask("Count for ever");
        await one.expectGrowth(20);
    }
    const colleague = await context.newPage();
    const before = [await assistant.countWords(), await elsewhere.countWords()];
    await killEvented();
    const killed = Date.now();
    await expect.poll(() => service.hangups).toBe(2);

    await goTo(colleague, ...CONTACTS);
    await colleague.locator(".o_data_row .o_data_cell").first().click();
    await expect(colleague.locator(".o_form_view")).toBeVisible();
    expect(Date.now() - killed, "a page of Odoo came meanwhile").toBeLessThan(15_000);
    await colleague.close();

    for (const [index, one] of [assistant, elsewhere].entries()) {
        await expect(one.answers.last()).toHaveAttribute("data-status", "lost", { timeout: killed + NOTICED - Date.now() });
        await expect(one.error).toHaveAttribute("data-code", "process_lost");
        await expect(one.error).not.toContainText(/process|kill|Traceback/);
        // 40 ms of merging, and up to a second that was not saved.
        expect(await one.countWords()).toBeGreaterThan(before[index] - 25);
        await expect(one.answers).toHaveCount(1);
        await expect(one.progress).toHaveCount(0);
        await expect(one.goOn).toBeVisible();
        await expect(one.retry).toBeVisible();
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await screenshot(page, "broken-off");

    service.mode = "good";
    const kept = await assistant.countWords();
    await assistant.goOn.click();
    await expect(assistant.questions).toHaveCount(2);
    await expect(assistant.answers).toHaveCount(2);
    await expect(await assistant.expectAnswer()).toContainText("All is well.");
    await expect(assistant.error).toHaveCount(0);
    await expect(assistant.answers.first()).toContainText(`word${kept}`);
    const said = service.asked.at(-1).body.messages.filter(({ role }) => role !== "system");
    expect(said.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(said[1].content).toContain(`word${kept}`);

    await elsewhere.retry.click();
    await expect(elsewhere.answers.last()).toContainText("All is well.");
    await elsewhere.expectAnswer();
    await expect(elsewhere.error).toHaveCount(0);
    await expect(elsewhere.questions).toHaveCount(1);
    await expect(elsewhere.answers).toHaveCount(1);

    for (const one of [assistant, elsewhere]) {
        const shown = await one.log.innerText();
        await one.page.reload();
        await expect(one.answers.last()).toContainText("All is well.");
        await expect.poll(() => one.log.innerText()).toBe(shown);
    }
});
