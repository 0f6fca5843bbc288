/** The assistant looks things up, shows them, and changes what a person has approved: on opportunities that the test makes. */
import { CONTACTS, expect, goTo, test as base } from "../lib/odoo.mjs";

const NAMES = ["Chairs", "Desks", "Lamps"];
const DOMAIN = [["name", "=like", "% for the agent"]];

const test = base.extend({
    /** Three opportunities of the test's own, without activities: ids in the order of their names. */
    leads: async ({ rpc, service }, use) => {
        service.mode = "script";
        const values = (name, at) => ({
            name: `${name} for the agent`,
            type: "opportunity",
            expected_revenue: 1000 * (at + 1),
            user_id: rpc.uid,
        });
        const ids = await rpc.call("crm.lead", "create", [NAMES.map(values)]);
        await use(ids);
        await rpc.call("crm.lead", "unlink", [ids]);
    },
});

const look = () => ({
    name: "search_records",
    args: { model: "crm.lead", domain: DOMAIN, fields: ["name", "expected_revenue"], order: "name" },
});
const schedule = (date) => (found) => ({
    name: "schedule_activities",
    args: { model: "crm.lead", ids: found.data.rows.map(([id]) => id), activity_type: "call", summary: "Call", date },
});
const activities = (rpc, ids) =>
    rpc.call("mail.activity", "search_read", [[["res_model", "=", "crm.lead"], ["res_id", "in", ids]]], {
        fields: ["res_id", "date_deadline", "summary"],
        order: "res_id",
    });

async function begin(page, assistant) {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
}

