/** Other wordings of a question, other answers to it, and the way between them. */
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../lib/axe.mjs";
import { CONTACTS, expect, goTo, test } from "../lib/odoo.mjs";
import { saidIn } from "../lib/service.mjs";

/** A chat of three questions that is open. */
async function openThree(assistant, chats) {
    const thread = randomUUID();
    for (const [question, answer] of [
        ["First?", "Answer one."],
        ["Second?", "Answer two."],
        ["Third?", "Answer three."],
    ]) {
        await chats.ask(question, { answer, thread });
    }
    await goTo(assistant.page, ...CONTACTS);
    await assistant.open();
    await assistant.openThread("First?");
    await expectSaid(assistant, ["First?", "Second?", "Third?"], ["Answer one.", "Answer two.", "Answer three."]);
    return thread;
}

/** The questions and the answers that are shown. */
async function expectSaid(assistant, questions, answers) {
    await expect(assistant.questions.locator("> .body")).toHaveText(questions);
    await expect(assistant.answers.locator(".markdown")).toHaveText(answers);
    for (let index = 0; index < answers.length; index++) {
        await expect(assistant.answers.nth(index)).toHaveAttribute("data-status", "finished");
    }
}

/** Words a question in another way. */
async function edit(assistant, question, text) {
    await question.getByTestId("edit").click();
    await expect(assistant.page.getByTestId("edit-text")).toBeFocused();
    await assistant.page.getByTestId("edit-text").fill(text);
    await assistant.page.keyboard.press("Enter");
}

const expectVersion = (message, number, count) =>
    expect(message.getByRole("group", { name: `Version ${number} of ${count}`, exact: true })).toBeVisible();

test("an earlier question in other words begins a branch beside the old one", async ({ page, assistant, chats, service }) => {
    await openThree(assistant, chats);
    await assistant.questions.nth(1).getByTestId("edit").click();
    const field = page.getByTestId("edit-text");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("Second?");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(field).toHaveCount(0);
    await expect(assistant.questions.nth(1).getByTestId("edit")).toBeFocused();

    service.text = "Answer two, better.";
    const before = service.asked.length;
    await edit(assistant, assistant.questions.nth(1), "Second, please?");
    await expectSaid(assistant, ["First?", "Second, please?"], ["Answer one.", "Answer two, better."]);
    expect(saidIn(service.asked[before])).toEqual(["First?", "Answer one.", "Second, please?"]);
    await expectVersion(assistant.questions.nth(1), 2, 2);
    await expect(assistant.questions.first().getByTestId("versions")).toHaveCount(0);
    await expectAccessible(page);

    await assistant.questions.nth(1).getByTestId("previous-version").click();
    await expectSaid(assistant, ["First?", "Second?", "Third?"], ["Answer one.", "Answer two.", "Answer three."]);
    await expectVersion(assistant.questions.nth(1), 1, 2);
    await assistant.questions.nth(1).getByTestId("next-version").click();
    await expectSaid(assistant, ["First?", "Second, please?"], ["Answer one.", "Answer two, better."]);

    // What is asked now goes on with the branch that is shown.
    service.text = "Answer four.";
    await assistant.ask("Fourth?");
    await expectSaid(assistant, ["First?", "Second, please?", "Fourth?"], ["Answer one.", "Answer two, better.", "Answer four."]);
});

test("the first question too can be worded in another way", async ({ assistant, chats, service }) => {
    await openThree(assistant, chats);
    service.text = "A fresh start.";
    await edit(assistant, assistant.questions.first(), "Zeroth?");
    await expectSaid(assistant, ["Zeroth?"], ["A fresh start."]);
    await expectVersion(assistant.questions.first(), 2, 2);
    await expect(assistant.title).toHaveText("First?");
    await assistant.questions.first().getByTestId("previous-version").click();
    await expectSaid(assistant, ["First?", "Second?", "Third?"], ["Answer one.", "Answer two.", "Answer three."]);
});

