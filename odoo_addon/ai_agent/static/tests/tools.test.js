import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getMockEnv,
    getService,
    models,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { loadAgent } from "@ai_agent/panel/agent";
import "@ai_agent/agent/agent";
import "@ai_agent/tools/tools";

describe.current.tags("desktop");

class Tag extends models.Model {
    _name = "test.tag";
    name = fields.Char();
    _records = [
        { id: 1, name: "Software" },
        { id: 2, name: "Training" },
        { id: 3, name: "Service" },
    ];
}

class Lead extends models.Model {
    _name = "test.lead";
    name = fields.Char({ onChange: (record) => (record.note = `About ${record.name}`) });
    note = fields.Text();
    html = fields.Html();
    price = fields.Float();
    number = fields.Integer();
    won = fields.Boolean();
    day = fields.Date();
    moment = fields.Datetime();
    image = fields.Binary();
    secret = fields.Char();
    fixed = fields.Char({ readonly: true });
    stage = fields.Selection({ selection: [["new", "New"], ["won", "Won"]] });
    tag_id = fields.Many2one({ relation: "test.tag" });
    tag_ids = fields.Many2many({ relation: "test.tag" });
    _records = [
        { id: 1, name: "Chairs", stage: "new", price: 10, tag_ids: [1] },
        { id: 2, name: "Tables", stage: "won", price: 20 },
    ];
    _views = {
        list: `<list><field name="name"/><field name="price"/></list>`,
        kanban: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        pivot: `<pivot><field name="stage" type="row"/></pivot>`,
        graph: `<graph><field name="stage"/></graph>`,
        search: `<search><filter name="won" string="Won" domain="[('stage', '=', 'won')]"/></search>`,
        form: `<form>
            <field name="name"/><field name="note"/><field name="html"/><field name="price"/><field name="number"/>
            <field name="won"/><field name="day"/><field name="moment"/><field name="image"/><field name="stage"/>
            <field name="secret" invisible="1"/><field name="fixed" readonly="1"/>
            <field name="tag_id"/><field name="tag_ids" widget="many2many_tags"/>
        </form>`,
    };
}

defineMailModels();
defineModels([Tag, Lead]);

let agent;
beforeEach(() => patchWithCleanup(console, { warn() {} }));

async function start() {
    await mountWebClient();
    agent = loadAgent(getMockEnv());
    await animationFrame();
}

const openForm = (resId) =>
    getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "test.lead",
        res_id: resId,
        views: [[false, "form"]],
    });

/** The actions that are asked for, which are then carried out. */
function watchActions() {
    const actions = [];
    patchWithCleanup(getService("action"), {
        doAction(action) {
            actions.push({ ...action });
            return super.doAction(...arguments);
        },
    });
    return actions;
}

