import { browser } from "@web/core/browser/browser";

/** Milliseconds after which a probe that has not ended is given up. The first request to an evented process takes two seconds. */
const PATIENCE = 10_000;

/**
 * What a request to one of the two routes gave.
 *
 * @typedef {Object} Probe
 * @property {number} status of the response, 0 without one
 * @property {string} contentType
 * @property {Object | null} first what the first event holds: how the process that answered runs
 * @property {number[]} times milliseconds after the beginning, one for each event that arrived
 * @property {"" | "network" | "timeout" | "redirect" | "cut"} error what ended it other than its end
 * @property {string} detail the server's own sentence about a refusal
 */

function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an event or a body holds, or null where it is not an object in JSON. */
function parse(text) {
    try {
        const value = JSON.parse(text);
        return isRecord(value) ? value : null;
    } catch {
        return null;
    }
}

/** Takes the complete events out of what has arrived, and gives back the rest. */
function takeEvents(text, onData) {
    const parts = text.split(/\r?\n\r?\n/);
    const rest = parts.pop();
    for (const part of parts) {
        const data = /^data: ?(.*)$/m.exec(part);
        if (data) {
            onData(parse(data[1]));
        }
    }
    return rest;
}

async function readEvents(body, probe, now) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
        const { done, value } = await reader.read();
        if (done) {
            return;
        }
        rest = takeEvents(rest + value, (data) => {
            if (probe.times.length === 0) {
                probe.first = data?.mode ? data : null;
            }
            probe.times.push(now());
        });
    }
}

/**
 * Asks one of the two routes how its answers travel. Never throws: what goes wrong is the answer.
 *
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Probe>}
 */
export async function ask(url, signal) {
    const probe = { status: 0, contentType: "", first: null, times: [], error: "", detail: "" };
    const started = browser.performance.now();
    const controller = new AbortController();
    const stop = () => controller.abort();
    let late = false;
    const timer = browser.setTimeout(() => {
        late = true;
        stop();
    }, PATIENCE);
    signal.addEventListener("abort", stop);
    try {
        const response = await browser.fetch(url, {
            cache: "no-store",
            credentials: "same-origin",
            headers: { Accept: "text/event-stream" },
            redirect: "manual",
            signal: controller.signal,
        });
        probe.status = response.status;
        probe.contentType = response.headers.get("Content-Type") || "";
        if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
            probe.error = "redirect";
        } else if (response.ok && probe.contentType.startsWith("text/event-stream")) {
            await readEvents(response.body, probe, () => browser.performance.now() - started);
        } else if (probe.contentType.includes("json")) {
            const problem = parse(await response.text());
            probe.detail = typeof problem?.detail === "string" ? problem.detail : "";
        }
    } catch {
        probe.error = late ? "timeout" : probe.status ? "cut" : "network";
    } finally {
        browser.clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        stop(); // a body that nobody reads would keep its connection
    }
    return probe;
}
