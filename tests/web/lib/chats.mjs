/** Chats that are there before a test begins: asked by the addon's routes, or written into its database. */
import { randomUUID } from "node:crypto";
import { sql } from "./database.mjs";

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Deletes all chats of the administrator, in the way a manager does it. */
export async function forgetAll(rpc) {
    const values = { user_ids: [[6, 0, [rpc.uid]]], usage: false };
    const [wizard] = await rpc.call("ai_agent.erasure", "create", [[values]]);
    await rpc.call("ai_agent.erasure", "action_erase", [[wizard]]);
}

export class Chats {
    constructor(rpc, service) {
        this.rpc = rpc;
        this.service = service;
        this.count = 0;
    }

    /** Asks a question in a chat, else a new one; gives the chat's id once it is answered. Each is seconds after the one before. */
    async ask(question, { answer = "All is well.", thread = randomUUID(), daysAgo = 0 } = {}) {
        this.service.text = answer;
        const messages = [{ id: randomUUID(), role: "user", content: question }];
        const input = { threadId: thread, runId: randomUUID(), messages, tools: [], context: [], state: {}, forwardedProps: {} };
        const events = await this.rpc.agent("POST", "/websocket/ai_agent/run", input);
        if (!events.includes("RUN_FINISHED")) {
            throw new Error(`${question} was not answered: ${events}`);
        }
        const ago = `interval '${daysAgo} days ${60 - ++this.count} seconds'`;
        sql(`UPDATE ai_agent_thread SET active_at = date_trunc('second', now() AT TIME ZONE 'UTC') - ${ago} WHERE public_id = '${thread}'`);
        return thread;
    }

    /** A chat of so many messages in one branch, of which number `hit` (from 1) can be found by `word`. */
    write(title, count, { hit = 0, word = "" } = {}) {
        const thread = randomUUID();
        sql(`
            WITH thread AS (
                INSERT INTO ai_agent_thread (public_id, title, titled, user_id, company_id, active_at, create_date)
                     SELECT '${thread}', ${quoted(title)}, 'question', id, company_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                       FROM res_users WHERE id = ${this.rpc.uid}
                  RETURNING id, user_id, company_id
            ), line AS (
                SELECT nextval('ai_agent_message_id_seq')::int AS id, i, thread.id AS thread_id, user_id, company_id
                  FROM thread, generate_series(1, ${count}) AS i
            )
            INSERT INTO ai_agent_message (id, public_id, thread_id, parent_id, role, content, user_id, company_id, create_date)
                 SELECT id, '${thread}-' || i, thread_id, lag(id) OVER (ORDER BY i), CASE i % 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
                        'Message ' || i || '.' || CASE i WHEN ${hit} THEN ' ${word}.' ELSE '' END
                            || repeat(' Some more words of it.', i % 23),
                        user_id, company_id, now() AT TIME ZONE 'UTC'
                   FROM line ORDER BY i;
            UPDATE ai_agent_thread t SET head_id = m.id
              FROM ai_agent_message m WHERE t.public_id = '${thread}' AND m.public_id = '${thread}-${count}';
            INSERT INTO ai_agent_search_entry (thread_id, message_id, user_id, document)
                 SELECT thread_id, id, user_id, array_to_tsvector(ARRAY['${word}', '=' || user_id])
                   FROM ai_agent_message WHERE public_id = '${thread}-${hit}';
        `);
        return thread;
    }

    /** A chat as the server has it. */
    read(thread) {
        return this.rpc.agent("GET", `/ai_agent/threads/${thread}`);
    }
}
