import { required } from "../lib/env.mjs";
import { CONTACTS, expect, goTo, screenshot, test } from "../lib/odoo.mjs";

/** Odoo's workers with nothing before them: what is asked below /websocket reaches a worker, too. */
const WORKERS = required("WORKERS_URL").replace(/\/$/, "");

test("an answer of workers alone comes in steps, pages load meanwhile, and it can be stopped", async ({
    page,
    context,
    assistant,
    service,
}) => {
    service.mode = "forever";
    const reads = [];
    page.on("request", (request) => {
        if (/\/ai_agent\/runs\/[^/]+\/events$/.test(request.url())) {
            reads.push(Date.now());
        }
    });
    await goTo(page, ...CONTACTS, WORKERS);
    await assistant.openAnew();
    await assistant.ask("Count in steps");
    const counts = new Set();
    await expect(async () => {
        counts.add(await assistant.countWords());
        expect(counts.size).toBeGreaterThan(3);
    }).toPass({ intervals: [100], timeout: 30_000 });
    await expect(assistant.answers.last()).toHaveAttribute("data-status", "streaming");
    await expect(assistant.progress).toHaveCount(0);
    await expect(assistant.error).toHaveCount(0);
    expect(reads.length).toBeGreaterThanOrEqual(3);
    const gaps = reads.slice(1).map((time, index) => time - reads[index]);
    expect(Math.min(...gaps), "milliseconds between two readings").toBeGreaterThan(500);

    const colleague = await context.newPage();
    const started = Date.now();
    await goTo(colleague, ...CONTACTS, WORKERS);
    expect(Date.now() - started, "milliseconds for a page").toBeLessThan(10_000);
    await colleague.close();

    await assistant.expectGrowth();
    await page.setViewportSize({ width: 390, height: 844 });
    await screenshot(page, "polling");
    await assistant.stop.click();
    await assistant.expectAnswer("cancelled");
    await expect.poll(() => service.hangups).toBe(1);
    await assistant.countWords();
    service.mode = "good";
    await assistant.ask("And now?");
    await expect(assistant.answers).toHaveCount(2);
    await expect(await assistant.expectAnswer()).toContainText("All is well.");
    expect(service.asked).toHaveLength(2);
});

test("a reload in mid-answer goes on in steps", async ({ page, assistant, service }) => {
    service.mode = "forever";
    await goTo(page, ...CONTACTS, WORKERS);
    await assistant.openAnew();
    await assistant.ask("Count through a reload");
    await assistant.expectGrowth();
    await page.reload();
    await assistant.expectGrowth(20);
    service.release();
    await expect(await assistant.expectAnswer()).toContainText("the end");
    await assistant.countWords();
    expect(service.asked).toHaveLength(1);
});
