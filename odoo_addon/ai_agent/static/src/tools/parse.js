import { htmlEscape } from "@odoo/owl";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";

/* global luxon */
const { DateTime } = luxon;

/** Commands of relations that only link or unlink what exists. */
const UNLINK = 3;
const LINK = 4;
const SET = 6;

class Unfit extends Error {}

function check(isFit, value) {
    if (!isFit) {
        throw new Unfit();
    }
    return value;
}

function toId(value) {
    const id = value?.id ?? value;
    return check(Number.isInteger(id) && id > 0, id);
}

function toMoment(value, deserialize) {
    check(/^\d{4}-\d\d-\d\d/.test(value));
    const sql = deserialize(value);
    const moment = sql.isValid ? sql : DateTime.fromISO(value, { zone: "utc" }).setZone("default");
    return check(moment.isValid, moment);
}

function toNumber(value) {
    const number = typeof value === "string" && value.trim() ? Number(value) : value;
    return check(Number.isFinite(number), number);
}

const toText = (value) => check(["string", "number"].includes(typeof value), String(value));

/** Lists of ids replace; `{add, remove}` and commands that link or unlink change what is there. */
function toCommands(value) {
    if (Array.isArray(value) && value.some(Array.isArray)) {
        return value.map(([command, id, ids]) =>
            command === SET ? [SET, false, ids.map(toId)] : check([LINK, UNLINK].includes(command), [command, toId(id)])
        );
    }
    if (Array.isArray(value)) {
        return [[SET, false, value.map(toId)]];
    }
    check(value && (Array.isArray(value.add) || Array.isArray(value.remove) || Array.isArray(value.set)));
    return [
        ...(value.set ? [[SET, false, value.set.map(toId)]] : []),
        ...(value.add || []).map((id) => [LINK, toId(id)]),
        ...(value.remove || []).map((id) => [UNLINK, toId(id)]),
    ];
}

const PARSERS = {
    boolean: (value) => check(typeof value === "boolean", value),
    char: toText,
    text: toText,
    // Never as HTML: what an AI service wrote would run in the editor.
    html: (value) => String(htmlEscape(toText(value))).replaceAll("\n", "<br>"),
    integer: (value) => check(Number.isInteger(toNumber(value)), toNumber(value)),
    float: toNumber,
    monetary: toNumber,
    date: (value) => toMoment(value, deserializeDate),
    datetime: (value) => toMoment(value, deserializeDateTime),
    selection: (value, { selection }) => check(selection.some(([key]) => key === value), value),
    // Without a name, so that Odoo reads it: a name without an id would create a record.
    many2one: (value) => ({ id: toId(value) }),
    many2many: toCommands,
};

/**
 * A value of a tool's arguments as a form holds it.
 *
 * @returns {{value: any} | null} null where it does not fit the field
 */
export function parseValue(field, value) {
    const parser = Object.hasOwn(PARSERS, field.type) ? PARSERS[field.type] : null;
    if (!parser) {
        return null;
    }
    if ((value === null || value === false) && !["boolean", "many2many"].includes(field.type)) {
        return { value: false };
    }
    try {
        return { value: parser(value, field) };
    } catch (error) {
        if (error instanceof Unfit) {
            return null;
        }
        throw error;
    }
}
