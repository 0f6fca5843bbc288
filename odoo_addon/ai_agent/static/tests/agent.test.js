import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, press } from "@odoo/hoot-dom";
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
    patchWithCleanup,
    selectFieldDropdownItem,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import "@ai_agent/agent/agent";

describe.current.tags("desktop");

class Tag extends models.Model {
    _name = "test.tag";
    name = fields.Char();
    _records = [
        { id: 1, name: "Software" },
        { id: 2, name: "Training" },
    ];
}

class Line extends models.Model {
    _name = "test.line";
    name = fields.Char();
    lead_id = fields.Many2one({ relation: "test.lead" });
    _records = [{ id: 5, name: "First line", lead_id: 1 }];
    _views = { form: `<form><field name="name"/></form>` };
}

class Lead extends models.Model {
    _name = "test.lead";
    name = fields.Char();
    note = fields.Text();
    price = fields.Float();
    won = fields.Boolean();
    day = fields.Date();
    moment = fields.Datetime();
    image = fields.Binary();
    stage = fields.Selection({ selection: [["new", "New"], ["won", "Won"]] });
    tag_id = fields.Many2one({ relation: "test.tag" });
    tag_ids = fields.Many2many({ relation: "test.tag" });
    line_ids = fields.One2many({ relation: "test.line", relation_field: "lead_id" });
    _records = [
        { id: 1, name: "Chairs", stage: "new", price: 10, tag_id: 1, tag_ids: [1], line_ids: [5] },
        { id: 2, name: "Tables", stage: "won", price: 20, tag_id: 2 },
        { id: 3, name: "Lamps", stage: "new", price: 30 },
    ];
    _views = {
        list: `<list><field name="name"/><field name="price"/></list>`,
        pivot: `<pivot><field name="stage" type="row"/><field name="price" type="measure"/></pivot>`,
        graph: `<graph><field name="stage"/></graph>`,
        search: `<search>
            <filter name="won" string="Won" domain="[('stage', '=', 'won')]"/>
            <filter name="by_stage" string="Stage" context="{'group_by': 'stage'}"/>
        </search>`,
        form: `<form>
            <field name="name"/><field name="note"/><field name="price"/><field name="won"/>
            <field name="day"/><field name="moment"/><field name="image"/><field name="stage"/>
            <field name="tag_id"/><field name="tag_ids" widget="many2many_tags"/>
            <field name="line_ids"><list><field name="name"/></list><form><field name="name"/></form></field>
        </form>`,
    };
}

defineMailModels();
defineModels([Tag, Line, Lead]);

const openLeads = (views, options = {}) =>
    getService("action").doAction(
        { type: "ir.actions.act_window", res_model: "test.lead", views: views.map((view) => [false, view]), ...options.action },
        options.options
    );
const openForm = (resId) => openLeads(["form"], { action: { res_id: resId } });

let agent;
beforeEach(() => {
    patchWithCleanup(user, {
        get context() {
            return { ...super.context, allowed_company_ids: [1, 3] };
        },
    });
});

async function start() {
    await mountWebClient();
    agent = registry.category("ai_agent").get("createAgent")(getMockEnv());
}

