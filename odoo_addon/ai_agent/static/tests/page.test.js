import { afterEach, beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getMockEnv, getService, makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { getWidget, openPanel, prepareAgent, watchErrors } from "./helpers";
import "@ai_agent/agent/agent";
import "@ai_agent/tools/tools";

describe.current.tags("desktop");
defineMailModels();

const lazy = registry.category("ai_agent");

/** Puts something in the place of what the lazy bundles register; `null`: the bundle does not come. */
function replace(name, value) {
    const before = lazy.get(name);
    lazy.remove(name);
    if (value) {
        lazy.add(name, value);
    }
    return () => lazy.add(name, before, { force: true });
}

let back = () => {};
beforeEach(() => {
    prepareAgent();
});
afterEach(() => back());

/** The host as the widget has it, with one thing replaced. */
async function start(name, value) {
    back = name ? replace(name, value) : () => {};
    await makeMockEnv();
    const { host } = await openPanel();
    await animationFrame();
    return host;
}

test("the widget hears that the place has changed, until it has heard enough", async () => {
    let tell;
    const host = await start("createAgent", () => ({
        context: () => ({ model: "res.partner" }),
        watch(listener) {
            tell = listener;
            return () => expect.step("over");
        },
    }));
    expect(host.context()).toEqual({ model: "res.partner" });
    const unwatch = host.onContext(() => expect.step("told"));
    await animationFrame();
    expect.verifySteps(["told"]); // it can be asked now
    tell();
    expect.verifySteps(["told"]);
    unwatch();
    expect.verifySteps(["over"]);
});

test("before its bundle is there it is nowhere, and what was to be heard is heard then", async () => {
    const bundle = new Deferred();
    const createAgent = lazy.get("createAgent");
    patchWithCleanup(assets, {
        loadBundle(name) {
            expect.step(name);
            return bundle;
        },
    });
    const host = await start("createAgent", null);
    expect.verifySteps(["ai_agent.assets_agent"]);
    expect(host.context()).toBe(null);
    host.onContext(() => expect.step("told"));
    const unheard = host.onContext(() => expect.step("never"));
    unheard();
    await animationFrame();
    expect.verifySteps([]);
    lazy.add("createAgent", createAgent, { force: true });
    bundle.resolve();
    await animationFrame();
    expect.verifySteps(["told"]);
});

for (const [fault, agent] of [
    ["does not come", null],
    [
        "cannot start",
        () => {
            throw new Error("failing on purpose");
        },
    ],
    [
        "fails at each call",
        () => ({
            context() {
                throw new Error("failing on purpose");
            },
            watch() {
                throw new Error("failing on purpose");
            },
        }),
    ],
]) {
    test(`a bundle that ${fault} leaves the assistant without a place`, async () => {
        const errors = watchErrors();
        patchWithCleanup(assets, { loadBundle: () => Promise.reject(new Error("offline")) });
        const host = await start("createAgent", agent);
        const unwatch = host.onContext(() => {});
        await animationFrame();
        expect(host.context()).toBe(null);
        unwatch();
        expect(getService("ai_agent").panel.state).toBe("ready");
        expect(errors).toEqual([]);
    });
}

test("a listener that throws is no crash", async () => {
    const errors = watchErrors();
    const host = await start();
    host.onContext(() => {
        throw new Error("failing on purpose");
    });
    await animationFrame();
    expect(errors).toEqual([]);
});

test("a tool that fails says so in words of ours, one that refuses in its own", async () => {
    const errors = watchErrors();
    const host = await start("act", async (env, name) => {
        throw Object.assign(new Error(`${name} of /home/odoo`), name === "refuse" ? { name: "Refusal" } : {});
    });
    expect(await host.act("fail", {})).toEqual({ ok: false, error: "Odoo could not do this." });
    expect(await host.act("refuse", {})).toEqual({ ok: false, error: "refuse of /home/odoo" });
    expect(errors).toEqual([]);
});

test("tools that do not come fail", async () => {
    patchWithCleanup(assets, { loadBundle: () => Promise.reject(new Error("offline")) });
    const host = await start("act", null);
    expect((await host.act("open_record", { model: "res.partner", resId: 1 })).ok).toBe(false);
});

test("on a phone the panel makes room for what was opened, not for what was refused", async () => {
    const host = await start("act", async (env, name) => {
        if (name === "refuse") {
            throw new Error("failing on purpose");
        }
        return "Opened.";
    });
    await host.act("open_list", {});
    expect(getWidget().hidden).toBe(false);
    Object.defineProperty(getMockEnv(), "isSmall", { value: true });
    await host.act("refuse", {});
    expect(getWidget().hidden).toBe(false);
    expect(await host.act("open_list", {})).toEqual({ ok: true, summary: "Opened." });
    expect(getWidget().hidden).toBe(true);
    await getService("ai_agent").toggle();
    patchWithCleanup(getService("action"), { doAction: ({ res_model }) => expect.step(res_model) });
    host.openRecord("res.partner", 1);
    expect(getWidget().hidden).toBe(true);
    expect.verifySteps(["res.partner"]);
});
