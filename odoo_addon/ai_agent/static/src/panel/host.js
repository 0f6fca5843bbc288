import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

/** Dark or light is what the page looks like; the cookie of the color scheme says only what was wished for. */
export function getTheme() {
    const [r, g, b, a = 1] = getComputedStyle(document.body)
        .backgroundColor.match(/[\d.]+/g)
        .map(Number);
    return a && r + g + b < 384 ? "dark" : "light";
}

/** What the widget may ask of Odoo: the part of its host interface that does not concern its own place. */
export function createHost(env) {
    return {
        theme: getTheme(),
        layout: "panel",
        companies: () => user.context.allowed_company_ids || [],
        context() {
            try {
                const { props, view, currentState } = env.services.action.currentController;
                return { model: props.resModel, resId: currentState.resId, viewType: view.type };
            } catch {
                return null; // no record in sight
            }
        },
        openRecord(resModel, resId) {
            env.services.action.doAction({
                type: "ir.actions.act_window",
                res_model: resModel,
                res_id: resId,
                views: [[false, "form"]],
            });
        },
        notify(text, type) {
            env.services.notification.add(text, { type });
        },
        login() {
            const { pathname, search } = browser.location;
            browser.location.assign(
                `/web/login?redirect=${encodeURIComponent(pathname + search)}`
            );
        },
    };
}
