import { CONTACTS, expect, goTo, screenshot, test, url } from "../lib/odoo.mjs";
import { startTunnel } from "../lib/tunnel.mjs";

async function askForEver(assistant, service, question, base = url) {
    service.mode = "forever";
    await goTo(assistant.page, ...CONTACTS, base);
    await assistant.openAnew();
    await assistant.ask(question);
    await assistant.expectGrowth();
}

test("a lid that is closed in mid-answer: another machine has the answer, still growing, and stops it", async ({
    assistant,
    elsewhere,
    service,
}) => {
    const question = `Go on without me ${Date.now()}`;
    await askForEver(assistant, service, question);
    const before = await assistant.countWords();
    await assistant.page.close();
    await goTo(elsewhere.page, ...CONTACTS);
    await elsewhere.open();
    await elsewhere.openThread(question);
    await expect(elsewhere.answers.last()).toHaveAttribute("data-status", "streaming");
    expect(await elsewhere.expectGrowth()).toBeGreaterThan(before);
    await elsewhere.expectGrowth();
    expect(service.hangups).toBe(0);
    await elsewhere.stop.click();
    await elsewhere.expectAnswer("cancelled");
    await expect.poll(() => service.hangups).toBe(1);
    await elsewhere.countWords();
    expect(service.asked).toHaveLength(1);
});

test("an answer that was completed while nobody looked is complete on another machine", async ({ assistant, elsewhere, service }) => {
    const question = `Finish without me ${Date.now()}`;
    await askForEver(assistant, service, question);
    await assistant.page.close();
    await goTo(elsewhere.page, ...CONTACTS);
    service.release();
    await elsewhere.open();
    await elsewhere.openThread(question);
    await expect(await elsewhere.expectAnswer()).toContainText("the end");
    await elsewhere.countWords();
});

test("a reload in mid-answer loses and repeats nothing", async ({ page, assistant, service }) => {
    await askForEver(assistant, service, "Go on through the reload");
    const before = await assistant.countWords();
    await page.reload();
    await expect(assistant.answers.last()).toContainText(`word${before + 10} `);
    await assistant.expectGrowth();
    service.release();
    await expect(await assistant.expectAnswer()).toContainText("the end");
    await assistant.countWords();
    await expect(assistant.questions).toHaveCount(1);
    expect(service.asked).toHaveLength(1);
});

test("without a network for some seconds: it says so calmly, and then all of the answer is there", async ({
    page,
    context,
    assistant,
    service,
}) => {
    const tunnel = await startTunnel(url);
    try {
        await askForEver(assistant, service, "Go on through the tunnel", tunnel.url);
        const before = await assistant.countWords();
        await context.setOffline(true);
        tunnel.cut();
        await expect(assistant.progress).toHaveText("Connection lost. Reconnecting…");
        await expect(assistant.error).toHaveCount(0);
        await expect(assistant.stop).toBeVisible();
        await page.setViewportSize({ width: 390, height: 844 });
        await screenshot(page, "reconnecting");
        await expect.poll(() => service.written, { timeout: 30_000 }).toBeGreaterThan(before + 150);
        expect(await assistant.countWords()).toBeLessThan(before + 50);
        await expect(assistant.answers.last()).toHaveAttribute("data-status", "streaming");
        tunnel.mend();
        await context.setOffline(false);
        await expect(assistant.answers.last()).toContainText(`word${before + 150} `, { timeout: 5_000 });
        await expect(assistant.progress).toHaveCount(0);
        await assistant.expectGrowth();
        service.release();
        await expect(await assistant.expectAnswer()).toContainText("the end");
        await assistant.countWords();
        await expect(assistant.answers).toHaveCount(1);
        expect(service.asked).toHaveLength(1);
    } finally {
        await context.setOffline(false);
        await tunnel.stop();
    }
});
