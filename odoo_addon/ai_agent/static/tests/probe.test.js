import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryOne, queryText, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { allowTranslations, mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { ask } from "@ai_agent/probe/block/ask";
import { ProbeBlock } from "@ai_agent/probe/block/block";
import { judge } from "@ai_agent/probe/block/verdict";

describe.current.tags("desktop");
defineMailModels();

const LIVE = [5, 205, 405, 605, 805];
const AT_ONCE = [810, 810, 811, 811, 811];
const FIRST = { mode: "evented", workers: 4, geventPort: 8072, proxyMode: true, forwarded: true, https: false };

/** The first event of a process that runs in a way. */
const runs = (mode, more) => ({ ...FIRST, mode, ...more });

/** What a probe gave that got through. */
const got = (first, times = first.mode === "prefork" ? [5] : LIVE) => ({
    status: 200,
    contentType: "text/event-stream",
    first,
    times,
    error: "",
    detail: "",
});

/** What a probe gave that did not. */
const failed = (more) => ({ status: 0, contentType: "", first: null, times: [], error: "", detail: "", ...more });

const WORKER = got(runs("prefork"));
const PAGE = { https: false, host: "odoo.example.org", port: "" };

function judgeAll(run, plain = WORKER, page = PAGE) {
    const verdict = judge({ run, plain, page });
    return {
        ...verdict,
        text: verdict.sentences.join(" "),
        titles: verdict.fixes.map((fix) => fix.title),
        code: verdict.fixes.flatMap((fix) => fix.snippets.map((snippet) => snippet.code)).join("\n"),
    };
}

describe("the verdict", () => {
    beforeEach(() => allowTranslations());

    test("an evented process that streams is good, and nothing is to be done", () => {
        const { way, level, text, fixes } = judgeAll(got(runs("evented")));
        expect([way, level]).toEqual(["evented", "success"]);
        expect(text).toInclude("4 workers");
        expect(text).toInclude("port 8072");
        expect(text).toInclude("Nothing has to be changed");
        expect(fixes).toEqual([]);
    });

    test("threads are good for a small site, and it says what a larger one takes", () => {
        const threaded = got(runs("threaded", { workers: 0, forwarded: false, proxyMode: false }));
        const { way, level, text, titles, fixes, code } = judgeAll(threaded, threaded);
        expect([way, level]).toEqual(["threaded", "success"]);
        expect(text).toInclude("small site");
        expect(text).toInclude("run Odoo with workers");
        expect(fixes.every((fix) => fix.later)).toBe(true);
        expect(titles).toEqual(["Run Odoo with workers, in odoo.conf", "Put a proxy in front of Odoo"]);
        expect(code).toInclude("gevent_port = 8072");
        const behindProxy = got(runs("threaded", { workers: 0 }));
        expect(judgeAll(behindProxy, behindProxy).titles[1]).toBe("Send /websocket to port 8072");
    });

    test("a worker behind a proxy: the proxy has to send /websocket to the port that Odoo names", () => {
        const { way, level, text, titles, code } = judgeAll(got(runs("prefork", { geventPort: 9072 })));
        expect([way, level]).toEqual(["prefork", "warning"]);
        expect(text).toInclude("once a second");
        expect(titles).toEqual(["Send /websocket to port 9072"]);
        expect(code).toInclude("proxy_pass http://127.0.0.1:9072;");
        expect(code).toInclude("location /websocket {");
    });

    test("a worker without a proxy: one is put there, for the name and the port of the page", () => {
        const direct = got(runs("prefork", { forwarded: false, proxyMode: false }));
        const { titles, code } = judgeAll(direct, direct, { ...PAGE, port: "8169" });
        expect(titles).toEqual(["Put a proxy in front of Odoo", "Let Odoo trust the proxy, in odoo.conf"]);
        expect(code).toInclude("server_name odoo.example.org;");
        expect(code).toInclude("proxy_pass http://127.0.0.1:8169;");
        expect(code).toInclude("proxy_mode = True");
    });

    test("a proxy for a page that came by a number gets a name to replace", () => {
        const direct = got(runs("prefork", { forwarded: false }));
        expect(judgeAll(direct, direct, { ...PAGE, host: "192.168.1.5" }).code).toInclude("odoo.example.com");
    });

    for (const mode of ["evented", "threaded"]) {
        test(`events of ${mode} that arrive all at once are held back by a proxy`, () => {
            const { way, level, title, code, titles } = judgeAll(got(runs(mode), AT_ONCE));
            expect([way, level, title]).toEqual([mode, "warning", "Answers are held back"]);
            expect(titles).toHaveLength(1);
            expect(code).toInclude("proxy_buffering off;");
            expect(code).toInclude("flushpackets=on");
        });
    }

    test("events closer together than they were sent, and still apart, are not held back", () => {
        expect(judgeAll(got(runs("evented"), [300, 305, 405, 505, 505])).level).toBe("success");
    });

    test("events that are missing mean a connection that breaks off", () => {
        for (const run of [got(runs("evented"), [5, 205]), { ...got(runs("evented")), error: "cut" }]) {
            const { level, title } = judgeAll(run);
            expect([level, title]).toEqual(["danger", "Answers break off"]);
        }
    });

    const DOWN = {
        "502": { status: 502, contentType: "text/html" },
        "504": { status: 504, contentType: "text/html" },
        "silence": { error: "timeout" },
        "a broken connection": { error: "network" },
    };
    for (const [name, more] of Object.entries(DOWN)) {
        test(`${name} at /websocket: the evented process is down, or it is the wrong port`, () => {
            const { level, text, titles, code } = judgeAll(failed(more));
            expect(level).toBe("danger");
            expect(text).toInclude("another port than 8072");
            expect(titles).toEqual(["See whether the evented process is there", "Send /websocket to port 8072"]);
            expect(code).toInclude("ss -ltnp | grep ':8072'");
        });
    }

    test("404 at /websocket: another place, or a process older than the module", () => {
        const { level, text, titles } = judgeAll(failed({ status: 404, contentType: "text/html" }));
        expect(level).toBe("danger");
        expect(text).toInclude("has not been restarted");
        expect(titles).toEqual(["Restart Odoo", "Send /websocket to port 8072"]);
    });

    const INTERCEPTED = {
        "a redirect": { error: "redirect" },
        "403": { status: 403, contentType: "text/html" },
        "426": { status: 426, contentType: "text/plain" },
        "another page": { status: 200, contentType: "text/html" },
    };
    for (const [name, more] of Object.entries(INTERCEPTED)) {
        test(`${name} at /websocket: something in front of Odoo answers there`, () => {
            const { level, text } = judgeAll(failed(more));
            expect(level).toBe("danger");
            expect(text).toInclude("in front of Odoo answers there itself");
        });
    }

    test("threads behind a proxy that sends /websocket to a port of nobody", () => {
        const { way, level, text, code } = judgeAll(failed({ status: 502 }), got(runs("threaded", { workers: 0 })));
        expect([way, level]).toEqual(["threaded", "danger"]);
        expect(text).toInclude("nothing listens on port 8072");
        expect(code).toInclude("proxy_pass http://127.0.0.1:8069;");
    });

    test("a proxy that Odoo does not trust", () => {
        const { level, title, titles, code, text } = judgeAll(got(runs("evented", { proxyMode: false })));
        expect([level, title]).toEqual(["warning", "Answers stream, and Odoo does not trust the proxy"]);
        expect(titles).toEqual(["Let Odoo trust the proxy, in odoo.conf"]);
        expect(code).toBe("[options]\nproxy_mode = True");
        expect(text).not.toInclude("Nothing has to be changed");
    });

    test("what is to be done now stands before what a larger site takes", () => {
        const threaded = got(runs("threaded", { workers: 0, proxyMode: false }));
        const { level, fixes } = judgeAll(threaded, threaded);
        expect(level).toBe("warning");
        expect(fixes.map((fix) => !!fix.later)).toEqual([false, true, true]);
    });

    test("a worse state keeps its name when something else is to be done, too", () => {
        const { level, title, titles } = judgeAll(failed({ status: 502 }), got(runs("prefork", { proxyMode: false })));
        expect([level, title]).toEqual(["danger", "Answers do not get through"]);
        expect(titles).toHaveLength(3);
    });

    test("https that Odoo does not learn of", () => {
        const https = { ...PAGE, https: true };
        const { level, titles, code } = judgeAll(got(runs("evented")), WORKER, https);
        expect(level).toBe("warning");
        expect(titles).toEqual(["Let the proxy tell Odoo what the browser asked for"]);
        expect(code).toInclude("X-Forwarded-Proto $scheme;");
        expect(judgeAll(got(runs("evented", { https: true })), WORKER, https).level).toBe("success");
    });

    test("a proxy that says https, and that Odoo does not trust, has only to be trusted", () => {
        const run = got(runs("evented", { https: true, proxyMode: false }));
        expect(judgeAll(run, WORKER, { ...PAGE, https: true }).titles).toEqual(["Let Odoo trust the proxy, in odoo.conf"]);
    });

    test("https without any header: the proxy is seen all the same", () => {
        const run = got(runs("prefork", { forwarded: false, proxyMode: false }));
        const { titles, text } = judgeAll(run, run, { ...PAGE, https: true });
        expect(text).not.toInclude("No proxy was seen");
        expect(titles).toEqual([
            "Send /websocket to port 8072",
            "Let Odoo trust the proxy, in odoo.conf",
            "Let the proxy tell Odoo what the browser asked for",
        ]);
    });

    test("pages that go to the evented process", () => {
        const evented = got(runs("evented"));
        const { level, titles } = judgeAll(evented, evented);
        expect(level).toBe("warning");
        expect(titles).toEqual(["Send everything but /websocket to the workers"]);
    });

    const SILENCE = {
        "401": [{ status: 401, contentType: "application/problem+json" }, "warning", "no longer logged in"],
        "a redirect": [{ error: "redirect" }, "warning", "no longer logged in"],
        "403": [{ status: 403 }, "warning", "Only administrators"],
        "403 with a reason": [{ status: 403, detail: "Not for you." }, "warning", "Not for you."],
        "404": [{ status: 404 }, "danger", "older version"],
        "no connection": [{ error: "network" }, "danger", "cannot be reached"],
        "silence": [{ error: "timeout" }, "danger", "ten seconds"],
        "500": [{ status: 500 }, "danger", "HTTP status 500"],
        "another page": [{ status: 200, contentType: "text/html" }, "danger", "text/html"],
    };
    for (const [name, [more, expected, sentence]] of Object.entries(SILENCE)) {
        test(`${name} at both routes: it says so, and guesses nothing`, () => {
            const { way, level, text, fixes } = judgeAll(failed(more), failed(more));
            expect([way, level]).toEqual(["unknown", expected]);
            expect(text).toInclude(sentence);
            expect(fixes).toEqual([]);
        });
    }
});

/** A response as the browser gives it, of events with their distance in time. */
function stream(clock, events, { gap = 200, status = 200, type = "text/event-stream; charset=utf-8" } = {}) {
    const parts = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const body = new ReadableStream({
        pull(controller) {
            const part = parts.shift();
            if (part === undefined) {
                controller.close();
            } else {
                clock.now += gap;
                controller.enqueue(new TextEncoder().encode(part));
            }
        },
    }, { highWaterMark: 0 });
    return { ok: status < 300, status, type: "basic", headers: new Headers({ "Content-Type": type }), body };
}

const withTicks = (first) => [first, { tick: 1 }, { tick: 2 }, { tick: 3 }, { tick: 4 }];

/** Answers the two routes; each answer is a function, so that it may fail or wait. */
function answer(answers) {
    patchWithCleanup(browser, {
        async fetch(url, options) {
            if (url in answers) {
                expect.step(url);
                return answers[url](options);
            }
            return super.fetch(url, options);
        },
    });
}

const RUN = "/websocket/ai_agent/probe";
const PLAIN = "/ai_agent/probe";

function useClock() {
    const clock = { now: 0 };
    patchWithCleanup(browser, { performance: { now: () => clock.now } });
    return clock;
}

describe("asking", () => {
    const { signal } = new AbortController();

    test("the times are those of the events, and the first says how Odoo runs", async () => {
        const clock = useClock();
        answer({
            [RUN](options) {
                expect([options.cache, options.credentials]).toEqual(["no-store", "same-origin"]);
                return stream(clock, withTicks(FIRST));
            },
        });
        const probe = await ask(RUN, signal);
        expect(probe.first).toEqual(FIRST);
        expect(probe.times).toEqual([200, 400, 600, 800, 1000]);
        expect(probe.error).toBe("");
        expect.verifySteps([RUN]);
    });

    test("a stream that says something else is not taken for ours", async () => {
        const clock = useClock();
        answer({ [RUN]: () => stream(clock, [{ hello: 1 }]) });
        expect((await ask(RUN, signal)).first).toBe(null);
        expect.verifySteps([RUN]);
    });

    test("a refusal keeps the server's sentence", async () => {
        answer({
            [RUN]: () => ({
                ok: false,
                status: 403,
                headers: new Headers({ "Content-Type": "application/problem+json" }),
                text: async () => `{"detail":"Not for you."}`,
            }),
        });
        const probe = await ask(RUN, signal);
        expect([probe.status, probe.detail]).toEqual([403, "Not for you."]);
        expect.verifySteps([RUN]);
    });

    test("what fails is told apart: no connection, a redirect, a break, silence", async () => {
        const clock = useClock();
        const isAborted = (options) =>
            new Promise((_, reject) => options.signal.addEventListener("abort", () => reject(new Error("aborted"))));
        const breaking = () => {
            const response = stream(clock, []);
            response.body = new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) });
            return response;
        };
        const ways = {
            network: () => Promise.reject(new TypeError("Failed to fetch")),
            redirect: () => ({ ok: false, status: 0, type: "opaqueredirect", headers: new Headers() }),
            cut: breaking,
            timeout: isAborted,
        };
        for (const [error, way] of Object.entries(ways)) {
            answer({ [RUN]: way });
            const asked = ask(RUN, signal);
            if (error === "timeout") {
                await advanceTime(10_000);
            }
            expect((await asked).error).toBe(error);
            expect.verifySteps([RUN]);
        }
    });
});

