import { describe, expect, test } from "@odoo/hoot";
import { press, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWebClient,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { MainComponentsContainer } from "@web/core/main_components_container";
import {
    getFocused,
    getWidget,
    inPage,
    openPanel,
    prepareAgent,
} from "./helpers";

describe.current.tags("desktop");
defineMailModels();

class Task extends models.Model {
    _name = "task";
    name = fields.Char();
    _records = [
        { id: 1, name: "first" },
        { id: 2, name: "second" },
        { id: 3, name: "third" },
    ];
}
defineModels([Task]);

/** Everything that means something to some view, and text. */
const KEYS = [
    "a",
    "Enter",
    "Tab",
    "ArrowDown",
    "ArrowUp",
    "ArrowLeft",
    "ArrowRight",
    "Delete",
    " ",
    "Home",
    ["alt", "c"],
    ["alt", "s"],
    ["alt", "j"],
    ["alt", "shift", "d"],
    ["control", "k"],
    ["control", "Enter"],
    ["shift", "ArrowDown"],
];

/** Presses each key in the widget and says which were seen by the page, as a key or by what became of it. */
async function pressInWidget(getState) {
    const seen = [];
    const note = (ev) => seen.push(`${ev.type} ${ev.key}`);
    const types = ["keydown", "keyup", "keypress"];
    types.forEach((type) => window.addEventListener(type, note));
    const before = getState();
    for (const keys of KEYS) {
        getWidget().shadowRoot.querySelector("textarea").focus();
        await press(keys);
        await animationFrame();
        expect(getState()).toEqual(before, { message: `after ${keys}` });
    }
    types.forEach((type) => window.removeEventListener(type, note));
    expect(seen).toEqual([]);
}

test("keys in the widget do nothing to a kanban behind", async () => {
    prepareAgent();
    onRpc("task", "web_save", () => expect.step("saved"));
    await mountView({
        type: "kanban",
        resModel: "task",
        arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        selectRecord: (id) => expect.step(`opened ${id}`),
        createRecord: () => expect.step("created"),
    });
    await contains(".o_kanban_record").focus();
    await openPanel();
    await pressInWidget(() => [
        document.querySelectorAll(".o_kanban_record_selected").length,
        document.querySelectorAll(".o_dialog").length,
        document.querySelectorAll(".o_web_hotkey_overlay").length,
    ]);
    expect.verifySteps([]);
});

test("keys in the widget do nothing to the row that is edited behind", async () => {
    prepareAgent();
    onRpc("task", "web_save", () => expect.step("saved"));
    await mountView({
        type: "list",
        resModel: "task",
        arch: `<list editable="bottom"><field name="name"/></list>`,
    });
    await contains(".o_data_row:eq(0) .o_data_cell").click();
    await openPanel();
    await pressInWidget(() => [
        document.querySelectorAll(".o_data_row").length,
        [...document.querySelectorAll(".o_data_row")].findIndex((row) =>
            row.classList.contains("o_selected_row")
        ),
        document.querySelector(".o_selected_row .o_field_char input")?.value,
    ]);
    expect.verifySteps([]);
});

test("keys in the widget do nothing to a dialog behind, and its focus trap lets go", async () => {
    prepareAgent();
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(ConfirmationDialog, {
        body: "Sure?",
        confirm: () => expect.step("confirmed"),
        cancel: () => expect.step("cancelled"),
    });
    await waitFor(".o_dialog");
    await openPanel();
    await pressInWidget(() => [
        document.querySelectorAll(".o_dialog").length,
    ]);
    await press("Escape");
    await animationFrame();
    expect(inPage("ai-agent-chat")[0]).toHaveAttribute("hidden");
    expect(".o_dialog").toHaveCount(1);
    expect.verifySteps([]);
    await press("Escape");
    await animationFrame();
    expect.verifySteps(["cancelled"]);
});

test("Escape closes the panel, unless the widget had a use for it", async () => {
    prepareAgent();
    await mountWebClient();
    const widget = await openPanel();
    await animationFrame();
    const composer = widget.shadowRoot.querySelector("textarea");
    const use = (ev) => ev.preventDefault();
    composer.addEventListener("keydown", use);
    await press("Escape");
    expect(widget.hidden).toBe(false);
    composer.removeEventListener("keydown", use);
    await press("Escape");
    expect(widget.hidden).toBe(true);
    expect(".o_menu_systray button[aria-label='Ask AI']").toBeFocused();
});

test("the notice keeps its keys too", async () => {
    prepareAgent({ widget: "throwing" });
    await mountWebClient();
    await getService("ai_agent").toggle();
    expect(getFocused().tagName).toBe("BUTTON");
    await press(["control", "k"]);
    await animationFrame();
    expect(".o_command_palette").toHaveCount(0);
    await press("Escape");
    expect(inPage("div.o_ai_agent")[0]).toHaveAttribute("hidden");
});

test("a modifier key held while the panel opens is not held for ever behind", async () => {
    prepareAgent();
    await mountView({
        type: "kanban",
        resModel: "task",
        arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
    });
    await openPanel();
    getService("ai_agent").panel.close();
    const seen = [];
    window.addEventListener("keyup", (ev) => seen.push(ev.key));
    await press(["alt", "shift", "k"]);
    await animationFrame();
    expect(seen[0]).toBe("");
});

test("a menu that is open when the panel opens lets go of the keys", async () => {
    prepareAgent();
    await mountWebClient();
    await contains(".o_user_menu button").click();
    await waitFor(".o-dropdown--menu");
    await openPanel();
    await animationFrame();
    expect(".o-dropdown--menu").toHaveCount(0);
    await press("Enter");
    expect(getWidget().keys).toEqual(["Enter"]);
});
