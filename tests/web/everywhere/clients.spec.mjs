/** Clients that are not ours: the AG-UI client of npm, unmodified, with an Odoo API key. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { HttpAgent } from "@ag-ui/client";
import { makeKey, removeKeys } from "../lib/key.mjs";
import { expect, test as base, url } from "../lib/odoo.mjs";

const NAME = "browser tests";

const test = base.extend({
    apiKey: [
        async ({ rpc }, use) => {
            await use(await makeKey(rpc, NAME));
            await removeKeys(rpc, NAME);
        },
        { scope: "worker" },
    ],

    agent: async ({ apiKey }, use) => {
        const agent = new HttpAgent({
            url: `${url}/websocket/ai_agent/run`,
            headers: { Authorization: `Bearer ${apiKey}` },
        });
        await use(agent);
        agent.abortRun();
    },

    /** The thread of the agent, as the server has it. */
    thread: async ({ playwright, apiKey, agent }, use) => {
        const request = await playwright.request.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${apiKey}` } });
        await use(async () => (await request.get(`${url}/ai_agent/threads/${agent.threadId}`)).json());
        await request.dispose();
    },
});

const question = (content) => ({ id: crypto.randomUUID(), role: "user", content });

/** Asks, and notes when which piece of the answer came. */
async function ask(agent, content, onPiece = () => {}) {
    agent.addMessage(question(content));
    const pieces = [];
    const result = await agent.runAgent(
        {},
        {
            onTextMessageContentEvent({ event }) {
                pieces.push({ text: event.delta, at: Date.now() });
                onPiece(pieces);
            },
        }
    );
    return { pieces, result, text: pieces.map(({ text }) => text).join("") };
}

test("the answer streams to it in pieces, and a second question keeps the thread", async ({ agent, thread, service }) => {
    service.mode = "forever";
    const first = await ask(agent, "Count for me", (pieces) => {
        if (pieces.length === 8) {
            service.release();
        }
    });
    expect(first.pieces.length).toBeGreaterThanOrEqual(8);
    expect(first.pieces.at(-1).at - first.pieces[0].at, "milliseconds from the first piece to the last").toBeGreaterThan(200);
    expect(first.text).toMatch(/^word1 word2 .*the end$/);
    expect(first.result.newMessages.map(({ role, content }) => [role, content])).toEqual([["assistant", first.text]]);

    service.mode = "good";
    const { threadId } = agent;
    const second = await ask(agent, "And now?");
    expect(second.text).toBe("All is well.");
    expect(agent.threadId).toBe(threadId);
    expect(agent.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    const said = service.asked[1].body.messages.filter(({ role }) => role !== "system").map(({ content }) => content);
    expect(said).toEqual(["Count for me", first.text, "And now?"]);
    const stored = await thread();
    expect(stored.messages.map(({ content }) => content)).toEqual(["Count for me", first.text, "And now?", "All is well."]);
    expect(stored.messages.map(({ id }) => id)).toEqual(agent.messages.map(({ id }) => id));
});

test("a client that goes away in mid-answer leaves the run going", async ({ agent, thread, service }) => {
    service.mode = "forever";
    const asking = ask(agent, "Go on without me", (pieces) => {
        if (pieces.length === 3) {
            agent.abortRun();
        }
    });
    await asking.catch(() => {});
    const { activeRun } = await thread();
    expect(activeRun).not.toBeNull();
    const before = service.written;
    await expect.poll(() => service.written).toBeGreaterThan(before + 10);
    expect(service.hangups).toBe(0);
    service.release();
    await expect.poll(async () => (await thread()).activeRun).toBeNull();
    const { messages, lastRun } = await thread();
    expect(lastRun.status).toBe("finished");
    expect(messages.at(-1).content).toMatch(/^word1 word2 .*the end$/);
});

test("a wrong key is refused, and asks nobody", async ({ agent, service }) => {
    agent.headers.Authorization = "Bearer 0123456789012345678901234567890123456789";
    await expect(ask(agent, "Let me in")).rejects.toThrow(/401/);
    expect(service.asked).toHaveLength(0);
});

test("the lines in docs/admin.md work as they stand", async ({ apiKey, service }) => {
    const document = readFileSync(new URL("../../../docs/admin.md", import.meta.url), "utf-8");
    const [, code] = document.match(/```js\n(import \{ HttpAgent \}.*?)```/s);
    expect(code).toContain("https://odoo.example.com/");
    const file = test.info().outputPath("client.mjs"); // inside this folder, for the sake of `import`
    writeFileSync(file, code.replace("https://odoo.example.com", url));
    service.mode = "paced";
    const client = spawn(process.execPath, [file], { env: { ...process.env, ODOO_API_KEY: apiKey } });
    const said = [];
    client.stdout.on("data", (data) => said.push(data.toString()));
    client.stderr.on("data", (data) => said.push(`error: ${data}`));
    const status = await new Promise((resolve) => client.on("close", resolve));
    expect(said.join("")).toBe("All is well.");
    expect(said.length, "pieces").toBeGreaterThan(1);
    expect(status).toBe(0);
    expect(service.asked[0].body.messages.at(-1).content).toBe("Which invoices are overdue?");
});