describe("showing", () => {
    test("a list, grouped, and nothing of the arguments that is not known", async () => {
        await start();
        const actions = watchActions();
        const outcome = await agent.act("open_list", {
            model: "test.lead",
            domain: [["price", ">", 15]],
            groupBy: ["stage"],
            title: "Dear ones",
            type: "ir.actions.server",
            target: "new",
            context: { default_name: "x" },
            views: [[7, "form"]],
            help: "<img src=x>",
        });
        expect(outcome).toEqual({ ok: true, summary: "Opened: Dear ones" });
        expect(actions).toEqual([
            {
                type: "ir.actions.act_window",
                target: "current",
                name: "Dear ones",
                res_model: "test.lead",
                domain: [["price", ">", 15]],
                context: { group_by: ["stage"] },
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            },
        ]);
        await waitFor(".o_list_view");
        expect(".o_group_header").toHaveCount(1);
        expect(".o_breadcrumb").toHaveText("Dear ones");
    });

    test("a kanban, a record, a pivot and a graph", async () => {
        await start();
        expect((await agent.act("open_list", { model: "test.lead", viewType: "kanban" })).ok).toBe(true);
        await waitFor(".o_kanban_view");
        expect((await agent.act("open_record", { model: "test.lead", resId: 2 })).ok).toBe(true);
        await waitFor(".o_form_view [name=name] input:value(Tables)");
        const measured = { model: "test.lead", groupBy: ["stage"], measures: ["price"], title: "Prices" };
        expect((await agent.act("open_pivot", measured)).ok).toBe(true);
        await waitFor(".o_pivot_view");
        expect(queryAllTexts("th.o_pivot_measure_row")).toEqual(["Price"]);
        expect((await agent.act("open_graph", { ...measured, chartType: "pie" })).ok).toBe(true);
        await waitFor(".o_graph_view");
        expect(".o_graph_button[data-mode=pie]").toHaveClass("active");
    });

    for (const args of [
        {},
        { model: "test.lead", resId: "1" },
        { model: "test.lead", resId: -1 },
        { model: "javascript:alert(1)", resId: 1 },
        { model: { toString: () => "test.lead" }, resId: 1 },
    ]) {
        test(`no record: ${JSON.stringify(args)}`, async () => {
            await start();
            const actions = watchActions();
            expect((await agent.act("open_record", args)).ok).toBe(false);
            expect(actions).toEqual([]);
        });
    }

    test("not over something that is not saved", async () => {
        onRpc("web_save", () => expect.step("save"));
        await start();
        await openForm(1);
        await contains("[name=name] input").edit("Armchairs");
        const { ok, error } = await agent.act("open_list", { model: "test.tag" });
        expect(ok).toBe(false);
        expect(error).toInclude("unsaved changes");
        expect("[name=name] input").toHaveValue("Armchairs");
        expect.verifySteps([]);
    });

    test("another filter, grouping and view", async () => {
        await start();
        await getService("action").doAction({
            type: "ir.actions.act_window",
            res_model: "test.lead",
            views: [
                [false, "list"],
                [false, "pivot"],
            ],
            context: { search_default_won: 1 },
        });
        const wanted = { model: "test.lead", domain: [["price", "<", 15]], groupBy: ["stage"], title: "Cheap" };
        expect(await agent.act("adjust_view", wanted)).toEqual({ ok: true, summary: "Adjusted." });
        await animationFrame();
        expect(queryAllTexts(".o_facet_value")).toEqual(["Cheap", "Stage"]);
        expect(queryAllTexts(".o_group_header .o_group_name")).toEqual(["New (1)"]);
        await agent.act("adjust_view", { model: "test.lead", domain: [], groupBy: [], viewType: "pivot" });
        await waitFor(".o_pivot_view");
        expect(".o_facet_value").toHaveCount(0);
        await agent.act("adjust_view", { model: "test.lead", measures: ["price"] });
        await animationFrame();
        expect(queryAllTexts("th.o_pivot_measure_row")).toEqual(["Price"]);
    });

    test("adjusted is only the view that was meant, and to one that it has", async () => {
        await start();
        expect((await agent.act("adjust_view", { model: "test.lead" })).ok).toBe(false);
        await agent.act("open_list", { model: "test.lead" });
        expect((await agent.act("adjust_view", { model: "test.tag", domain: [] })).ok).toBe(false);
        expect((await agent.act("adjust_view", { model: "test.lead", viewType: "gantt" })).ok).toBe(false);
    });

    test("nothing else can be called", async () => {
        await start();
        for (const name of ["doAction", "constructor", "__proto__", "create_records"]) {
            expect((await agent.act(name, {})).ok).toBe(false);
        }
    });
});

