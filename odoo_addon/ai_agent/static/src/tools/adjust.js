import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { findPlace } from "../agent/place";
import { Refusal } from "./refusal";
import { refuseUnsaved } from "./unsaved";

const CHART_TYPES = ["bar", "line", "pie"];

/** The facets of the search bar that filter, or those that group, are replaced by what was asked for. */
function search(model, { domain, groupBy, title }) {
    if (domain) {
        model.clearFilters();
        if (domain.length) {
            model.createNewFilters([
                { description: title || _t("Assistant's filter"), domain: new Domain(domain).toString() },
            ]);
        }
    }
    if (groupBy) {
        for (const { type, groupId } of model.facets) {
            if (type === "groupBy") {
                model.deactivateGroup(groupId);
            }
        }
        for (const group of groupBy) {
            const [field, interval] = group.split(":");
            if (field in model.searchViewFields) {
                model.createNewGroupBy(field, { interval });
            }
        }
    }
}

async function measure({ viewType, data }, { measures, chartType }) {
    if (viewType === "graph") {
        const changes = {};
        if (measures?.length) {
            changes.measure = measures[0];
        }
        if (CHART_TYPES.includes(chartType)) {
            changes.mode = chartType;
        }
        await data.updateMetaData(changes);
    } else if (viewType === "pivot" && measures?.length) {
        const active = [...data.metaData.activeMeasures];
        const other = [
            ...measures.filter((name) => !active.includes(name)),
            ...active.filter((name) => !measures.includes(name)),
        ];
        for (const name of other) {
            await data.toggleMeasure(name);
        }
    }
}

/** Changes how the view that is open filters, groups, measures or looks. What the user filtered otherwise is replaced. */
export async function adjustView(env, args) {
    await refuseUnsaved();
    const place = findPlace();
    if (!place?.search || place.inDialog) {
        throw new Refusal(_t("There is no list, pivot or graph open that could be adjusted."));
    }
    if (args.model && args.model !== place.model) {
        throw new Refusal(_t("Another view is open than the one that was to be adjusted."));
    }
    search(place.search, args);
    await measure(place, args);
    const { action } = env.services;
    const { views } = action.currentController;
    if (args.viewType && args.viewType !== place.viewType) {
        if (!views.some(({ type, multiRecord }) => type === args.viewType && multiRecord)) {
            throw new Refusal(_t("This view cannot be shown as “%s”.", args.viewType));
        }
        await action.switchView(args.viewType);
    }
    return _t("Adjusted.");
}
