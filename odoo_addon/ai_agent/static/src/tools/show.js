import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { Refusal } from "./refusal";
import { refuseUnsaved } from "./unsaved";

/** Views of many records that may be asked for; all others become a list. */
const VIEW_TYPES = ["list", "kanban", "calendar", "activity"];
const CHART_TYPES = ["bar", "line", "pie"];

const isName = (value) => typeof value === "string" && /^[a-z_][\w.:]*$/.test(value);
const toNames = (values) => (Array.isArray(values) ? values.filter(isName) : []);
const toDomain = (domain) => new Domain(domain || []).toList({});

function getModel({ model }) {
    if (!isName(model)) {
        throw new Refusal(_t("It was not said which records to open."));
    }
    return model;
}

/** The only action that is ever made here: a window over a model. */
async function openWindow(env, { title, ...action }) {
    await refuseUnsaved();
    await env.services.action.doAction({
        type: "ir.actions.act_window",
        target: "current",
        ...(title ? { name: String(title) } : {}),
        ...action,
    });
    return title ? _t("Opened: %s", title) : _t("Opened.");
}

export async function openRecord(env, args) {
    const resId = args.resId ?? args.id;
    if (!Number.isInteger(resId) || resId < 1) {
        throw new Refusal(_t("It was not said which record to open."));
    }
    return openWindow(env, {
        title: args.title,
        res_model: getModel(args),
        res_id: resId,
        views: [[false, "form"]],
    });
}

export async function openList(env, args) {
    const viewType = VIEW_TYPES.includes(args.viewType) ? args.viewType : "list";
    return openWindow(env, {
        title: args.title,
        res_model: getModel(args),
        domain: toDomain(args.domain),
        context: { group_by: toNames(args.groupBy) },
        views: [
            [false, viewType],
            [false, "form"],
        ],
    });
}

export async function openPivot(env, args) {
    const context = { pivot_row_groupby: toNames(args.groupBy) };
    const measures = toNames(args.measures);
    if (measures.length) {
        context.pivot_measures = measures;
    }
    return openAnalysis(env, args, "pivot", context);
}

export async function openGraph(env, args) {
    const context = { graph_groupbys: toNames(args.groupBy) };
    const [measure] = toNames(args.measures ?? [args.measure]);
    if (measure) {
        context.graph_measure = measure;
    }
    if (CHART_TYPES.includes(args.chartType)) {
        context.graph_mode = args.chartType;
    }
    return openAnalysis(env, args, "graph", context);
}

/** A pivot or a graph, from which the user can go on to the records. */
function openAnalysis(env, args, viewType, context) {
    return openWindow(env, {
        title: args.title,
        res_model: getModel(args),
        domain: toDomain(args.domain),
        context,
        views: [
            [false, viewType],
            [false, "list"],
            [false, "form"],
        ],
    });
}
