import { describe, expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getMockEnv,
    getService,
    makeMockEnv,
    mountWebClient,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import {
    BOOTSTRAP,
    getFocused,
    getNotice,
    getRestart,
    getWidget,
    inPage,
    openPanel,
    prepareAgent,
    waitForInPage,
    watchErrors,
    WIDGETS,
} from "./helpers";

describe.current.tags("desktop");
defineMailModels();

const getPanel = () => getService("ai_agent").panel;

/** Lets the browser run what it has queued, timers included, and report what is thrown. */
async function settle() {
    await advanceTime(10);
    await animationFrame();
    await animationFrame();
}

describe("a widget that does not come", () => {
    for (const widget of [
        "missing",
        "truncated",
        "throwing",
        "failingToStart",
        "trappingOnStart",
        "refusingToMount",
        "crashingInMount",
    ]) {
        test(`${widget}: a message with a button, and the web client goes on`, async () => {
            const errors = watchErrors();
            prepareAgent({ widget });
            await mountWebClient();
            await getService("ai_agent").toggle();
            await waitForInPage("div.o_ai_agent[role=alert] button");
            expect(getPanel().state).toBe("crashed");
            expect(getWidget()).toBe(null);
            expect(inPage(".o_ai_agent")).toHaveLength(1);
            await settle();
            expect(errors).toEqual([]);
            expect(".o_error_dialog").toHaveCount(0);
            await click(".o_user_menu button");
            await waitFor(".o-dropdown--menu");
        });
    }

    test("hanging: a notice at first, and a message when patience ends", async () => {
        prepareAgent({ widget: "hanging" });
        await makeMockEnv();
        getService("ai_agent").toggle();
        await advanceTime(100);
        expect(getNotice()).toBe(null);
        await advanceTime(100);
        expect(inPage("div.o_ai_agent[role=status]")[0]).toHaveText("Loading…");
        await advanceTime(30_000);
        expect(inPage("div.o_ai_agent[role=alert] button")[0]).toHaveText("Restart the assistant");
        expect(inPage(".o_ai_agent")).toHaveLength(1);
    });

    test("restarting gets a fresh instance", async () => {
        const agent = prepareAgent({ widget: "failingToStart" });
        await makeMockEnv();
        await getService("ai_agent").toggle();
        expect(getFocused().tagName).toBe("BUTTON");
        agent.dist = { js: WIDGETS.good, wasm: "widget.wasm" };
        await click(getRestart());
        await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(getPanel().live.map((url) => url.slice(-4))).toEqual(["?r=1", "?r=1"]);
        expect(getNotice()).toBe(null);
        expect(getFocused().tagName).toBe("TEXTAREA");
    });

    test("a page older than the addon takes the files of the manifest", async () => {
        const agent = prepareAgent({ widget: "missing", newer: "good" });
        await makeMockEnv();
        await openPanel();
        expect(agent.dist.js).toBe(WIDGETS.good);
    });

    test("what was to be asked is asked after the restart", async () => {
        const agent = prepareAgent({ widget: "throwing" });
        await makeMockEnv();
        await getService("ai_agent").ask("How many?");
        agent.dist = { js: WIDGETS.good, wasm: "widget.wasm" };
        await click(getRestart());
        const widget = await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect(widget.asked).toEqual(["How many?"]);
    });

    test("the server's own sentence is shown when it refuses", async () => {
        prepareAgent({
            bootstrap: () =>
                Response.json({ detail: "Your session has expired." }, { status: 401 }),
        });
        await makeMockEnv();
        await getService("ai_agent").toggle();
        expect(inPage("div.o_ai_agent[role=alert]")[0]).toHaveText(/Your session has expired\./);
    });

    test("an answer that is no JSON is no reason to fail otherwise", async () => {
        prepareAgent({ bootstrap: () => new Response("<html>", { status: 502 }) });
        await makeMockEnv();
        await getService("ai_agent").toggle();
        expect(inPage("div.o_ai_agent[role=alert]")[0]).toHaveText(/could not be loaded/);
    });

    test("closed while it loads, it stays closed and takes no focus", async () => {
        const answer = new Deferred();
        prepareAgent({ bootstrap: () => answer });
        await makeMockEnv();
        const opened = getService("ai_agent").toggle();
        await animationFrame();
        await getService("ai_agent").toggle();
        answer.resolve(Response.json(BOOTSTRAP));
        await opened;
        expect(getWidget().hidden).toBe(true);
        expect(document.activeElement).not.toBe(getWidget());
        expect(getPanel().state).toBe("ready");
    });
});

describe("a widget that fails later", () => {
    for (const failure of ["trap", "fail"]) {
        test(`${failure}: the panel offers a restart, Odoo's crash dialog does not appear`, async () => {
            const errors = watchErrors(1);
            prepareAgent();
            await mountWebClient();
            const widget = await openPanel();
            widget[failure]();
            await expect.waitForErrors([failure === "trap" ? "unreachable" : "failing on purpose"]);
            await settle();
            expect(inPage("div.o_ai_agent button")[0]).toHaveText("Restart the assistant");
            expect(widget.isConnected).toBe(false);
            expect(errors).toEqual([]);
            expect(".o_error_dialog").toHaveCount(0);
        });
    }

    test("a panic that it tells of is the same", async () => {
        prepareAgent();
        await makeMockEnv();
        const widget = await openPanel();
        widget.host.crashed("panicked at src/lib.rs");
        expect(inPage("div.o_ai_agent[role=alert]")[0]).toHaveText(/has stopped/);
    });

    test("what is left of a dead instance cannot stop the new one", async () => {
        const errors = watchErrors(3);
        prepareAgent();
        await makeMockEnv();
        const dead = await openPanel();
        dead.trap();
        await settle();
        await click(getRestart());
        const widget = await waitForInPage("ai-agent-chat");
        dead.trap();
        dead.fail();
        dead.host.crashed("again");
        await settle();
        expect(getWidget()).toBe(widget);
        expect(getPanel().state).toBe("ready");
        expect.verifyErrors(["unreachable", "unreachable", "failing on purpose"]);
        expect(errors).toEqual([]);
    });

    test("a promise nobody waited for is kept from Odoo, and is no crash", async () => {
        const errors = watchErrors(1);
        prepareAgent();
        await makeMockEnv();
        const widget = await openPanel();
        widget.reject();
        await settle();
        expect(getPanel().state).toBe("ready");
        expect.verifyErrors(["rejecting on purpose"]);
        expect(errors).toEqual([]);
    });

    test("errors of others still reach Odoo", async () => {
        const errors = watchErrors(2);
        prepareAgent();
        await makeMockEnv();
        await openPanel();
        queueMicrotask(() => {
            throw new Error("not the assistant's");
        });
        Promise.reject(new Error("neither is this"));
        await settle();
        expect.verifyErrors(["not the assistant's", "neither is this"]);
        expect(errors).toEqual(["not the assistant's", "neither is this"]);
        expect(getPanel().state).toBe("ready");
    });
});

describe("Odoo's bus", () => {
    const STARTED = { threadId: "t", runId: "r", event: "started" };

    /** Puts a bus in the place of Odoo's, and gives what tells its subscribers. */
    function useBus(bus = {}) {
        const subscribers = new Map();
        getMockEnv().services.bus_service = {
            isActive: true,
            start: async () => expect.step("start"),
            subscribe(type, callback) {
                expect.step(`subscribe ${type}`);
                subscribers.set(callback, type);
            },
            unsubscribe(type, callback) {
                expect.step(`unsubscribe ${type}`);
                subscribers.delete(callback);
            },
            ...bus,
        };
        return (payload) => [...subscribers.keys()].forEach((callback) => callback(payload, { id: 1 }));
    }

    test("what it tells reaches the widget, until that is gone, and the next one", async () => {
        prepareAgent();
        await makeMockEnv();
        const tell = useBus();
        const widget = await openPanel();
        expect.verifySteps(["subscribe ai_agent.thread"]);
        tell(STARTED);
        expect(widget.told).toEqual([STARTED]);
        widget.host.crashed("panicked");
        expect.verifySteps(["unsubscribe ai_agent.thread"]);
        tell(STARTED);
        expect(widget.told).toHaveLength(1);
        await click(getRestart());
        const next = await waitForInPage("ai-agent-chat");
        await animationFrame();
        expect.verifySteps(["subscribe ai_agent.thread"]);
        tell(STARTED);
        expect(next.told).toEqual([STARTED]);
    });

    test("is started when nobody has", async () => {
        prepareAgent();
        await makeMockEnv();
        useBus({ isActive: false });
        await openPanel();
        expect.verifySteps(["subscribe ai_agent.thread", "start"]);
    });

    for (const [name, bus] of [
        ["missing", undefined],
        ["of another kind", {}],
        [
            "failing",
            {
                subscribe() {
                    throw new Error("no bus");
                },
                start: () => Promise.reject(new Error("no worker")),
                unsubscribe() {
                    throw new Error("no bus");
                },
            },
        ],
    ]) {
        test(`${name}: the widget works without it`, async () => {
            const errors = watchErrors();
            prepareAgent();
            await makeMockEnv();
            getMockEnv().services.bus_service = bus;
            const widget = await openPanel();
            await settle();
            expect(getPanel().state).toBe("ready");
            await getService("ai_agent").ask("How many?");
            expect(widget.asked).toEqual(["How many?"]);
            widget.host.crashed("panicked");
            await settle();
            expect(getRestart()).not.toBe(null);
            expect(errors).toEqual([]);
        });
    }

    test("a widget that is too old to be told goes on", async () => {
        prepareAgent({ widget: "older" });
        await makeMockEnv();
        const tell = useBus();
        await openPanel();
        tell(STARTED);
        expect(getPanel().state).toBe("ready");
        expect.verifySteps(["subscribe ai_agent.thread"]);
    });

    test("a widget that traps on it is a crash like another", async () => {
        const errors = watchErrors();
        prepareAgent();
        await makeMockEnv();
        const tell = useBus();
        await openPanel();
        tell({ ...STARTED, event: "trap" });
        await settle();
        expect(getPanel().state).toBe("crashed");
        expect(errors).toEqual([]);
        expect.verifySteps(["subscribe ai_agent.thread", "unsubscribe ai_agent.thread"]);
    });
});

describe("the host", () => {
    test("tells the widget what the contract promises", async () => {
        patchWithCleanup(user, {
            get context() {
                return { ...super.context, allowed_company_ids: [1, 3] };
            },
        });
        prepareAgent();
        await makeMockEnv();
        const { host } = await openPanel();
        expect(host.bootstrap).toEqual(BOOTSTRAP);
        expect(host.layout).toBe("panel");
        expect(host.companies()).toEqual([1, 3]);
        expect(host.context()).toBe(null);
        for (const name of ["act", "onContext", "openList", "openRecord", "notify", "close", "login", "crashed"]) {
            expect(typeof host[name]).toBe("function");
        }
    });

    test("asks for the bootstrap with the active companies", async () => {
        patchWithCleanup(user, {
            get context() {
                return { ...super.context, allowed_company_ids: [1, 3] };
            },
        });
        prepareAgent({
            bootstrap(request) {
                expect.step(request.headers.get("X-Allowed-Companies"));
                return Response.json(BOOTSTRAP);
            },
        });
        await makeMockEnv();
        await openPanel();
        expect.verifySteps(["1,3"]);
    });

    for (const [background, theme] of [
        ["rgb(248, 249, 250)", "light"],
        ["rgb(38, 42, 54)", "dark"],
        ["rgba(0, 0, 0, 0)", "light"],
    ]) {
        test(`a page of ${background} is ${theme}`, async () => {
            const { style } = document.body;
            style.backgroundColor = background;
            prepareAgent();
            await makeMockEnv();
            const { host } = await openPanel();
            style.backgroundColor = "";
            expect(host.theme).toBe(theme);
        });
    }

    test("opens records and lists", async () => {
        prepareAgent();
        await makeMockEnv();
        const { host } = await openPanel();
        patchWithCleanup(getService("action"), {
            doAction: (action) => expect.step(action),
        });
        host.openRecord("res.partner", 3);
        host.openList("res.partner", [["id", "in", [1, 2]]], "Two of them");
        expect.verifySteps([
            { type: "ir.actions.act_window", res_model: "res.partner", res_id: 3, views: [[false, "form"]] },
            {
                type: "ir.actions.act_window",
                res_model: "res.partner",
                name: "Two of them",
                domain: [["id", "in", [1, 2]]],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            },
        ]);
    });

    test("goes to the login page and comes back", async () => {
        prepareAgent();
        await makeMockEnv();
        const { host } = await openPanel();
        patchWithCleanup(browser, {
            location: {
                pathname: "/odoo/contacts/3",
                search: "?debug=1",
                assign: (url) => expect.step(url),
            },
        });
        host.login();
        expect.verifySteps(["/web/login?redirect=%2Fodoo%2Fcontacts%2F3%3Fdebug%3D1"]);
    });
});