test("an answer is given again as another version of it", async ({ assistant, chats, service }) => {
    await openThree(assistant, chats);
    service.text = "Answer two, again.";
    await assistant.answers.nth(1).getByTestId("again").click();
    await expectSaid(assistant, ["First?", "Second?"], ["Answer one.", "Answer two, again."]);
    await expectVersion(assistant.answers.nth(1), 2, 2);
    await expect(assistant.composer).toBeFocused();
    service.text = "Answer two, once more.";
    await assistant.answers.nth(1).getByTestId("again").click();
    await expectSaid(assistant, ["First?", "Second?"], ["Answer one.", "Answer two, once more."]);
    await expectVersion(assistant.answers.nth(1), 3, 3);
    for (const [number, questions, last] of [
        [2, ["First?", "Second?"], "Answer two, again."],
        [1, ["First?", "Second?", "Third?"], "Answer three."],
    ]) {
        await assistant.answers.nth(1).getByTestId("previous-version").click();
        await expectVersion(assistant.answers.nth(1), number, 3);
        await expect(assistant.questions.locator("> .body")).toHaveText(questions);
        await expect(assistant.answers.last().locator(".markdown")).toHaveText(last);
    }
});

test("versions are walked by keyboard, and the focus stays on the way", async ({ page, assistant, chats, service }) => {
    await openThree(assistant, chats);
    for (const number of [2, 3]) {
        service.text = `Answer ${number}.`;
        await edit(assistant, assistant.questions.nth(1), `Version ${number}?`);
        await expectVersion(assistant.questions.nth(1), number, number);
    }
    const question = assistant.questions.nth(1);
    await question.getByTestId("edit").focus();
    await page.keyboard.press("Tab");
    await expect(question.getByTestId("previous-version")).toBeFocused();
    for (const [number, text] of [[2, "Version 2?"], [1, "Second?"]]) {
        await page.keyboard.press("Enter");
        await expectVersion(question, number, 3);
        await expect(question.locator("> .body")).toHaveText(text);
        await expect(question.getByTestId("previous-version")).toBeFocused();
    }
    await expect(question.getByTestId("previous-version")).toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("Enter");
    await expectVersion(question, 1, 3);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expectVersion(question, 2, 3);
    await expect(question.getByTestId("next-version")).toBeFocused();
});

test("what is read stays where it is when another version comes in its place", async ({ page, assistant, chats, service }) => {
    const long = "A paragraph that takes some room in the panel.\n\n".repeat(30);
    const thread = await chats.ask("First?", { answer: long });
    await chats.ask("Second?", { answer: long, thread });
    await chats.ask("Third?", { answer: long, thread });
    await goTo(page, ...CONTACTS);
    await assistant.open();
    await assistant.openThread("First?");
    await expect(assistant.answers).toHaveCount(3);
    service.text = long;
    await edit(assistant, assistant.questions.nth(1), "Second, at length?");
    await expect(assistant.answers).toHaveCount(2);
    await assistant.expectAnswer();
    const question = assistant.questions.nth(1);
    await expectVersion(question, 2, 2);
    await question.evaluate((el) => el.scrollIntoView({ block: "center" }));
    const before = (await question.boundingBox()).y;
    for (const [way, number, count] of [["previous", 1, 3], ["next", 2, 2], ["previous", 1, 3]]) {
        await question.getByTestId(`${way}-version`).click();
        await expectVersion(question, number, 2);
        await expect(assistant.questions).toHaveCount(count);
        await expect(question.getByTestId(`${way}-version`)).toBeFocused(); // it has come to rest
        expect(Math.abs((await question.boundingBox()).y - before), "pixels").toBeLessThanOrEqual(1);
    }
});

