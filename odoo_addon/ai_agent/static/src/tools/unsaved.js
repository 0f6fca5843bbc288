import { _t } from "@web/core/l10n/translation";
import { findPlaces } from "../agent/place";
import { Refusal } from "./refusal";

async function isDirty({ record, data }) {
    const edited = record || data.root?.editedRecord;
    return !!edited && edited.isDirty();
}

/**
 * Refuses where something is typed and not saved: Odoo saves a form that is left, and what was filled in for the user is
 * his to save.
 */
export async function refuseUnsaved() {
    for (const place of findPlaces()) {
        if (await isDirty(place)) {
            throw new Refusal(_t("There are unsaved changes on the screen. Save or discard them first."));
        }
    }
}
