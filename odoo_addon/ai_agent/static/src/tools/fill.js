import { _t } from "@web/core/l10n/translation";
import { parseValue } from "./parse";
import { findPlace } from "../agent/place";
import { Refusal } from "./refusal";

/** The record of the form in front of the user, if it is the one that the call means. */
function getRecord({ model, resId, id }) {
    const record = findPlace()?.record;
    if (!record) {
        throw new Refusal(_t("There is no form open that could be filled in."));
    }
    if (record.resModel !== model || (record.resId || null) !== (resId ?? id ?? null)) {
        throw new Refusal(_t("Another record is open than the one that was to be filled in."));
    }
    if (!record.isInEdition) {
        throw new Refusal(_t("The open form is read-only."));
    }
    return record;
}

/** What came of one field: "filled", "readonly", "missing" (not in the form, or hidden), "unfit" or "failed". */
async function fillField(record, name, value) {
    if (!Object.hasOwn(record.activeFields, name) || record._isInvisible(name)) {
        return "missing"; // what the user does not see he cannot check before he saves
    }
    if (record._isReadonly(name)) {
        return "readonly";
    }
    const parsed = parseValue(record.fields[name], value);
    if (!parsed) {
        return "unfit";
    }
    try {
        await record.update({ [name]: parsed.value });
        return "filled";
    } catch (error) {
        console.warn("AI Agent:", error);
        return "failed";
    }
}

function report(record, results) {
    const list = (wanted) =>
        Object.entries(results)
            .filter(([, result]) => result === wanted)
            .map(([name]) => record.fields[name]?.string || name)
            .join(", ");
    const texts = {
        filled: _t("Filled in, not saved: %s.", list("filled")),
        readonly: _t("Read-only: %s.", list("readonly")),
        missing: _t("Not in this form: %s.", list("missing")),
        unfit: _t("The value does not fit: %s.", list("unfit")),
        failed: _t("Odoo refused: %s.", list("failed")),
    };
    return Object.keys(texts)
        .filter((result) => list(result))
        .map((result) => texts[result])
        .join(" ");
}

/**
 * Puts values into the open form as changes that the user saves, or discards. One field after the other, as a person
 * would, so that what Odoo computes from one is there before the next.
 */
export async function fillForm(env, args) {
    const record = getRecord(args);
    const results = {};
    for (const [name, value] of Object.entries(args.values || {})) {
        results[name] = await fillField(record, name, value);
    }
    const text = report(record, results);
    if (!Object.values(results).includes("filled")) {
        throw new Refusal(text || _t("There was nothing to fill in."));
    }
    return text;
}
