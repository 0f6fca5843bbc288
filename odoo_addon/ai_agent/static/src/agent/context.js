import { toRaw } from "@odoo/owl";
import { user } from "@web/core/user";
import { findPlace } from "./place";
import { isSet, toJson } from "./values";

/** Records of a selection of which the server is told. */
const MAX_IDS = 500;
/** Characters of what is unsaved, and of a domain. A hint of more than 20,000 in all is none for the server. */
const MAX_UNSAVED = 10_000;
const MAX_DOMAIN = 5_000;

/** What a form shows and the database does not have: of a saved record the changes, of a new one all that is set. */
function readUnsaved(record) {
    const unsaved = {};
    let chars = 0;
    const changed = record.isNew ? record.fieldNames : Object.keys(toRaw(record)._changes);
    for (const name of changed) {
        const field = record.fields[name];
        if (!field || !(name in record.activeFields) || field.relatedPropertyField) {
            continue;
        }
        const value = toJson(field, record.data[name]);
        if (value === undefined || (record.isNew && !isSet(value))) {
            continue;
        }
        chars += name.length + JSON.stringify(value).length;
        if (chars > MAX_UNSAVED) {
            break;
        }
        unsaved[name] = value;
    }
    return unsaved;
}

function readForm({ record }) {
    return {
        resId: record.resId || null,
        resIds: [],
        domain: null,
        groupBy: [],
        unsaved: readUnsaved(record),
    };
}

/** How a view is grouped: lists, kanbans and pivots know it themselves, graphs in a form of their own. */
function readGroupBy({ data, search }) {
    const { root, metaData } = data;
    const groupBy = root?.groupBy ?? metaData?.fullRowGroupBys ?? metaData?.groupBy ?? search?.groupBy ?? [];
    return groupBy.map((group) => group?.spec ?? String(group));
}

/** A domain that is too long to be told, such as one of many ids, is not told at all: a part of it would be another one. */
function readDomain({ data, search }) {
    const domain = search?.domain ?? data.root?.domain ?? null;
    return JSON.stringify(domain).length > MAX_DOMAIN ? null : domain;
}

function readMany(place) {
    const { root } = place.data;
    const selection = root?.selection || [];
    return {
        resId: null,
        resIds: selection.slice(0, MAX_IDS).map((record) => record.resId),
        allSelected: !!root?.isDomainSelected,
        domain: readDomain(place),
        groupBy: readGroupBy(place),
        unsaved: {},
    };
}

/**
 * Where the user is. A hint and no more: the server reads it again under the user's rights.
 *
 * @returns {Object|null} null outside of views, as in the settings' apps or a client action
 */
export function readContext(place = findPlace()) {
    if (!place) {
        return null;
    }
    return {
        model: place.model,
        viewType: place.viewType,
        ...(place.record ? readForm(place) : readMany(place)),
        active: [...(user.context.allowed_company_ids || [])],
    };
}
