/** The AG-UI client of npm, unmodified, with an Odoo API key: asks, shows what it is asked, and decides as it is told. */
import { HttpAgent } from "@ag-ui/client";

const { AGENT_URL: url, ODOO_API_KEY: key, QUESTION: question, PAYLOAD: payload } = process.env;
const agent = new HttpAgent({ url, headers: { Authorization: `Bearer ${key}` } });

/** Runs once; what came of it. */
async function run(parameters = {}) {
    const seen = { tools: [], results: [], text: "", outcome: null };
    await agent.runAgent(parameters, {
        onToolCallStartEvent: ({ event }) => void seen.tools.push(event.toolCallName),
        onToolCallResultEvent: ({ event }) => void seen.results.push(JSON.parse(event.content)),
        onTextMessageContentEvent: ({ event }) => void (seen.text += event.delta),
        onRunFinishedEvent: ({ event }) => void (seen.outcome = event.outcome),
        onRunErrorEvent: ({ event }) => void (seen.outcome = { type: event.code, message: event.message }),
    });
    return seen;
}

agent.addMessage({ id: crypto.randomUUID(), role: "user", content: question });
const asked = await run();
const interrupts = asked.outcome?.interrupts ?? [];
const resume = interrupts.map(({ id }) => ({ interruptId: id, status: "resolved", payload: JSON.parse(payload) }));
const decide = () => run({ resume }).catch((error) => ({ refused: String(error) }));
const decided = resume.length ? await decide() : null;
process.stdout.write(`${JSON.stringify({ asked, decided, threadId: agent.threadId })}\n`);
