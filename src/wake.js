// Requests and pauses that end when the page wakes.

// Calls `act(sure)` whenever the page wakes, until what it gives back is called. `sure`: connections did not survive it.
// No browser tells that the machine slept; a clock that jumped does.
function onWake(act) {
    let last = Date.now();
    const online = () => act(true);
    const shown = () => document.hidden || act(false);
    const timer = setInterval(() => {
        const gap = Date.now() - last;
        last += gap;
        if (gap > 10000) act(true);
    }, 1000);
    addEventListener("online", online);
    document.addEventListener("visibilitychange", shown);
    return () => {
        clearInterval(timer);
        removeEventListener("online", online);
        document.removeEventListener("visibilitychange", shown);
    };
}

// Waits for what comes over a connection. The server sends something at least every 5 s: a connection that is silent for
// 20 s, or for 6 s when the page wakes, is given up.
async function guarded(connection, wait) {
    const started = Date.now();
    const timer = setTimeout(() => connection.abort(), 20000);
    const stop = onWake((sure) => (sure || Date.now() - started > 6000) && connection.abort());
    try {
        return await wait();
    } finally {
        clearTimeout(timer);
        stop();
    }
}

export const pause = (ms) =>
    new Promise((resolve) => {
        const end = (woken) => {
            clearTimeout(timer);
            stop();
            resolve(woken);
        };
        const timer = setTimeout(end, ms, false);
        const stop = onWake(() => end(true));
    });

export const read = async (reader, connection) => (await guarded(connection, () => reader.read())).value;

export const request = (method, url, accept, companies, token, after, body, connection) => {
    const headers = {Accept: accept};
    if (companies) headers["X-Allowed-Companies"] = companies;
    if (token != null) headers["X-CSRF-Token"] = token;
    if (after != null) headers["Last-Event-ID"] = after;
    if (body) {
        headers["Content-Type"] = "application/json";
        // A worker that cannot stream then lets the run go on by itself.
        headers.Prefer = "respond-async";
    }
    const signal = connection?.signal;
    const send = () => fetch(new Request(url, {method, headers, body, signal, redirect: "manual"}));
    return connection ? guarded(connection, send) : send();
};

// Gives the browser a file to keep, under the name that the server says.
export async function save(response, name) {
    const named = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get("Content-Disposition") ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = named ? decodeURIComponent(named[1]) : name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What the host made of a tool call, as JSON. It may throw, answer nothing, or never.
export async function act(host, name, args) {
    const late = new Promise((resolve) => setTimeout(resolve, 30000));
    let done;
    try {
        done = await Promise.race([host.act(name, JSON.parse(args || "{}")), late]);
    } catch {
        // The host has said so in its own way.
    }
    const short = (text) => (typeof text === "string" ? text.slice(0, 1000) : "");
    return JSON.stringify({ok: done?.ok === true, summary: short(done?.summary), error: short(done?.error)});
}

export const text = async (response) => response.text();
