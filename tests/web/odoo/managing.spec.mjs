/** What managers have: an employee forgotten in one action, the record of it, sizes, and the retention. */
import { sql } from "../lib/database.mjs";
import { expect, goTo, openSettings, screenshot, test as base } from "../lib/odoo.mjs";

/** An employee with two chats of two messages. */
const test = base.extend({
    employee: async ({ rpc }, use) => {
        const login = `employee-${Date.now()}`;
        const name = `Emma ${login}`;
        const [id] = await rpc.call("res.users", "create", [[{ name, login }]]);
        sql(`
            WITH thread AS (
                INSERT INTO ai_agent_thread (public_id, title, titled, user_id, company_id, active_at, create_date)
                     SELECT login || i, 'A secret question', 'question', id, company_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                       FROM res_users, generate_series(1, 2) AS i WHERE id = ${id}
                  RETURNING id, public_id, user_id, company_id
            )
            INSERT INTO ai_agent_message (public_id, thread_id, role, content, user_id, company_id, create_date)
                 SELECT public_id || role, id, role, 'A secret text', user_id, company_id, now() AT TIME ZONE 'UTC'
                   FROM thread, unnest(ARRAY['user', 'assistant']) AS role
        `);
        await use({ id, name });
        sql(`DELETE FROM ai_agent_thread WHERE user_id = ${id}`);
        const [{ partner_id: partner }] = await rpc.call("res.users", "read", [[id], ["partner_id"]]);
        await rpc.call("res.users", "unlink", [[id]]);
        await rpc.call("res.partner", "unlink", [[partner[0]]]);
    },
});

const left = (user) => sql(`SELECT count(*) FROM ai_agent_message WHERE user_id = ${user}`)[0][0];

test("everything of an employee is deleted in one action, counted and recorded", async ({ page, employee }) => {
    const { id, name } = employee;
    await goTo(page, "/odoo/users?view_type=list", ".o_list_view");
    const row = page.locator(".o_data_row").filter({ hasText: name });
    await row.locator(".o_list_record_selector input").check();
    await page.locator(".o_control_panel .o_cp_action_menus button", { hasText: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Delete everything in the AI assistant" }).click();
    const dialog = page.locator(".modal-dialog").filter({ hasText: "Usage figures" });
    await expect(dialog.locator("[name=threads]")).toHaveText("2");
    await expect(dialog.locator("[name=messages]")).toHaveText("4");
    await expect(dialog.locator("[name=user_ids]")).toContainText(name);
    await expect(dialog).not.toContainText("secret");
    await screenshot(page, "erasure");
    await dialog.getByRole("button", { name: "Delete everything" }).click();
    const question = page.locator(".modal-dialog").filter({ hasText: "This cannot be undone" });
    await expect(question).toBeVisible();
    expect(left(id)).toBe("4");
    await question.getByRole("button", { name: "Delete everything" }).click();
    const done = page.locator(".modal-dialog").filter({ hasText: "Everything of these employees was deleted" });
    await expect(done.locator("[name=done_threads]")).toHaveText("2");
    await expect(done.locator("[name=done_messages]")).toHaveText("4");
    expect(left(id)).toBe("0");
    await screenshot(page, "erasure-done");
    await done.locator("footer").getByRole("button", { name: "Close" }).click();
    await expect(page.locator(".o_dialog")).toHaveCount(0);

    await goTo(page, "/odoo/ai-deletions", ".o_list_view");
    const record = page.locator(".o_data_row").filter({ hasText: name });
    await expect(record).toHaveCount(1);
    await expect(record.locator("[name=reason]")).toHaveText("Erasure of an employee");
    await expect(record.locator("[name=threads]")).toHaveText("2");
    await expect(record.locator("[name=messages]")).toHaveText("4");
    await screenshot(page, "deletions");
});

test("an administrator sees counts and sizes by user and day, never texts", async ({ page, employee, chats }) => {
    await chats.ask("What is our secret?", { answer: "The secret is out." });
    const { name } = employee;
    await goTo(page, "/odoo/ai-storage", ".o_pivot table");
    await expect(page.locator(".o_pivot table")).toContainText(name);
    for (const [view, ready] of [["graph", ".o_graph_renderer canvas"], ["list", ".o_list_view"]]) {
        await page.locator(`.o_switch_view.o_${view}`).click();
        await expect(page.locator(ready)).toBeVisible();
    }
    const row = page.locator(".o_data_row").filter({ hasText: name });
    await expect(row.locator("[name=threads]")).toHaveText("2");
    await expect(row.locator("[name=questions]")).toHaveText("2");
    await expect(row.locator("[name=answers]")).toHaveText("2");
    await expect(page.locator(".o_list_view")).not.toContainText("secret");
});

test("the retention is set in the settings of a company, and everything stored is a click away", async ({ page, rpc }) => {
    const block = (await openSettings(page)) && page.locator("#ai_agent_retention_setting");
    const days = block.locator("[name=ai_agent_retention_days] input");
    await expect(days).toHaveValue("0");
    try {
        await days.fill("365");
        await page.locator(".o_form_button_save").click();
        await expect(page.locator(".o_form_button_save")).toBeHidden();
        const [{ ai_agent_retention_days: kept }] = await rpc.call("res.company", "read", [[1], ["ai_agent_retention_days"]]);
        expect(kept).toBe(365);
        await openSettings(page);
        await expect(days).toHaveValue("365");
    } finally {
        await rpc.call("res.company", "write", [[1], { ai_agent_retention_days: 0 }]);
    }
    for (const [button, ready] of [
        ["Show the storage", ".o_pivot table"],
        ["Show the deletions", ".o_list_view"],
        ["Show the feedback", ".o_list_view"],
        ["Delete everything of an employee", ".o_dialog [name=user_ids]"],
    ]) {
        await openSettings(page);
        await page.getByRole("button", { name: button }).click();
        await expect(page.locator(ready).first()).toBeVisible();
    }
    await page.keyboard.press("Escape");
});