/** As `runs`, for the page of the tests, which came by https. */
const here = (mode, more) => runs(mode, { https: true, ...more });

describe("the block", () => {
    /** Shows the block as if scrolled to; without it nobody sees it. */
    let see;
    beforeEach(() => {
        see = [];
        patchWithCleanup(window, {
            IntersectionObserver: class {
                constructor(callback) {
                    see.push(() => callback([{ isIntersecting: true }]));
                }
                observe() {}
                disconnect() {}
            },
        });
    });

    async function mountSeen() {
        await mountWithCleanup(ProbeBlock);
        see.forEach((callback) => callback());
        await advanceTime(500);
        await waitFor(".o_ai_agent_probe [role=status] p");
    }

    const title = () => queryText(".o_ai_agent_probe_title");

    test("it asks when it is seen, and not before", async () => {
        const clock = useClock();
        answer({ [RUN]: () => stream(clock, withTicks(here("evented"))), [PLAIN]: () => stream(clock, [here("prefork")]) });
        await mountWithCleanup(ProbeBlock);
        await animationFrame();
        expect.verifySteps([]);
        expect(title()).toBe("Checking how answers get to this browser…");
        see.forEach((callback) => callback());
        expect.verifySteps([RUN, PLAIN]);
        await advanceTime(500);
        await waitFor(".o_ai_agent_probe:contains(Answers stream and take no worker)");
        expect("[role=status] .badge").toHaveText("Workers and evented process");
        expect("[role=status] .fa-check-circle").toHaveCount(1);
        expect(".o_ai_agent_probe_fix").toHaveCount(0);
    });

    test("held back: the fix of the chosen proxy can be copied", async () => {
        const clock = useClock();
        answer({
            [RUN]: () => stream(clock, withTicks(here("evented")), { gap: 0 }),
            [PLAIN]: () => stream(clock, [here("prefork")]),
        });
        patchWithCleanup(browser.navigator.clipboard, { writeText: async (text) => expect.step(text) });
        await mountSeen();
        expect.verifySteps([RUN, PLAIN]);
        expect(title()).toBe("Answers are held back");
        expect(".o_ai_agent_probe_fix [aria-pressed=true]").toHaveText("nginx");
        await click("button:contains(HAProxy)");
        await animationFrame();
        expect("button:contains(HAProxy)").toHaveAttribute("aria-pressed", "true");
        expect("pre").toHaveText(/option http-no-delay/);
        expect("pre").toHaveAttribute("dir", "ltr");
        await click("button:contains(Copy)");
        await animationFrame();
        expect.verifySteps([queryOne("pre").textContent]);
        expect("button:contains(Copied)").toHaveCount(1);
        await advanceTime(2000);
        await animationFrame();
        expect("button:contains(Copied)").toHaveCount(0);
    });

    test("a proxy is chosen once for all fixes", async () => {
        const clock = useClock();
        const first = here("prefork", { forwarded: false, proxyMode: false });
        answer({ [RUN]: () => stream(clock, [first]), [PLAIN]: () => stream(clock, [first]) });
        await mountSeen();
        expect.verifySteps([RUN, PLAIN]);
        expect(queryAllTexts(".o_ai_agent_probe_fix strong")[0]).toBe("1. Put a proxy in front of Odoo");
        await click("button:contains(Caddy)");
        await animationFrame();
        expect("pre:first").toHaveText(/reverse_proxy/);
        expect("pre:last").toHaveText(/proxy_mode = True/);
    });

    test("without a clipboard the text is selected, and it says which keys to press", async () => {
        const clock = useClock();
        answer({
            [RUN]: () => stream(clock, withTicks(here("evented")), { gap: 0 }),
            [PLAIN]: () => stream(clock, [here("prefork")]),
        });
        patchWithCleanup(browser, { navigator: { userAgent: "", platform: "" } });
        await mountSeen();
        expect.verifySteps([RUN, PLAIN]);
        await click("button:contains(Copy)");
        await animationFrame();
        expect("button:contains(Press Ctrl+C)").toHaveCount(1);
        expect(document.getSelection().toString()).toInclude("proxy_buffering off;");
    });

    test("check again works by keyboard, keeps the focus, and does not ask twice at once", async () => {
        const clock = useClock();
        let waiting = Promise.resolve();
        let first = here("threaded", { forwarded: false, proxyMode: false });
        const reply = async () => {
            await waiting;
            return stream(clock, withTicks(first));
        };
        answer({ [RUN]: reply, [PLAIN]: reply });
        await mountSeen();
        expect.verifySteps([RUN, PLAIN]);
        expect(title()).toBe("Answers stream");
        expect("details .o_ai_agent_probe_fix").toHaveCount(2);
        waiting = new Deferred();
        first = here("threaded", { forwarded: true, proxyMode: false });
        queryOne("button:contains(Check again)").focus();
        await press("Enter");
        await animationFrame();
        expect.verifySteps([RUN, PLAIN]);
        expect(title()).toBe("Checking how answers get to this browser…");
        await press("Enter");
        await animationFrame();
        expect.verifySteps([]);
        waiting.resolve();
        await advanceTime(500);
        await waitFor(".o_ai_agent_probe:contains(does not trust the proxy)");
        expect("button:contains(Check again)").toBeFocused();
    });

    test("neither route answers: it says so, and can be asked again", async () => {
        const fail = () => Promise.reject(new TypeError("Failed to fetch"));
        answer({ [RUN]: fail, [PLAIN]: fail });
        await mountSeen();
        expect.verifySteps([RUN, PLAIN]);
        expect(title()).toBe("The check has no result");
        expect("[role=status] .badge").toHaveCount(0);
        expect("[role=status] .fa-times-circle").toHaveCount(1);
        await click("button:contains(Check again)");
        await animationFrame();
        expect(title()).toBe("Checking how answers get to this browser…");
        expect.verifySteps([RUN, PLAIN]);
    });

    test("a fault of the check itself stays in the block", async () => {
        patchWithCleanup(console, { warn: () => expect.step("warn") });
        const now = () => {
            throw new Error("failing on purpose");
        };
        patchWithCleanup(browser, { performance: { now } });
        await mountSeen();
        expect(title()).toBe("The check failed");
        expect.verifySteps(["warn"]);
    });
});