test("the branch last seen is the one that opens, here and on another machine", async ({ page, assistant, elsewhere, chats, service }) => {
    await openThree(assistant, chats);
    service.text = "Answer two, better.";
    await edit(assistant, assistant.questions.nth(1), "Second, please?");
    await assistant.expectAnswer();
    await expectVersion(assistant.questions.nth(1), 2, 2);
    const later = [["First?", "Second, please?"], ["Answer one.", "Answer two, better."]];
    const earlier = [["First?", "Second?", "Third?"], ["Answer one.", "Answer two.", "Answer three."]];

    await page.reload();
    await expectSaid(assistant, ...later);
    await goTo(elsewhere.page, ...CONTACTS);
    await elsewhere.open();
    await elsewhere.openThread("First?");
    await expectSaid(elsewhere, ...later);

    // Who walks takes the other machine along.
    await elsewhere.questions.nth(1).getByTestId("previous-version").click();
    await expectSaid(elsewhere, ...earlier);
    await expectSaid(assistant, ...earlier);
    await page.reload();
    await expectSaid(assistant, ...earlier);
    await expectVersion(assistant.questions.nth(1), 1, 2);
});

test("nothing branches while an answer is being written", async ({ page, assistant, chats, service }) => {
    await openThree(assistant, chats);
    service.mode = "forever";
    await assistant.ask("Count for ever");
    await expect(assistant.answers.last()).toContainText("word3");
    for (const button of [assistant.questions.nth(1).getByTestId("edit"), assistant.answers.nth(1).getByTestId("again")]) {
        await expect(button).toHaveAttribute("aria-disabled", "true");
        await expect(button).toHaveAttribute("title", "Wait until the answer is complete.");
        await button.press("Enter");
    }
    await expect(assistant.announcer).toContainText("Wait until the answer is complete.");
    await expect(page.getByTestId("edit-text")).toHaveCount(0);
    await expect(assistant.questions).toHaveCount(4);
    service.release();
    await assistant.expectAnswer();
    service.mode = "good";
    await expect(assistant.questions.nth(1).getByTestId("edit")).not.toHaveAttribute("aria-disabled");
    expect(service.asked).toHaveLength(4);
});

test("another wording that the server does not take goes on being written", async ({ page, assistant, chats, service }) => {
    await openThree(assistant, chats);
    const problem = { type: "about:blank", title: "rate_limited", status: 429, code: "rate_limited", detail: "Too many." };
    await page.route("**/websocket/ai_agent/run", (route) =>
        route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify(problem) })
    );
    await edit(assistant, assistant.questions.nth(1), "Second, please?");
    await expect(assistant.error).toBeVisible();
    const field = page.getByTestId("edit-text");
    await expect(field).toHaveValue("Second, please?");
    await expect(assistant.questions).toHaveCount(3);
    await expect(assistant.answers.last().locator(".markdown")).toHaveText("Answer three.");
    await page.unrouteAll();
    service.text = "Answer two, better.";
    await field.press("Enter");
    await expectSaid(assistant, ["First?", "Second, please?"], ["Answer one.", "Answer two, better."]);
    await expect(assistant.error).toHaveCount(0);
    await expectVersion(assistant.questions.nth(1), 2, 2);
});

test("an export has the branch as Markdown and all of them as JSON", async ({ rpc, assistant, chats, service }) => {
    const thread = await openThree(assistant, chats);
    service.text = "Answer two, better.";
    await edit(assistant, assistant.questions.nth(1), "Second, please?");
    await assistant.expectAnswer();
    await expectVersion(assistant.questions.nth(1), 2, 2);
    const markdown = await rpc.agent("GET", `/ai_agent/threads/${thread}/export?format=md`);
    expect(markdown).toContain("Second, please?");
    expect(markdown).not.toContain("Third?");
    expect(markdown.trim().split("\n").at(-1)).toMatch(/: 4\..*JSON/);
    const { messages } = await rpc.agent("GET", `/ai_agent/threads/${thread}/export?format=json`);
    expect(messages).toHaveLength(8);
});