describe("where the user is", () => {
    test("nowhere in particular", async () => {
        await start();
        expect(agent.context()).toBe(null);
    });

    test("a list: its domain, and what is selected in it", async () => {
        await start();
        await openLeads(["list", "form"], { action: { domain: [["price", ">", 15]] } });
        expect(agent.context()).toEqual({
            model: "test.lead",
            viewType: "list",
            resId: null,
            resIds: [],
            allSelected: false,
            domain: [["price", ">", 15]],
            groupBy: [],
            unsaved: {},
            active: [1, 3],
        });
        await contains(".o_data_row:eq(1) input[type=checkbox]").click();
        expect(agent.context().resIds).toEqual([3]);
    });

    test("a list of which all pages are selected", async () => {
        await start();
        Lead._views.list = `<list limit="2"><field name="name"/></list>`;
        await openLeads(["list"]);
        await contains("thead input[type=checkbox]").click();
        expect(agent.context().allSelected).toBe(false);
        expect(agent.context().resIds).toEqual([1, 2]);
        await contains(".o_select_domain").click();
        expect(agent.context().allSelected).toBe(true);
    });

    test("what the search bar filters and groups by", async () => {
        await start();
        await openLeads(["list"], { action: { context: { search_default_won: 1, search_default_by_stage: 1 } } });
        expect(agent.context().domain).toEqual([["stage", "=", "won"]]);
        expect(agent.context().groupBy).toEqual(["stage"]);
        await contains(".o_group_header").click();
        await contains(".o_data_row input[type=checkbox]").click();
        expect(agent.context().resIds).toEqual([2]);
    });

    test("pivots and graphs", async () => {
        await start();
        await openLeads(["pivot"], { action: { domain: [["won", "=", false]] } });
        expect(agent.context().viewType).toBe("pivot");
        expect(agent.context().domain).toEqual([["won", "=", false]]);
        expect(agent.context().groupBy).toEqual(["stage"]);
        await openLeads(["graph"]);
        expect(agent.context().viewType).toBe("graph");
        expect(agent.context().groupBy).toEqual(["stage"]);
    });

    test("a form: the record that the pager has come to", async () => {
        await start();
        await openLeads(["list", "form"]);
        await contains(".o_data_row:eq(0) .o_data_cell").click();
        expect(agent.context()).toEqual({
            model: "test.lead",
            viewType: "form",
            resId: 1,
            resIds: [],
            domain: null,
            groupBy: [],
            unsaved: {},
            active: [1, 3],
        });
        await contains(".o_pager_next").click();
        expect(agent.context().resId).toBe(2);
    });

    test("the unsaved values of a form, as JSON", async () => {
        await start();
        await openForm(1);
        await contains("[name=name] input").edit("Armchairs");
        await contains("[name=price] input").edit("12.5");
        await contains("[name=won] input").click();
        await selectFieldDropdownItem("tag_id", "Training");
        await selectFieldDropdownItem("tag_ids", "Training");
        const { unsaved } = agent.context();
        expect(unsaved).toEqual({
            name: "Armchairs",
            price: 12.5,
            won: true,
            tag_id: { id: 2, name: "Training" },
            tag_ids: [
                { id: 1, name: "Software" },
                { id: 2, name: "Training" },
            ],
        });
        expect(JSON.parse(JSON.stringify(unsaved))).toEqual(unsaved);
        await contains(".o_form_button_cancel").click();
        expect(agent.context().unsaved).toEqual({});
    });

    test("of a new record everything that is set, of an emptied field that it is", async () => {
        await start();
        Lead._fields.stage.default = "new";
        await openForm(false);
        await contains("[name=name] input").edit("Benches");
        expect(agent.context().resId).toBe(null);
        expect(agent.context().unsaved).toEqual({ name: "Benches", stage: "new" });
        await openForm(2);
        await contains("[name=tag_id] input").clear();
        await press("Tab");
        await animationFrame();
        expect(agent.context().unsaved).toEqual({ tag_id: null });
    });

    test("what is too long is cut, or not told", async () => {
        await start();
        const ids = [...Array(1500).keys()];
        await openLeads(["list"], { action: { domain: [["id", "in", ids]] } });
        expect(agent.context().domain).toBe(null);
        await openForm(1);
        await contains("[name=note] textarea").edit("x".repeat(5000));
        expect(agent.context().unsaved.note).toHaveLength(1000);
        expect(JSON.stringify(agent.context()).length).toBeLessThan(20_000);
    });

    test("a dialog is in front of what is behind it", async () => {
        await start();
        await openForm(2);
        getService("dialog").add(FormViewDialog, { resModel: "test.line", resId: 5 });
        await contains(".o_dialog [name=name] input").edit("Another");
        expect(agent.context().model).toBe("test.line");
        expect(agent.context().resId).toBe(5);
        expect(agent.context().unsaved).toEqual({ name: "Another" });
        await contains(".o_dialog .o_form_button_cancel").click();
        expect(agent.context().model).toBe("test.lead");
    });

    test("so is the dialog of a line", async () => {
        await start();
        await openForm(1);
        await contains(".o_field_one2many .o_data_cell").click();
        await contains(".o_dialog [name=name] input").edit("Second line");
        expect(agent.context().model).toBe("test.line");
        expect(agent.context().unsaved).toEqual({ name: "Second line" });
        await contains(".o_dialog .o_form_button_save").click();
        expect(agent.context().unsaved).toEqual({ line_ids: [{ id: 5, name: "Second line" }] });
    });
});

describe("that the place has changed", () => {
    /** Counts what is told, from now on. */
    async function watch() {
        const told = { count: 0 };
        told.end = agent.watch(() => told.count++);
        told.next = async () => {
            await animationFrame();
            await animationFrame();
            const { count } = told;
            told.count = 0;
            return count;
        };
        await told.next();
        return told;
    }

    test("another view, record or selection", async () => {
        await start();
        const told = await watch();
        await openLeads(["list", "form"]);
        expect(await told.next()).toBe(1);
        await contains(".o_data_row:eq(1) input[type=checkbox]").click();
        expect(await told.next()).toBe(1);
        await contains(".o_data_row:eq(1) input[type=checkbox]").click();
        expect(await told.next()).toBe(1);
        await contains(".o_data_row:eq(0) .o_data_cell").click();
        expect(await told.next()).toBe(1);
        await contains(".o_pager_next").click();
        expect(await told.next()).toBe(1);
        told.end();
        await contains(".o_pager_previous").click();
        expect(await told.next()).toBe(0);
    });

    test("each edit, also in a relation, and that it was undone", async () => {
        await start();
        await openForm(1);
        const told = await watch();
        for (const name of ["Armchairs", "Stools"]) {
            await contains("[name=name] input").edit(name);
            expect(await told.next()).toBe(1);
        }
        await selectFieldDropdownItem("tag_ids", "Training");
        expect(await told.next()).toBe(1);
        await contains(".o_form_button_cancel").click();
        expect(await told.next()).toBe(1);
    });

    test("another search", async () => {
        await start();
        await openLeads(["list"], { action: { context: { search_default_won: 1 } } });
        const told = await watch();
        await contains(".o_facet_remove").click();
        expect(await told.next()).toBe(1);
        expect(agent.context().domain).toEqual([]);
    });

    test("a dialog that comes and goes", async () => {
        await start();
        await openForm(2);
        const told = await watch();
        getService("dialog").add(FormViewDialog, { resModel: "test.line", resId: 5 });
        await contains(".o_dialog [name=name] input").edit("Another");
        expect(await told.next()).toBeGreaterThan(0);
        await contains(".o_dialog .o_form_button_cancel").click();
        expect(await told.next()).toBeGreaterThan(0);
    });

    test("nothing is told where nothing changed, and once what changed at once", async () => {
        await start();
        await openForm(2);
        const told = await watch();
        getMockEnv().bus.trigger("ACTION_MANAGER:UI-UPDATED", "current");
        expect(await told.next()).toBe(0);
        await click("[name=name] input");
        await edit("Desks", { confirm: false });
        await click("[name=price] input");
        await edit("5", { confirm: "tab" });
        expect(await told.next()).toBe(1);
    });
});