test("a table: its rows open, its total is that of all, a number opens its list", async ({ page, assistant, service, leads }) => {
    service.rounds = [look, (found) => `They are worth [6000](${found.list}).`];
    await begin(page, assistant);
    await assistant.ask("Which of my opportunities have had no activity, and what are they worth?");
    const answer = await assistant.expectAnswer();
    const table = answer.getByTestId("table");
    await expect(table.getByTestId("open-row")).toHaveText(NAMES.map((name) => `${name} for the agent`));
    await expect(table.getByTestId("totals")).toContainText("6,000.00");
    await table.getByTestId("sort").nth(1).click();
    await table.getByTestId("sort").nth(1).click();
    await expect(table.getByTestId("open-row").first()).toHaveText("Lamps for the agent");
    await table.getByTestId("open-row").first().click();
    await expect(page.locator(".o_form_view")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/${leads[2]}(\\?|$)`));
    await answer.getByRole("button", { name: "6000" }).click();
    await expect(page.locator(".o_list_view .o_data_row")).toHaveCount(3);
});

test("one card for all: one is left out, one date is changed, then it is approved, found and undone", async ({
    page,
    assistant,
    service,
    rpc,
    leads,
}) => {
    service.rounds = [look, schedule("2030-01-08"), (_found, done) => `Scheduled: ${done.data.records.length}.`];
    await begin(page, assistant);
    await assistant.ask("Schedule a call for each next Tuesday");
    const card = page.getByTestId("proposal");
    await expect(card.getByTestId("item")).toHaveCount(3);
    expect(await activities(rpc, leads)).toEqual([]);
    await card.getByTestId("take").nth(1).uncheck();
    await card.getByTestId("item").nth(2).locator("input[type=date]").fill("2030-01-09");
    await card.getByTestId("item").nth(2).locator("input[type=date]").blur();
    await card.getByTestId("approve").click();
    const answer = await assistant.expectAnswer();
    await expect(answer).toContainText("Scheduled: 2.");
    const [first, , third] = leads;
    expect(await activities(rpc, leads)).toMatchObject([
        { res_id: first, date_deadline: "2030-01-08", summary: "Call" },
        { res_id: third, date_deadline: "2030-01-09", summary: "Call" },
    ]);
    await page.getByTestId("undo-proposal").click();
    await expect.poll(() => activities(rpc, leads)).toEqual([]);
    await expect(page.getByTestId("undo-proposal")).toHaveCount(0);
});

test("what waits for approval is there after a reload, and rejected with a reason it is not done", async ({
    page,
    assistant,
    service,
    rpc,
    leads,
}) => {
    service.rounds = [look, schedule("2030-01-08"), (_found, said) => `You said: ${said.data.reason}`];
    await begin(page, assistant);
    await assistant.ask("Schedule calls that nobody wants");
    await expect(page.getByTestId("proposal")).toBeVisible();
    await page.reload();
    const card = page.getByTestId("proposal");
    await expect(card.getByTestId("item")).toHaveCount(3);
    await card.getByTestId("reject").click();
    await card.getByTestId("reason").fill("not in January");
    await card.getByTestId("reject-send").click();
    const answer = await assistant.expectAnswer();
    await expect(answer).toContainText("You said: not in January");
    expect(await activities(rpc, leads)).toEqual([]);
});

test("an impatient person approves once", async ({ page, assistant, service, rpc, leads }) => {
    service.rounds = [look, schedule("2030-01-08"), () => "Done."];
    await begin(page, assistant);
    await assistant.ask("Schedule calls, quickly");
    await page.getByTestId("proposal").getByTestId("approve").dblclick();
    await expect(await assistant.expectAnswer()).toContainText("Done.");
    expect(await activities(rpc, leads)).toHaveLength(3);
});

test("another question drops what waits, and says so", async ({ page, assistant, service, rpc, leads }) => {
    service.rounds = [look, schedule("2030-01-08")];
    await begin(page, assistant);
    await assistant.ask("Schedule calls, or not");
    await expect(page.getByTestId("proposal")).toBeVisible();
    service.rounds = [() => "Something else."];
    await assistant.ask("What else is there?");
    await expect(await assistant.expectAnswer()).toContainText("Something else.");
    await expect(page.getByTestId("proposal")).toContainText("something else was asked");
    await expect(page.getByTestId("approve")).toHaveCount(0);
    expect(await activities(rpc, leads)).toEqual([]);
});

test("a list is opened in the tab that asked, not in another one, and not again after a reload", async ({
    page,
    profile,
    assistant,
    service,
    leads,
}) => {
    service.rounds = [
        () => ({ name: "open_list", args: { model: "crm.lead", domain: DOMAIN, title: "Of the agent" } }),
        () => "It is open.",
    ];
    const other = await profile.newPage();
    await goTo(other, ...CONTACTS);
    await begin(page, assistant);
    await assistant.ask("Show them to me");
    await expect(await assistant.expectAnswer()).toContainText("It is open.");
    await expect(page.locator(".o_list_view .o_data_row")).toHaveCount(leads.length);
    await expect(other.locator(".o_breadcrumb")).toContainText("Contacts");
    await other.close();
    await goTo(page, ...CONTACTS);
    await expect(assistant.answers.last()).toContainText("It is open.");
    await expect(page.locator(".o_breadcrumb")).toContainText("Contacts");
});

test("what may not be seen is a line in the card, and a reason for the model", async ({ page, assistant, service, leads }) => {
    expect(leads).toHaveLength(3);
    service.rounds = [
        () => ({ name: "search_records", args: { model: "ir.config_parameter", domain: [], fields: ["key", "value"] } }),
        ({ error }) => `It is ${error}.`,
    ];
    await begin(page, assistant);
    await assistant.ask("What is the secret?");
    const answer = await assistant.expectAnswer();
    await expect(answer).toContainText("It is forbidden.");
    await expect(answer.getByTestId("tool")).toContainText("Search records");
});

base("a model that cannot call tools says so, and gets the record in front of the person", async ({ page, assistant, rpc }) => {
    const [id] = await rpc.call("res.partner", "create", [
        [{ name: "Quill and Daughters", function: "Bookbinder", city: "Ghent" }],
    ]);
    await goTo(page, `/odoo/res.partner/${id}`, ".o_form_view");
    await assistant.openAnew();
    await expect(page.getByTestId("tools-note")).toContainText("cannot look anything up");
    const asked = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/ai_agent/run"));
    await assistant.ask("What is the job position of this contact?");
    const { runId } = (await asked).postDataJSON();
    await assistant.expectAnswer();
    const { requests, tools } = await rpc.agent("GET", `/ai_agent/runs/${runId}/sent`);
    expect(tools).toEqual([]);
    expect(requests.at(-1).messages.at(-1).content).toContain("Bookbinder");
    await rpc.call("res.partner", "unlink", [[id]]);
});
