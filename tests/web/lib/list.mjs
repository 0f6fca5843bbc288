/** The list of earlier chats, as its tests ask about it. */
import { CONTACTS, expect, goTo } from "./odoo.mjs";

/** A page with the list open. */
export async function openList(assistant) {
    await goTo(assistant.page, ...CONTACTS);
    await assistant.open();
    await assistant.openList();
}

export async function expectTitles(assistant, titles) {
    await expect.poll(() => assistant.titles()).toEqual(titles);
}

/** The chat of a title has the focus: the part of its row with that test id. */
export const expectFocus = (assistant, title, part = "thread") =>
    expect(assistant.entry(title).getByTestId(part)).toBeFocused();
