import { App, status } from "@odoo/owl";
import { X2ManyFieldDialog } from "@web/views/fields/relational_utils";
import { View } from "@web/views/view";

/** Components of a kind in the order of the page; what is inside of one is not looked at. */
function* findComponents(node, isWanted) {
    const { component, children } = node;
    if (status(component) !== "mounted") {
        return;
    }
    if (isWanted(component)) {
        yield component;
        return;
    }
    for (const child of Object.values(children)) {
        yield* findComponents(child, isWanted);
    }
}

function getController(view) {
    const isController = (component) => component instanceof view.Controller;
    return findComponents(view.__owl__, isController).next().value;
}

function describe(component) {
    if (component instanceof X2ManyFieldDialog) {
        const { record } = component;
        return { viewType: "form", model: record.resModel, record, data: record.model, inDialog: true };
    }
    const controller = getController(component);
    if (!controller?.model) {
        return null;
    }
    const { env, props, model } = controller;
    const viewType = env.config.viewType;
    return {
        viewType,
        model: props.resModel,
        record: viewType === "form" ? model.root : null,
        data: model,
        search: viewType === "form" ? null : env.searchModel,
        inDialog: !!env.inDialog,
    };
}

/**
 * All views that are open, the one of the page first. Views that are mounted already are found without having been
 * patched before, by Owl's tree of components; a walk ends at each view, so it costs little.
 *
 * @returns {Array<{viewType, model, record, data, search, inDialog}>} `record` is that of a form, `data` what the view
 *  shows (its model in Owl's sense), `search` what its search bar holds
 */
export function findPlaces() {
    const isWanted = (component) => component instanceof View || component instanceof X2ManyFieldDialog;
    const places = [];
    for (const { root } of App.apps) {
        if (root) {
            places.push(...[...findComponents(root, isWanted)].map(describe));
        }
    }
    return places.filter((place) => place && (place.record || place.viewType !== "form"));
}

/** The view in front of the user: the topmost dialog's form, else the page. Null outside of views. */
export function findPlace() {
    const places = findPlaces();
    return (
        places.findLast((place) => place.inDialog && place.record) ||
        places.find((place) => !place.inDialog) ||
        null
    );
}
