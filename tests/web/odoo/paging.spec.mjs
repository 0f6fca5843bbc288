/** Long chats: they open at their end, or where a search found something, and are read in both directions without a jump. */
import { openList } from "../lib/list.mjs";
import { expect, test } from "../lib/odoo.mjs";

const COUNT = 5000;
const MIDDLE = 2500;
const messages = (assistant) => assistant.page.getByTestId("message");

/** Numbers of the messages that are loaded. */
async function numbers(assistant) {
    const texts = await messages(assistant).locator(".body").allInnerTexts();
    return texts.map((text) => Number(text.match(/^Message (\d+)\./)[1]));
}

/** What is loaded is in order and without a gap. */
async function expectWhole(assistant, { first, last } = {}) {
    const loaded = await numbers(assistant);
    expect(loaded).toEqual(loaded.map((_, index) => loaded[0] + index));
    for (const [end, number] of [[first, loaded[0]], [last, loaded.at(-1)]]) {
        if (end !== undefined) {
            expect(number).toBe(end);
        }
    }
    return loaded;
}

/**
 * Scrolls to the first (`up`) or the last loaded message, lets the next page come, and gives the pixels by which what was
 * read has moved. The page is held until the message's place is noted.
 */
async function page(assistant, up) {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await assistant.page.route(up ? /[?&]before=/ : /[?&]after=/, async (route) => {
        await held;
        await route.continue();
    });
    const before = await messages(assistant).count();
    const edge = up ? messages(assistant).first() : messages(assistant).last();
    const watched = assistant.page.locator(`[data-id="${await edge.getAttribute("data-id")}"]`);
    const asked = assistant.page.waitForRequest(up ? /[?&]before=/ : /[?&]after=/);
    await watched.evaluate((el) => el.scrollIntoView({ block: "center" }));
    await asked;
    const place = (await watched.boundingBox()).y;
    release();
    await expect.poll(() => messages(assistant).count()).toBeGreaterThan(before);
    await assistant.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const moved = Math.abs((await watched.boundingBox()).y - place);
    await assistant.page.unrouteAll({ behavior: "wait" });
    return moved;
}

test("a chat of 5,000 messages opens at its end and is read upwards without a jump", async ({ assistant, chats, service }) => {
    chats.write("The endless chat", COUNT);
    await openList(assistant);
    await assistant.entry("The endless chat").getByTestId("thread").click();
    await expect(messages(assistant).last()).toContainText(`Message ${COUNT}.`);
    await expect(messages(assistant).last()).toBeInViewport();
    await expectWhole(assistant, { last: COUNT });
    expect(await messages(assistant).count()).toBeLessThanOrEqual(100);
    for (let turn = 0; turn < 4; turn++) {
        expect(await page(assistant, true), `pixels, page ${turn}`).toBeLessThanOrEqual(1);
    }
    const loaded = await expectWhole(assistant, { last: COUNT });
    expect(loaded.length, "a page for each time the reader came near the top").toBe(50 + 4 * 100);

    // From far up a question goes to the end.
    await expect(assistant.page.getByTestId("jump")).toBeVisible();
    service.text = "Still the same chat.";
    await assistant.ask("Are you still there?");
    await expect(assistant.answers.last()).toContainText("Still the same chat.");
    await expect(assistant.answers.last()).toBeInViewport();
});

test("a chat is read up to its beginning, and down to its end again", async ({ assistant, chats }) => {
    chats.write("A day's chat", 130);
    await openList(assistant);
    await assistant.entry("A day's chat").getByTestId("thread").click();
    await expect(messages(assistant).last()).toContainText("Message 130.");
    while ((await numbers(assistant))[0] > 1) {
        expect(await page(assistant, true), "pixels").toBeLessThanOrEqual(1);
    }
    await expectWhole(assistant, { first: 1, last: 130 });
    await expect(assistant.page.getByTestId("earlier")).toHaveCount(0);
    await assistant.page.getByTestId("jump").click();
    await expect(messages(assistant).last()).toBeInViewport();
    await expect(assistant.page.getByTestId("jump")).toHaveCount(0);
    await expect(assistant.log).toBeFocused();
});

test("at a hit in the middle it is read in both directions without a jump, and left for the latest", async ({ assistant, chats }) => {
    chats.write("The endless chat", COUNT, { hit: MIDDLE, word: "zebrafish" });
    await openList(assistant);
    await assistant.search.fill("zebrafish");
    await expect(assistant.list.locator("mark")).toHaveText("zebrafish");
    await assistant.entry("The endless chat").getByTestId("thread").click();
    const hit = messages(assistant).filter({ hasText: `Message ${MIDDLE}.` });
    await expect(hit).toBeInViewport();
    await expect(hit).toBeFocused();
    const loaded = await expectWhole(assistant);
    expect(loaded[0]).toBeLessThan(MIDDLE);
    expect(loaded.at(-1)).toBeGreaterThan(MIDDLE);
    for (const up of [false, true, false, true]) {
        expect(await page(assistant, up), `pixels, ${up ? "upwards" : "downwards"}`).toBeLessThanOrEqual(1);
    }
    await expectWhole(assistant);
    await assistant.page.getByTestId("jump").click();
    await expect(messages(assistant).last()).toContainText(`Message ${COUNT}.`);
    await expect(messages(assistant).last()).toBeInViewport();
    await expect(assistant.page.getByTestId("jump")).toHaveCount(0);
    await expectWhole(assistant, { last: COUNT });
});

test("pages are fetched by keyboard too, and one that fails can be asked for again", async ({ assistant, chats }) => {
    chats.write("A day's chat", 130);
    await openList(assistant);
    await assistant.page.route(/[?&]before=/, (route) => route.abort());
    await assistant.entry("A day's chat").getByTestId("thread").click();
    await expect(messages(assistant).last()).toContainText("Message 130.");
    const count = await messages(assistant).count();
    await assistant.page.getByTestId("earlier").focus();
    await assistant.page.keyboard.press("Enter");
    await expect(assistant.error).toBeVisible();
    await expect(messages(assistant)).toHaveCount(count);
    await assistant.page.unrouteAll();
    await assistant.page.getByTestId("earlier").press("Enter");
    await expect.poll(() => messages(assistant).count()).toBeGreaterThan(count);
    await expectWhole(assistant, { last: 130 });
});