describe("filling in", () => {
    beforeEach(() => onRpc("web_save", "write", "create", "name_create", ({ method }) => expect.step(method)));

    const fill = (values, resId = 1) => agent.act("fill_form", { model: "test.lead", resId, values });
    const unsaved = () => agent.context().unsaved;

    test("each kind of field, unsaved", async () => {
        await start();
        await openForm(1);
        const values = {
            note: "Two\nlines",
            price: 12.5,
            number: 3,
            won: true,
            day: "2026-12-24",
            moment: "2026-12-24 10:30:00",
            stage: "won",
            tag_id: { id: 2, name: "made up" },
            tag_ids: [2, 3],
        };
        const { ok, summary } = await fill(values);
        expect(ok).toBe(true);
        expect(summary).toInclude("Filled in, not saved: Note, Price");
        expect(unsaved()).toEqual({
            ...values,
            tag_id: { id: 2, name: "Training" },
            tag_ids: [
                { id: 2, name: "Training" },
                { id: 3, name: "Service" },
            ],
        });
        await animationFrame();
        expect("[name=price] input").toHaveValue("12.50");
        expect(".o_form_button_save").toBeVisible();
        expect.verifySteps([]);
    });

    test("links and unlinks, empties, and lets Odoo compute first", async () => {
        await start();
        await openForm(1);
        await fill({ tag_ids: { add: [2] }, stage: null, name: "Armchairs", note: "Mine" });
        expect(unsaved()).toEqual({
            tag_ids: [
                { id: 1, name: "Software" },
                { id: 2, name: "Training" },
            ],
            stage: null,
            name: "Armchairs",
            note: "Mine",
        });
        await fill({ tag_ids: [[3, 1]] });
        expect(unsaved().tag_ids).toEqual([{ id: 2, name: "Training" }]);
        expect.verifySteps([]);
    });

    test("says what it left alone, and does not fill what cannot be seen", async () => {
        await start();
        await openForm(1);
        const { ok, summary } = await fill({ name: "Stools", fixed: "x", secret: "x", nothing: 1, stage: "lost", image: "aGk=" });
        expect(ok).toBe(true);
        expect(summary).toBe(
            "Filled in, not saved: Name. Read-only: Fixed. Not in this form: Secret, nothing. The value does not fit: Stage, Image."
        );
        expect(Object.keys(unsaved())).toEqual(["name", "note"]);
    });

    for (const values of [
        { price: "many" },
        { number: 1.5 },
        { won: "yes" },
        { day: "tomorrow" },
        { moment: "12" },
        { tag_id: { name: "New one" } },
        { tag_id: "Training" },
        { tag_ids: ["Training"] },
        { tag_ids: [[0, 0, { name: "New one" }]] },
        { tag_ids: [[2, 1]] },
        { name: { a: 1 } },
        {},
    ]) {
        test(`does not fit: ${JSON.stringify(values)}`, async () => {
            await start();
            await openForm(1);
            expect((await fill(values)).ok).toBe(false);
            expect(unsaved()).toEqual({});
            expect.verifySteps([]);
        });
    }

    test("HTML is text", async () => {
        await start();
        await openForm(1);
        await fill({ html: "<img src=x onerror=alert(1)>\nBye" });
        await animationFrame();
        expect(queryFirst("[name=html] img")).toBe(null);
        expect(unsaved().html).toInclude("&lt;img");
    });

    test("only into the record that was meant", async () => {
        await start();
        expect((await fill({ name: "Stools" })).ok).toBe(false);
        await openForm(2);
        const { ok, error } = await fill({ name: "Stools" });
        expect(ok).toBe(false);
        expect(error).toInclude("Another record is open");
        expect(unsaved()).toEqual({});
        await openForm(false);
        expect((await fill({ name: "Stools" }, null)).ok).toBe(true);
        expect(unsaved().name).toBe("Stools");
        expect.verifySteps([]);
    });

    test("a server that refuses is told, and opens no dialog", async () => {
        await start();
        await openForm(1);
        onRpc("onchange", () => {
            throw new Error("not now");
        });
        const { ok, error } = await fill({ name: "Stools" });
        expect(ok).toBe(false);
        expect(error).toBe("Odoo refused: Name.");
        await animationFrame();
        expect(".o_error_dialog").toHaveCount(0);
    });
});
