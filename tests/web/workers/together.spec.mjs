import { CONTACTS, expect, goTo, screenshot, test, url } from "../lib/odoo.mjs";

/** A chat that is open on both machines, with one answer in it. */
async function openOnBoth(assistant, elsewhere) {
    const question = `Do you see this twice? ${Date.now()}`;
    await goTo(assistant.page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(question);
    await assistant.expectAnswer();
    await goTo(elsewhere.page, ...CONTACTS);
    await elsewhere.open();
    await elsewhere.openThread(question);
    await expect(elsewhere.answers).toHaveCount(1);
    return question;
}

/** Counts what would be a reload. */
function countNavigations(page) {
    const seen = { count: 0 };
    page.on("framenavigated", () => seen.count++);
    return seen;
}

test("an answer grows on both machines, and the other one stops it", async ({ assistant, elsewhere, service }) => {
    await openOnBoth(assistant, elsewhere);
    const navigations = countNavigations(elsewhere.page);
    service.mode = "forever";
    await assistant.ask("Count for both");
    await expect(elsewhere.questions.last()).toContainText("Count for both");
    await expect(elsewhere.answers).toHaveCount(2);
    await elsewhere.expectGrowth(10);
    await assistant.expectGrowth(10);
    await elsewhere.page.setViewportSize({ width: 390, height: 844 });
    await screenshot(assistant.page, "two-browsers-asked");
    await screenshot(elsewhere.page, "two-browsers-watching");
    await elsewhere.stop.click();
    await elsewhere.expectAnswer("cancelled");
    await assistant.expectAnswer("cancelled");
    await expect.poll(() => service.hangups).toBe(1);
    expect(await elsewhere.countWords()).toBe(await assistant.countWords());
    for (const one of [assistant, elsewhere]) {
        await expect(one.questions).toHaveCount(2);
        await expect(one.answers).toHaveCount(2);
        await expect(one.error).toHaveCount(0);
        await expect(one.send).toBeVisible();
    }
    expect(navigations.count).toBe(0);
    expect(service.asked).toHaveLength(2);
});

test("each machine asks in turn, and both show all of it", async ({ assistant, elsewhere, service }) => {
    await openOnBoth(assistant, elsewhere);
    await elsewhere.composer.fill("half a thought");
    for (const [index, asking] of [elsewhere, assistant, elsewhere].entries()) {
        await asking.ask(`Turn ${index}`);
        for (const one of [assistant, elsewhere]) {
            await expect(one.questions.last()).toContainText(`Turn ${index}`);
            await expect(one.answers).toHaveCount(index + 2);
            await one.expectAnswer();
        }
    }
    expect(service.asked.at(-1).body.messages.filter(({ role }) => role === "user")).toHaveLength(4);
});

test("a new chat appears in the list of the other machine", async ({ assistant, elsewhere, service }) => {
    await goTo(elsewhere.page, ...CONTACTS);
    await elsewhere.openAnew();
    await elsewhere.listToggle.click();
    await expect(elsewhere.list).toBeVisible();
    const question = `New in the list ${Date.now()}`;
    await expect(elsewhere.entry(question)).toHaveCount(0);
    await goTo(assistant.page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(question);
    await expect(elsewhere.entry(question)).toHaveCount(1);
    await assistant.expectAnswer();
    await expect(elsewhere.list.getByRole("listitem").first()).toContainText(question);
    await elsewhere.entry(question).getByTestId("thread").click();
    await expect(elsewhere.answers.last()).toContainText("All is well.");
    expect(service.asked).toHaveLength(1);
});

test("a chat that is deleted on one machine gives way to a new one on the other", async ({ assistant, elsewhere, service }) => {
    const question = await openOnBoth(assistant, elsewhere);
    await elsewhere.composer.fill("half a thought");
    const { request } = assistant.page;
    const { csrfToken } = await (await request.get(`${url}/ai_agent/bootstrap`)).json();
    const { threads } = await (await request.get(`${url}/ai_agent/threads`)).json();
    expect(threads[0].title).toContain(question);
    const answer = await request.delete(`${url}/ai_agent/threads/${threads[0].id}`, { headers: { "X-CSRF-Token": csrfToken } });
    expect(answer.status()).toBe(204);
    await expect(assistant.questions, "in the other tab, or in this one").toHaveCount(0);
    await expect(elsewhere.questions).toHaveCount(0);
    await expect(elsewhere.page.getByTestId("starter").first()).toBeVisible();
    await expect(elsewhere.composer).toHaveValue("half a thought");
    await expect(elsewhere.error).toHaveCount(0);
    await elsewhere.ask("And after that?");
    await elsewhere.expectAnswer();
    await expect(elsewhere.questions).toHaveCount(1);
    expect(service.asked).toHaveLength(2);
});

test("many notices at once fetch the list a few times only", async ({ page, assistant, service }) => {
    const question = `Often in the list ${Date.now()}`;
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(question);
    await assistant.expectAnswer();
    await assistant.listToggle.click();
    await expect(assistant.entry(question)).toHaveCount(1);
    const fetched = [];
    page.on("request", (request) => {
        if (/\/ai_agent\/threads\?/.test(request.url())) {
            fetched.push(request.url());
        }
    });
    // What Odoo's bus does with the last 50 seconds when a page connects.
    await page.evaluate(() => {
        const { panel } = window.odoo.__WOWL_DEBUG__.root.env.services.ai_agent;
        for (let index = 0; index < 30; index++) {
            panel.tell({ threadId: `thread-${index}`, runId: `run-${index}`, event: "ended" });
        }
    });
    await expect.poll(() => fetched.length).toBeGreaterThan(0);
    // Requests of a page keep their order: with the answer to this one, those before it have been asked.
    await page.evaluate(() => fetch("/ai_agent/bootstrap"));
    await page.evaluate(() => fetch("/ai_agent/bootstrap"));
    expect(fetched.length).toBeLessThanOrEqual(4);
    expect(service.asked).toHaveLength(1);
});
