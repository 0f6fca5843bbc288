/** What people think of answers, and what their managers see of it. */
import { expectAccessible } from "../lib/axe.mjs";
import { CONTACTS, expect, goTo, test } from "../lib/odoo.mjs";

const LIST = ["/odoo/ai-feedback", ".o_list_view"];

async function openAnswer(assistant, chats, answer) {
    await chats.ask("Is it true?", { answer });
    await goTo(assistant.page, ...CONTACTS);
    await assistant.open();
    await assistant.openThread("Is it true?");
    await expect(assistant.answers).toContainText([answer]);
    return assistant.answers.first();
}

const expectPressed = async (answer, up, down) => {
    await expect(answer.getByTestId("rate-up")).toHaveAttribute("aria-pressed", String(up));
    await expect(answer.getByTestId("rate-down")).toHaveAttribute("aria-pressed", String(down));
};

test("a good answer is rated with one click, which survives a reload and can be taken back", async ({ page, assistant, chats }) => {
    const answer = await openAnswer(assistant, chats, "It is.");
    await expectPressed(answer, false, false);
    const saved = page.waitForResponse(/\/feedback$/);
    await answer.getByTestId("rate-up").click();
    await expectPressed(answer, true, false);
    expect((await saved).status()).toBe(200);
    await expect(page.getByTestId("rating")).toBeVisible();
    await expect(assistant.announcer).toContainText("Thank you.");
    await expectAccessible(page);
    await page.getByTestId("rating-later").click();
    await expect(page.getByTestId("rating")).toHaveCount(0);
    await expect(answer.getByTestId("rate-up")).toBeFocused();
    await page.reload();
    await expectPressed(answer, true, false);

    const taken = page.waitForResponse(/\/feedback$/);
    await answer.getByTestId("rate-up").press("Enter");
    await expectPressed(answer, false, false);
    await expect(page.getByTestId("rating")).toHaveCount(0);
    await taken;
    await page.reload();
    await expectPressed(answer, false, false);
    await goTo(page, ...LIST);
    await expect(page.locator(".o_nocontent_help")).toContainText("Nobody has rated an answer yet");
});

test("a comment reaches the managers, question and answer only when they are shared", async ({ page, assistant, chats }) => {
    const answer = await openAnswer(assistant, chats, "The moon is made of cheese.");
    await answer.getByTestId("rate-down").click();
    await page.getByTestId("rating-comment").fill("It is made of rock.");
    await page.getByTestId("rating-send").click();
    await expect(page.getByTestId("rating")).toHaveCount(0);
    await expectPressed(answer, false, true);

    await goTo(page, ...LIST);
    const row = page.locator(".o_data_row");
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("It is made of rock.");
    await expect(row).toContainText("Bad");
    await row.locator("[name=comment]").click();
    const form = page.locator(".o_form_view");
    await expect(form).toContainText("Question and answer are not shared");
    await expect(form).not.toContainText("cheese");
    await expect(form.locator("[name=question]")).toHaveCount(0);

    // The other thumb keeps the comment; sharing is a choice of its own.
    await expect(answer).toBeVisible(); // the panel stayed open over Odoo
    await answer.getByTestId("rate-up").click();
    await expect(page.getByTestId("rating-comment")).toHaveValue("It is made of rock.");
    await expect(page.getByTestId("rating-share")).not.toBeChecked();
    await page.getByTestId("rating-share").check();
    await page.getByTestId("rating-send").click();
    await expect(page.getByTestId("rating")).toHaveCount(0);
    await page.reload();
    await expectPressed(answer, true, false);
    await goTo(page, ...LIST);
    await expect(row).toContainText("Good");
    await row.locator("[name=comment]").click();
    await expect(form.locator("[name=question]")).toContainText("Is it true?");
    await expect(form.locator("[name=answer]")).toContainText("The moon is made of cheese.");
});

test("another machine sees the rating, and the list of managers its filters", async ({ page, rpc, assistant, elsewhere, chats }) => {
    const answer = await openAnswer(assistant, chats, "It is.");
    await answer.getByTestId("rate-down").click();
    await expectPressed(answer, false, true);
    await goTo(elsewhere.page, ...CONTACTS);
    await elsewhere.open();
    await elsewhere.openThread("Is it true?");
    await expectPressed(elsewhere.answers.first(), false, true);
    const found = async (domain) => rpc.call("ai_agent.feedback", "search_count", [domain]);
    expect(await found([["rating", "=", "down"]])).toBe(1);
    await goTo(page, ...LIST);
    await page.locator(".o_searchview_dropdown_toggler").click();
    await page.getByRole("menuitemcheckbox", { name: "Good" }).click();
    await expect(page.locator(".o_data_row")).toHaveCount(0);
    await expect(page.locator(".o_searchview_facet")).toContainText("Good");
});

test("a rating that the server does not take is not shown, and what was written stays", async ({ page, assistant, chats }) => {
    const answer = await openAnswer(assistant, chats, "It is.");
    await answer.getByTestId("rate-up").click();
    await page.getByTestId("rating-comment").fill("Well said");
    await page.route(/\/feedback$/, (route) => route.fulfill({ status: 500, body: "<html>" }));
    await page.getByTestId("rating-send").click();
    await expect(assistant.error).toBeVisible();
    await expect(page.getByTestId("rating-comment")).toHaveValue("Well said");
    await expectPressed(answer, true, false);
    await page.unrouteAll();
    await page.getByTestId("rating-send").click();
    await expect(page.getByTestId("rating")).toHaveCount(0);
    await expectPressed(answer, true, false);
});
