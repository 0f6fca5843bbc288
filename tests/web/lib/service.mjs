/** A scripted AI service with OpenAI's API: it answers as `mode` says and notes what it was asked. */
import { createServer } from "node:http";

const chunk = (delta, finish = null) =>
    `data: ${JSON.stringify({
        id: "c",
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason: finish }],
    })}\n\n`;
const SSE = { "Content-Type": "text/event-stream" };

function sendProblem(response, status, code, headers = {}) {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { message: `scripted ${status}`, type: code, code } }));
}

function stream(response, text, { end = true } = {}) {
    response.writeHead(200, SSE);
    response.write(chunk({ role: "assistant", content: "" }));
    response.write(chunk({ content: text }));
    if (end) {
        response.end(`${chunk({}, "stop")}data: [DONE]\n\n`);
    }
}

/** Words without an end, until the other side hangs up or `release` is called, which ends all such answers. */
function streamForever(service, response) {
    response.writeHead(200, SSE);
    let count = 0;
    const timer = setInterval(() => {
        response.write(chunk({ content: `word${++count} ` }));
        service.written = Math.max(service.written, count);
    }, 60);
    const end = () => {
        clearInterval(timer);
        response.end(`${chunk({ content: "the end" })}${chunk({}, "stop")}data: [DONE]\n\n`);
    };
    response.on("close", () => {
        clearInterval(timer);
        service.endless.delete(end);
        service.hangups++;
    });
    service.endless.add(end);
}

/** Calls of tools, or a text: which one follows from how often the question was answered with calls already. */
function script(service, response, { messages }) {
    const turn = messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);
    const done = turn.filter(({ tool_calls }) => tool_calls).length;
    const answers = turn.filter(({ role }) => role === "tool").map(({ content }) => JSON.parse(content));
    const round = service.rounds[done]?.(...answers) ?? "The end.";
    if (typeof round === "string") {
        stream(response, round);
        return;
    }
    response.writeHead(200, SSE);
    const calls = [round].flat().map(({ name, args }, index) => ({
        index,
        id: `call_${done}_${index}`,
        type: "function",
        function: { name, arguments: JSON.stringify(args) },
    }));
    response.write(chunk({ tool_calls: calls }));
    response.end(`${chunk({}, "tool_calls")}data: [DONE]\n\n`);
}

const MODES = {
    /** `service.rounds`: functions of the answers so far, each of which gives a text, or `{name, args}` of one call or more. */
    script,
    good: (service, response) => stream(response, service.text),
    /** In two pieces, far enough apart that nobody takes them for one. */
    paced(service, response) {
        stream(response, "All is ", { end: false });
        setTimeout(() => response.end(`${chunk({ content: "well." })}${chunk({}, "stop")}data: [DONE]\n\n`), 250);
    },
    forever: streamForever,
    whole(service, response) {
        response.writeHead(200, { "Content-Type": "application/json" });
        const message = { role: "assistant", content: service.text };
        response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: "stop" }] }));
    },
    cut(service, response) {
        stream(response, service.text, { end: false });
        setTimeout(() => response.destroy(), 300); // long enough for the text to be relayed
    },
    empty: (service, response) => stream(response, ""),
    notJson(service, response) {
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end("<html><body>It works!</body></html>");
    },
    wrongKey: (service, response) => sendProblem(response, 401, "invalid_api_key"),
    noSuchModel: (service, response) => sendProblem(response, 404, "model_not_found"),
    tooMany: (service, response) => sendProblem(response, 429, "rate_limit_exceeded", { "Retry-After": "1" }),
    broken: (service, response) => sendProblem(response, 500, "server_error"),
};

/** What was said in a request, without the instructions and without the place that goes along with a question. */
export const saidIn = ({ body }) =>
    body.messages
        .filter(({ role }) => role !== "system")
        .map(({ content }) => content.split("\n\nWhere the user is in Odoo")[0]);

export async function startService() {
    const service = { mode: "good", text: "All is well.", asked: [], hangups: 0, written: 0, endless: new Set() };
    service.release = () => service.endless.forEach((end) => end());
    const server = createServer(async (request, response) => {
        const parts = [];
        for await (const part of request) {
            parts.push(part);
        }
        if (request.url !== "/v1/chat/completions") {
            sendProblem(response, 404, "not_found");
            return;
        }
        service.asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts)) });
        MODES[service.mode](service, response, service.asked.at(-1).body);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    service.url = `http://127.0.0.1:${server.address().port}/v1`;
    service.stop = async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    };
    return service;
}
