import { toRaw } from "@odoo/owl";
import { user } from "@web/core/user";
import { findPlace } from "./place";
import { isSet, toJson } from "./values";

/** Fields and records of which the server is told; it reads again what it needs. */
const MAX_FIELDS = 80;
const MAX_IDS = 500;

/** What a form shows and the database does not have: of a saved record the changes, of a new one all that is set. */
function readUnsaved(record) {
    const unsaved = {};
    const changed = record.isNew ? record.fieldNames : Object.keys(toRaw(record)._changes);
    for (const name of changed) {
        const field = record.fields[name];
        if (!field || !(name in record.activeFields) || field.relatedPropertyField) {
            continue;
        }
        const value = toJson(field, record.data[name]);
        if (value !== undefined && (isSet(value) || !record.isNew)) {
            unsaved[name] = value;
        }
        if (Object.keys(unsaved).length >= MAX_FIELDS) {
            break;
        }
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

function readMany(place) {
    const { root } = place.data;
    const selection = root?.selection || [];
    return {
        resId: null,
        resIds: selection.slice(0, MAX_IDS).map((record) => record.resId),
        allSelected: !!root?.isDomainSelected,
        domain: place.search?.domain ?? root?.domain ?? null,
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
