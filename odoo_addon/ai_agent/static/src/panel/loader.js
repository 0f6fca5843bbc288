import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

/** Milliseconds after which a widget that has not come is given up. */
const PATIENCE = 30_000;

/** The full addresses of the widget's two files, whether the server named them by path or by name only. */
function getAddresses({ dist, manifest }, query) {
    const base = new URL(manifest, browser.location.href);
    return [dist.js, dist.wasm].map((name) => new URL(name, base).href + query);
}

/** Fetches JSON; a refusal becomes an error with the server's sentence for the person in `detail`. */
async function fetchJson(url, options) {
    const response = await browser.fetch(url, options);
    const body = await response.json();
    if (!response.ok) {
        throw Object.assign(new Error(`${response.status} ${url}`), { detail: body.detail });
    }
    return body;
}

async function start(urls) {
    const widget = await import(urls[0]);
    await widget.default({ module_or_path: urls[1] });
    return { mount: widget.mount, urls };
}

/** Starts the widget; where the page's file names fail, once more with newer ones of the manifest, if there are. */
async function startNewest(agent, query) {
    let old = [];
    try {
        old = getAddresses(agent, query);
        return await start(old);
    } catch (error) {
        const dist = await fetchJson(agent.manifest, { cache: "no-store" });
        const urls = getAddresses({ ...agent, dist }, query);
        if (urls.join() === old.join()) {
            throw error;
        }
        agent.dist = dist;
        return start(urls);
    }
}

async function fetchBootstrap(agent) {
    return fetchJson(agent.bootstrap, {
        headers: {
            Accept: "application/json",
            "X-Allowed-Companies": String(user.context.allowed_company_ids || ""),
        },
    });
}

/**
 * Loads an instance of the widget and, beside it, what it starts with.
 *
 * A module whose WebAssembly has trapped is poisoned: another `query` makes the browser evaluate a fresh one.
 *
 * @returns {Promise<[{ mount: Function, urls: string[] }, Object]>}
 */
export async function load(agent, query) {
    let timer;
    const impatience = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error("The widget did not come in time")), PATIENCE);
    });
    try {
        return await Promise.race([
            Promise.all([startNewest(agent, query), fetchBootstrap(agent)]),
            impatience,
        ]);
    } finally {
        clearTimeout(timer);
    }
}

/** Warms the browser's cache. */
export function prefetch(agent) {
    for (const url of agent.dist ? getAddresses(agent, "") : []) {
        browser
            .fetch(url, { priority: "low" })
            .then((response) => response.blob())
            .catch(() => {}); // the first use will tell
    }
}
