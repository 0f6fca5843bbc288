/** Where the user is, what is opened for him, and what is filled in: on opportunities of crm, which the test makes. */
import { expect, goTo, test as base } from "../lib/odoo.mjs";
import { act, askedFrom, expectPlace } from "../lib/place.mjs";

const test = base.extend({
    /** Four opportunities of the test's own: ids by name. */
    leads: async ({ rpc }, use) => {
        const names = ["Chairs", "Desks", "Lamps", "Tables"].map((name) => `${name} for context`);
        const stages = await rpc.call("crm.stage", "search", [[]], { order: "sequence", limit: 1 });
        const ids = await rpc.call("crm.lead", "create", [
            names.map((name, at) => ({
                name,
                type: "opportunity",
                stage_id: stages[0],
                expected_revenue: 100 * (at + 1),
                user_id: rpc.uid,
            })),
        ]);
        await use(Object.fromEntries(names.map((name, at) => [name.split(" ")[0], ids[at]])));
        await rpc.call("crm.lead", "unlink", [ids]);
    },
});

/** The test's opportunities as a list, which the web client itself opens: its address keeps no domain. */
async function openLeads(page) {
    await goTo(page, "/odoo", ".o_main_navbar .o_menu_systray");
    const opened = await act(page, "open_list", {
        model: "crm.lead",
        domain: [["name", "ilike", "for context"]],
        title: "For context",
    });
    expect(opened).toEqual({ ok: true, summary: "Opened: For context" });
    await expect(page.locator(".o_data_row")).toHaveCount(4);
}

const row = (page, name) => page.locator(".o_data_row").filter({ hasText: `${name} for context` });
const field = (page, name) => page.locator(`.o_field_widget[name=${name}]`);

async function openLead(page, name) {
    await openLeads(page);
    await row(page, name).locator("td[name=name]").click();
    await expect(field(page, "name").locator("textarea, input").first()).toHaveValue(`${name} for context`);
}

test("a list: its domain, and what is selected of it", async ({ page, assistant, service, leads }) => {
    service.text = "Two.";
    await openLeads(page);
    for (const name of ["Desks", "Tables"]) {
        await row(page, name).locator("input[type=checkbox]").click();
    }
    await assistant.openAnew();
    const place = await askedFrom(page, assistant, "What is selected?");
    expect(place).toMatchObject({
        model: "crm.lead",
        viewType: "list",
        resId: null,
        allSelected: false,
        domain: [["name", "ilike", "for context"]],
        groupBy: [],
        unsaved: {},
    });
    expect(new Set(place.resIds)).toEqual(new Set([leads.Desks, leads.Tables]));
    expect(place.active).toHaveLength(1);
});

test("a form: the record that the pager has come to, and what is typed in it", async ({ page, assistant, service, leads }) => {
    service.text = "Well.";
    await openLead(page, "Chairs");
    await expectPlace(page, { model: "crm.lead", viewType: "form", resId: leads.Chairs, unsaved: {} });
    const [before] = await page.locator(".o_pager_value").allInnerTexts();
    await page.locator(".o_pager_next").click();
    await expect(page.locator(".o_pager_value")).not.toHaveText(before);
    const { resId } = await page.evaluate(() => window.place.context());
    expect(resId).not.toBe(leads.Chairs);
    expect(Object.values(leads)).toContain(resId);
    await field(page, "expected_revenue").locator("input").fill("4321");
    await assistant.openAnew();
    const place = await askedFrom(page, assistant, "What does it bring?");
    expect(place).toMatchObject({ model: "crm.lead", resId, viewType: "form", unsaved: { expected_revenue: 4321 } });
});

test("a pivot, a graph and a record are opened, and the open view is adjusted", async ({ page, leads }) => {
    await openLeads(page);
    const domain = [["id", "in", Object.values(leads)]];
    const sums = { model: "crm.lead", domain, groupBy: ["stage_id"], measures: ["expected_revenue"] };
    expect(await act(page, "open_pivot", { ...sums, title: "Revenue" })).toEqual({ ok: true, summary: "Opened: Revenue" });
    await expect(page.locator("div.o_pivot")).toContainText("1,000.00");
    await expectPlace(page, { viewType: "pivot", domain, groupBy: ["stage_id"] });
    const dear = { model: "crm.lead", domain: [["expected_revenue", ">", 250]], title: "Dear ones" };
    expect(await act(page, "adjust_view", dear)).toMatchObject({ ok: true });
    await expect(page.locator("div.o_pivot")).toContainText("700.00");
    await expect(page.locator(".o_facet_value")).toHaveText("Dear ones");
    expect(await act(page, "open_graph", { ...sums, chartType: "pie" })).toMatchObject({ ok: true });
    await expect(page.locator(".o_graph_button[data-mode=pie]")).toHaveClass(/active/);
    expect(await act(page, "open_record", { model: "crm.lead", resId: leads.Lamps })).toMatchObject({ ok: true });
    await expectPlace(page, { viewType: "form", resId: leads.Lamps });
});

