import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";

/** Characters of a text, and lines of a relation, that say enough. */
const MAX_TEXT = 1000;
const MAX_LINES = 40;

const toName = (value) => String(value ?? "").slice(0, MAX_TEXT);

function toLines({ records }) {
    return records.slice(0, MAX_LINES).map(({ resId, data }) => ({
        id: resId || null,
        name: toName(data.display_name ?? data.name),
    }));
}

const CONVERTERS = {
    many2one: (value) => value && { id: value.id, name: toName(value.display_name) },
    many2one_reference: (value) => value && { id: value.resId, name: toName(value.displayName) },
    reference: (value) => value && { model: value.resModel, id: value.resId, name: toName(value.displayName) },
    many2many: toLines,
    one2many: toLines,
    date: (value) => value && serializeDate(value),
    datetime: (value) => value && serializeDateTime(value),
    char: toName,
    text: toName,
    html: toName,
    selection: (value) => value,
    boolean: Boolean,
    integer: (value) => value,
    float: (value) => value,
    monetary: (value) => value,
};

/** A value of a form as JSON: records as id and name, dates as the server writes them. Undefined: not to be told. */
export function toJson({ type }, value) {
    const converter = Object.hasOwn(CONVERTERS, type) ? CONVERTERS[type] : null;
    if (!converter) {
        return undefined; // binary, properties, json and what is not known
    }
    return value === false && type !== "boolean" ? null : converter(value);
}

/** Whether the value of a new record says anything. */
export const isSet = (value) => !!value && !(Array.isArray(value) && !value.length);
