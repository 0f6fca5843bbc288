import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { loadAgent } from "./agent";

/** Dark or light is what the page looks like; the cookie of the color scheme says only what was wished for. */
export function getTheme() {
    const [r, g, b, a = 1] = getComputedStyle(document.body)
        .backgroundColor.match(/[\d.]+/g)
        .map(Number);
    return a && r + g + b < 384 ? "dark" : "light";
}

/**
 * What the widget may ask of Odoo: the part of its host interface that does not concern its own place.
 *
 * @param {Function} uncover makes room for what is opened, where the panel covers it
 */
export function createHost(env, uncover) {
    const agent = loadAgent(env);
    const open = (action) => {
        if (env.isSmall) {
            uncover();
        }
        env.services.action.doAction({ type: "ir.actions.act_window", ...action });
    };
    return {
        theme: getTheme(),
        layout: "panel",
        companies: () => user.context.allowed_company_ids || [],
        context: () => agent.context(),
        onContext: (listener) => agent.watch(listener),
        async act(name, args) {
            const outcome = await agent.act(name, args);
            if (outcome.ok && env.isSmall) {
                uncover();
            }
            return outcome;
        },
        openRecord: (resModel, resId) =>
            open({ res_model: resModel, res_id: resId, views: [[false, "form"]] }),
        openList: (resModel, domain, title) =>
            open({
                res_model: resModel,
                name: title || _t("Records"),
                domain,
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            }),
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