test("a form is filled in, and nothing is saved until the user does", async ({ page, rpc, leads }) => {
    const read = () => rpc.call("crm.lead", "read", [[leads.Chairs], ["name", "expected_revenue", "date_deadline"]]);
    const before = await read();
    await openLead(page, "Chairs");
    const [country] = await rpc.call("res.country", "search", [[["code", "=", "BE"]]]);
    const values = { name: "Armchairs for context", expected_revenue: 777, date_deadline: "2027-01-15", create_date: "2020-01-01" };
    const filled = await act(page, "fill_form", { model: "crm.lead", resId: leads.Chairs, values });
    expect(filled.ok).toBe(true);
    expect(filled.summary).toContain("Filled in, not saved: Opportunity, Expected Revenue, Expected Closing.");
    expect(filled.summary).toContain("Not in this form: Created on.");
    await expect(field(page, "expected_revenue").locator("input")).toHaveValue("777.00");
    await expectPlace(page, { unsaved: { name: "Armchairs for context", expected_revenue: 777, date_deadline: "2027-01-15" } });
    expect(await read()).toEqual(before);

    // What is not saved yet is not left behind by what is opened next, since Odoo would save it.
    const other = { model: "res.country", resId: country };
    expect(await act(page, "open_record", other)).toMatchObject({ ok: false, error: expect.stringContaining("unsaved") });
    expect(await read()).toEqual(before);

    await page.locator(".o_form_button_save").click();
    await expect(page.locator(".o_form_button_save")).toBeHidden();
    expect(await read()).toMatchObject([{ name: "Armchairs for context", expected_revenue: 777, date_deadline: "2027-01-15" }]);
    const wrong = await act(page, "fill_form", { model: "crm.lead", resId: leads.Desks, values: { name: "x" } });
    expect(wrong).toMatchObject({ ok: false, error: expect.stringContaining("Another record") });
});

test("a dialog is what is in front", async ({ page, rpc, leads }) => {
    await openLead(page, "Tables");
    const action = { type: "ir.actions.act_window", res_model: "res.partner", views: [[false, "form"]], target: "new" };
    await page.evaluate((wanted) => {
        const [{ env }] = window.odoo.loader.modules.get("@odoo/owl").App.apps;
        env.services.action.doAction(wanted);
    }, action);
    const name = page.getByRole("dialog").locator(".o_field_widget[name=name] textarea, .o_field_widget[name=name] input");
    await name.first().fill("Nobody yet");
    await name.first().press("Tab");
    await expectPlace(page, { model: "res.partner", viewType: "form", resId: null, unsaved: { name: "Nobody yet" } });
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await expectPlace(page, { model: "crm.lead", resId: leads.Tables, unsaved: {} });
    expect(await rpc.call("res.partner", "search_count", [[["name", "=", "Nobody yet"]]])).toBe(0);
});

test("what the service asks for is opened in the tab that asked, and the answer goes on from it", async ({ page, assistant, service, leads }) => {
    const domain = [["id", "in", [leads.Chairs, leads.Lamps]]];
    service.mode = "script";
    service.rounds = [
        () => ({ name: "open_list", args: { model: "crm.lead", domain, title: "Two of them" } }),
        (...answers) => `The browser said: ${JSON.stringify(answers.at(-1))}`,
    ];
    await goTo(page, "/odoo", ".o_main_navbar .o_menu_systray");
    await assistant.openAnew();
    await assistant.ask("Show me chairs and lamps");
    await expect(page.locator(".o_data_row")).toHaveCount(2);
    await expect(page.locator(".o_breadcrumb")).toContainText("Two of them");
    await expect(assistant.answers.last()).toContainText("Opened: Two of them");
    await page.reload();
    await expect(assistant.answers.last()).toContainText("The browser said");
    expect(service.asked).toHaveLength(2);
});

test("what the service fills in stays unsaved, and a form with it is not left", async ({ page, assistant, service, rpc, leads }) => {
    const read = () => rpc.call("crm.lead", "read", [[leads.Lamps], ["name", "expected_revenue"]]);
    const before = await read();
    service.mode = "script";
    service.rounds = [
        () => ({ name: "fill_form", args: { model: "crm.lead", id: leads.Lamps, values: { expected_revenue: 999 } } }),
        () => ({ name: "open_list", args: { model: "crm.lead", domain: [] } }),
        (...answers) => `The browser said: ${JSON.stringify(answers.at(-1))}`,
    ];
    await openLead(page, "Lamps");
    await assistant.openAnew();
    await assistant.ask("It brings 999");
    await expect(field(page, "expected_revenue").locator("input")).toHaveValue("999.00");
    await expect(assistant.answers.last()).toContainText("unsaved changes");
    await expect(field(page, "expected_revenue").locator("input")).toHaveValue("999.00");
    expect(await read()).toEqual(before);
});
