import { CONTACTS, expect, goTo, KANBAN, TAGS, test } from "../lib/odoo.mjs";
import { saidIn } from "../lib/service.mjs";

/** Keys that mean something to some view of Odoo's. */
const KEYS = [
    "a",
    "Space",
    "ArrowDown",
    "ArrowUp",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "Delete",
    "Backspace",
    "Shift+Enter",
    "Shift+ArrowDown",
    "Alt+c",
    "Alt+s",
    "Alt+j",
    "Alt+n",
    "Alt+Shift+d",
    "Control+k",
    "Control+a",
];

/** What of the page behind a key could have changed. */
const look = (page) =>
    page.evaluate(() => ({
        url: location.href,
        focused: document.activeElement.tagName,
        dialogs: document.querySelectorAll(".o_dialog").length,
        rows: document.querySelectorAll(".o_data_row").length,
        edited: [...document.querySelectorAll(".o_data_row")].findIndex((row) => row.matches(".o_selected_row")),
        value: document.querySelector(".o_selected_row input[type=text], .o_selected_row .o_field_char input")?.value,
        checked: document.querySelectorAll(".o_data_row input:checked, .o_record_selected").length,
        overlays: document.querySelectorAll(".o_web_hotkey_overlay").length,
        menus: document.querySelectorAll(".o-dropdown--menu").length,
    }));

async function expectNothingBehind(page, assistant) {
    await assistant.composer.fill("text");
    const before = await look(page);
    expect(before.focused).toBe("AI-AGENT-CHAT");
    for (const name of KEYS) {
        await page.keyboard.press(name);
        expect(await look(page), `after ${name}`).toEqual(before);
        await expect(assistant.composer).toBeFocused();
    }
    await assistant.composer.fill("");
}

test("Enter sends, Shift+Enter breaks the line", async ({ page, assistant, service }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await page.keyboard.type("first");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second");
    await expect(assistant.composer).toHaveValue("first\nsecond");
    await page.keyboard.press("Enter");
    await assistant.expectAnswer();
    expect(saidIn(service.asked[0])).toEqual(["first\nsecond"]);
    await expect(assistant.composer).toHaveValue("");
});

test("the hotkey opens and closes from everywhere", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await page.locator(".o_searchview_input").click();
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.composer).toBeFocused();
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.element).toBeHidden();
    await expect(assistant.icon).toBeFocused();
    await expect(page.locator(".o_web_hotkey_overlay")).toHaveCount(0);
});

test("Tab walks through the panel, and Escape closes it", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await page.keyboard.press("Shift+Tab");
    await expect(assistant.composer).not.toBeFocused();
    expect(await page.evaluate(() => document.activeElement.tagName)).toBe("AI-AGENT-CHAT");
    await page.keyboard.press("Tab");
    await expect(assistant.composer).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(assistant.element).toBeHidden();
    await expect(assistant.icon).toBeFocused();
});

test("keys do nothing to a kanban behind", async ({ page, assistant }) => {
    await goTo(page, ...KANBAN);
    await page.locator(KANBAN[1]).first().focus();
    await assistant.openAnew();
    await expectNothingBehind(page, assistant);
});

test("keys do nothing to a row that is edited behind", async ({ page, assistant, rpc }) => {
    const [tag] = await rpc.call("res.partner.category", "create", [[{ name: "Keys behind" }]]);
    try {
        await goTo(page, ...TAGS);
        await page.locator(".o_data_row", { hasText: "Keys behind" }).locator(".o_data_cell").first().click();
        const field = page.locator(".o_selected_row .o_field_char input").first();
        await expect(field).toHaveValue("Keys behind");
        await page.keyboard.press("Alt+Shift+K"); // a click elsewhere would leave the row
        await expect(assistant.composer).toBeFocused();
        await expectNothingBehind(page, assistant);
        await expect(field).toHaveValue("Keys behind");
    } finally {
        await rpc.call("res.partner.category", "unlink", [[tag]]);
    }
});

test("keys do nothing to a dialog behind; Escape closes the panel first", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await page.locator(".o_data_row .o_list_record_selector input").first().check();
    await page.locator(".o_control_panel .o_cp_action_menus button", { hasText: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.locator(".o_dialog .modal-dialog");
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.composer).toBeFocused();
    await expectNothingBehind(page, assistant);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Escape");
    await expect(assistant.element).toBeHidden();
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
});

test("a menu that was open lets go of the keys", async ({ page, assistant }) => {
    await goTo(page, ...CONTACTS);
    await assistant.openAnew();
    await assistant.close.click();
    await page.locator(".o_menu_systray button", { has: page.locator("[aria-label='Messages']") }).click();
    await expect(page.locator(".o-mail-MessagingMenu")).toBeVisible();
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.composer).toBeFocused();
    await expect(page.locator(".o-mail-MessagingMenu")).toHaveCount(0);
    await expectNothingBehind(page, assistant);
});

test("a modifier key held while the panel opens is not held for ever behind", async ({ page, assistant }) => {
    await goTo(page, ...KANBAN);
    await assistant.openAnew();
    await assistant.close.click();
    await page.keyboard.press("Alt+Shift+K");
    await expect(assistant.composer).toBeFocused();
    await assistant.close.click();
    await page.locator(KANBAN[1]).first().click();
    await expect(page.locator(".o_form_view")).toBeVisible(); // it opened the record instead of selecting it
});
