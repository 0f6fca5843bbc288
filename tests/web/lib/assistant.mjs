/** The assistant on a page, as its tests use it. */
import { expect } from "@playwright/test";

/** The assistant, wherever it is. */
export class Assistant {
    constructor(page) {
        this.page = page;
        this.icon = page.getByRole("button", { name: "Ask AI", exact: true });
        this.element = page.locator("ai-agent-chat");
        this.notice = page.locator("div.o_ai_agent");
        this.restart = this.notice.getByRole("button", { name: "Restart the assistant" });
        this.composer = page.getByTestId("composer");
        this.send = page.getByTestId("send");
        this.stop = page.getByTestId("stop");
        this.newChat = page.getByTestId("new-chat");
        this.close = page.getByTestId("close");
        this.log = page.getByTestId("log");
        this.error = page.getByTestId("error");
        this.retry = page.getByTestId("retry");
        this.goOn = page.getByTestId("go-on");
        this.progress = page.getByTestId("progress");
        this.title = page.getByTestId("title");
        this.announcer = page.getByTestId("announcer");
        this.list = page.getByTestId("history");
        this.listToggle = page.getByTestId("history-toggle");
        this.search = page.getByTestId("history-search");
        this.entries = this.list.getByTestId("thread");
        this.menu = page.getByTestId("menu");
        this.undoBar = page.getByTestId("undo-bar");
        this.questions = page.locator('[data-testid="message"][data-role="user"]');
        this.answers = page.locator('[data-testid="message"][data-role="assistant"]');
    }

    /** Opens the panel and waits until one can type. */
    async open() {
        await this.icon.click();
        await expect(this.composer).toBeFocused();
    }

    /** Begins an empty chat: earlier tests have left theirs. */
    async openAnew() {
        await this.open();
        await this.newChat.click();
        await expect(this.questions).toHaveCount(0);
    }

    /** The entry of a thread in the list of earlier chats, which is open. */
    entry(title) {
        return this.list.getByRole("listitem").filter({ hasText: title });
    }

    /** The titles in the list, in its order. */
    async titles() {
        return this.entries.locator(".name").allInnerTexts();
    }

    async openList() {
        await this.listToggle.click();
        await expect(this.search).toBeFocused();
    }

    /** Opens the list of earlier chats and, in it, the one that began with a question. */
    async openThread(question) {
        await this.listToggle.click();
        await this.entry(question).getByTestId("thread").click();
        await expect(this.questions.first()).toContainText(question);
    }

    /** Does something with a chat of the list, which is open, by its menu. */
    async act(title, action) {
        await this.entry(title).getByTestId("thread-menu").click();
        await this.menu.getByTestId(action).click();
        await expect(this.menu).toHaveCount(0);
    }

    /** Deletes the chat that began with a question, and leaves the list open. */
    async deleteThread(question) {
        await this.listToggle.click();
        await this.act(question, "delete-thread");
        await expect(this.entry(question)).toHaveCount(0);
        await expect(this.list).toBeVisible();
    }

    async ask(text) {
        await this.composer.fill(text);
        await this.composer.press("Enter");
    }

    /** The last answer, when it has come to the end that is expected. */
    async expectAnswer(status = "finished") {
        await expect(this.answers.last()).toHaveAttribute("data-status", status, { timeout: 45_000 });
        return this.answers.last();
    }

    /** How many of the scripted service's words the last answer has: all from the first on, none twice. */
    async countWords() {
        const numbers = [...(await this.answers.last().innerText()).matchAll(/word(\d+)/g)].map(([, number]) => Number(number));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        return numbers.length;
    }

    /** Waits until the last answer has some more words, and counts them. */
    async expectGrowth(words = 5) {
        const least = (await this.countWords()) + words;
        await expect(this.answers.last()).toContainText(`word${least} `);
        return this.countWords();
    }
}
