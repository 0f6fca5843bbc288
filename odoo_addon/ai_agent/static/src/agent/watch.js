import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { readContext } from "./context";
import { findPlace } from "./place";

/** Events of the web client after which another view may be in front of the user. */
const MOVES = [
    "ACTION_MANAGER:UI-UPDATED",
    "FORM-CONTROLLER:FORM-IN-DIALOG:ADD",
    "FORM-CONTROLLER:FORM-IN-DIALOG:REMOVE",
];

/**
 * The place, such that Owl calls `touch` when anything has changed of what is read through it. Of a form that is all its
 * fields: `evalContext` is new for each edit, also within a relation.
 */
function observe(place, touch) {
    const { record, data } = place;
    const observed = { ...place, record: record && reactive(record, touch), data: reactive(data, touch) };
    if (record) {
        const { dirty, evalContext, fieldNames } = observed.record;
        fieldNames.forEach((name) => evalContext[name]);
        return { ...observed, dirty, root: observed.data.root };
    }
    return observed;
}

/**
 * Calls `tell` when the place has changed: another view or record, a selection, an edit. At most once a frame, and only
 * when what would be told of the place is another.
 *
 * @returns {Function} ends it
 */
export function watchPlace(env, tell) {
    let frame = 0;
    let known;
    let bus = null;
    const touch = () => {
        frame ||= browser.requestAnimationFrame(look);
    };
    const follow = (next) => {
        if (next !== bus) {
            bus?.removeEventListener("update", touch);
            next?.addEventListener("update", touch);
            bus = next;
        }
    };
    const read = () => {
        try {
            const place = findPlace();
            follow(place?.data.bus ?? null);
            return JSON.stringify(readContext(place && observe(place, touch)));
        } catch (error) {
            console.warn("AI Agent:", error);
            return "null";
        }
    };
    const look = () => {
        frame = 0;
        const now = read();
        if (now !== known) {
            known = now;
            tell();
        }
    };
    for (const move of MOVES) {
        env.bus.addEventListener(move, touch);
    }
    known = read();
    return () => {
        browser.cancelAnimationFrame(frame);
        frame = -1;
        follow(null);
        for (const move of MOVES) {
            env.bus.removeEventListener(move, touch);
        }
    };
}
