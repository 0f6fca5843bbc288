// A server of the contract, as far as an open thread needs it: the thread `t`, with a tree of messages. `make` gives
// messages and head; a test changes what it wants of `window.server`.
window.asked = [];
const server = (window.server = {
    title: "The title",
    messages: [],
    head: null,
    /// Given a request as it stands in `window.asked`, the Response (or promise of one) that comes instead.
    instead: () => undefined,
    /// Whether answers wait for `server.go()`.
    held: false,
    /// The message in which a search finds something.
    hit: null,
    runs: 0,
    find: (id) => server.messages.find((message) => message.id === id),
    add(id, parentId, role, content, more = {}) {
        server.messages.push({id, parentId, role, content, status: "finished", feedback: null, ...more});
        server.head = id;
    },
    /// A stream of these events, numbered.
    stream: (runId, events) => {
        const all = [{type: "RUN_STARTED", threadId: "t", runId}, ...events];
        const lines = all.map((event, index) => `id: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`);
        return new Response(lines.join(""), {headers: {"Content-Type": "text/event-stream"}});
    },
    branch() {
        const branch = [];
        for (let id = server.head; id; id = server.find(id).parentId) branch.unshift(server.find(id));
        return branch;
    },
    page(params) {
        const branch = server.branch();
        const limit = Number(params.get("limit"));
        const place = (name) => {
            const at = branch.findIndex((message) => message.id === params.get(name));
            if (at < 0) throw "invalid_input";
            return at;
        };
        let from = Math.max(0, branch.length - limit);
        let to = branch.length;
        if (params.has("before")) [from, to] = [Math.max(0, place("before") - limit), place("before")];
        if (params.has("after")) [from, to] = [place("after") + 1, Math.min(to, place("after") + 1 + limit)];
        if (params.has("around")) {
            from = Math.max(0, place("around") - Math.floor(limit / 2));
            to = Math.min(to, from + limit);
        }
        const messages = branch.slice(from, to).map((message) => ({...message, siblings: server.siblings(message)}));
        return {
            id: "t", title: server.title, messages, activeRun: null, lastRun: null,
            previousCursor: from > 0 ? messages[0]?.id : null,
            nextCursor: to < branch.length ? messages.at(-1)?.id : null,
        };
    },
    siblings: ({parentId}) => server.messages.filter((other) => other.parentId === parentId).map(({id}) => id),
    go_to(id) {
        if (!server.find(id)) throw "invalid_input";
        if (server.branch().some((message) => message.id === id)) return;
        server.head = id;
        for (let below; (below = server.messages.findLast((message) => message.parentId === server.head)); ) server.head = below.id;
    },
    run({runId, messages, forwardedProps}) {
        const question = messages.at(-1);
        if (!server.find(question.id)) {
            const parentId = "parentId" in forwardedProps ? forwardedProps.parentId : (messages.at(-2)?.id ?? server.head);
            server.add(question.id, parentId, "user", question.content);
        }
        const answer = `answer${++server.runs}`;
        server.add(answer, question.id, "assistant", `Answer ${server.runs}.`);
        const events = [
            {type: "RUN_STARTED", threadId: "t", runId},
            {type: "TEXT_MESSAGE_START", messageId: answer},
            {type: "TEXT_MESSAGE_CONTENT", messageId: answer, delta: server.find(answer).content},
            {type: "TEXT_MESSAGE_END", messageId: answer},
            {type: "RUN_FINISHED", threadId: "t", runId},
        ];
        return events.map((event, index) => `id: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    },
});
make(server);
window.problem = (code, status) =>
    new Response(JSON.stringify({code, detail: code}), {status, headers: {"Content-Type": "application/problem+json"}});
const json = (object) => new Response(JSON.stringify(object), {headers: {"Content-Type": "application/json"}});
window.fetch = async (request) => {
    const text = await request.clone().text();
    const {pathname, search, searchParams} = new URL(request.url);
    const asked = {method: request.method, path: pathname.replace("/ai_agent/", ""), query: search, body: text && JSON.parse(text)};
    window.asked.push(asked);
    if (server.held) await new Promise((resolve) => (server.go = resolve));
    const instead = await server.instead(asked);
    if (instead) return instead;
    try {
        if (asked.path === "run")
            return new Response(server.run(asked.body), {headers: {"Content-Type": "text/event-stream"}});
        const [kind, id] = asked.path.split("/");
        if (kind === "messages") {
            const {rating, comment, share} = asked.body;
            server.find(id).feedback = rating && {rating, comment, shared: share};
            return json({feedback: server.find(id).feedback});
        }
        if (asked.path === "threads") {
            const found = {messageId: server.hit, snippet: [["zebra", true]]};
            return json({threads: [{id: "t", title: "The thread", updatedAt: "2026-01-01T00:00:00Z", match: found}], nextCursor: null});
        }
        if (id !== "t") return window.problem("not_found", 404);
        if (asked.method === "PATCH") server.go_to(asked.body.head);
        return json(server.page(searchParams));
    } catch (code) {
        return window.problem(code, 400);
    }
};