describe("the place in the form", () => {
    const { component: Place } = registry.category("view_widgets").get("ai_agent_probe");
    const lazy = registry.category("ai_agent");

    test("the bundle comes when the form is there, and then the block", async () => {
        const bundle = new Deferred();
        patchWithCleanup(assets, {
            loadBundle(name) {
                expect.step(name);
                return bundle;
            },
        });
        await mountWithCleanup(Place, { props: { record: {}, readonly: false } });
        expect.verifySteps(["ai_agent.assets_probe"]);
        expect(".o_ai_agent_probe").toHaveCount(0);
        bundle.resolve();
        await waitFor(".o_ai_agent_probe");
    });

    test("a bundle that does not come leaves the form as it is", async () => {
        patchWithCleanup(console, { warn: () => expect.step("warn") });
        patchWithCleanup(assets, { loadBundle: () => Promise.reject(new Error("offline")) });
        class Form extends Component {
            static template = xml`<div class="form">A form <Place/></div>`;
            static components = { Place };
            static props = {};
        }
        await mountWithCleanup(Form);
        await expect.waitForSteps(["warn"]);
        await animationFrame();
        expect(".form").toHaveText("A form");
    });

    test("a block that cannot be drawn leaves the form as it is", async () => {
        patchWithCleanup(console, { warn: () => expect.step("warn") });
        patchWithCleanup(assets, { loadBundle: async () => {} });
        class Broken extends Component {
            static template = xml`<i t-esc="missing.name"/>`;
            static props = {};
        }
        lazy.add("ProbeBlock", Broken, { force: true });
        after(() => lazy.add("ProbeBlock", ProbeBlock, { force: true }));
        class Form extends Component {
            static template = xml`<div class="form">A form <Place/></div>`;
            static components = { Place };
            static props = {};
        }
        await mountWithCleanup(Form);
        await expect.waitForSteps(["warn"]);
        await animationFrame();
        expect(".form").toHaveText("A form");
    });
});
