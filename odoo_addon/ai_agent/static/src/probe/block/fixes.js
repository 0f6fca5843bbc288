import { _t } from "@web/core/l10n/translation";
import * as snippets from "./snippets";

/** Where Odoo listens unless its configuration says otherwise. */
const GEVENT_PORT = 8072;
export const HTTP_PORT = 8069;

export const getGeventPort = (first) => first.geventPort || GEVENT_PORT;

/**
 * @typedef {Object} Fix
 * @property {string} title what to do
 * @property {string} [text] how, or how to see that it is this
 * @property {import("./snippets").Snippet[]} snippets
 * @property {boolean} [later] nothing is wrong: it is for when the site grows
 */

/** @returns {Fix} */
export const sendTo = (port) => ({
    title: _t("Send /websocket to port %(port)s", { port }),
    text: _t(
        "If Odoo is on another machine or in a container, put its name in place of 127.0.0.1. Reload the proxy afterwards."
    ),
    snippets: snippets.sendTo(port),
});

/** @returns {Fix} */
export const sendToPages = () => ({
    title: _t("Send /websocket to the port that pages go to"),
    text: _t("Here it is %(port)s, Odoo's usual one: use yours. Reload the proxy afterwards.", { port: HTTP_PORT }),
    snippets: snippets.sendTo(HTTP_PORT),
});

/** @returns {Fix} */
export const sendPagesToWorkers = () => ({
    title: _t("Send everything but /websocket to the workers"),
    text: _t("Their port is http_port in odoo.conf, usually %(port)s.", { port: HTTP_PORT }),
    snippets: [],
});

/** @returns {Fix} */
export const putProxy = (page, port) => ({
    title: _t("Put a proxy in front of Odoo"),
    text: _t("If there is one already, add only its part about /websocket."),
    snippets: snippets.putProxy(page.host, page.port || HTTP_PORT, port),
});

/** @returns {Fix} */
export const trustProxy = () => ({
    title: _t("Let Odoo trust the proxy, in odoo.conf"),
    text: _t("Only if nobody can reach Odoo's own ports past the proxy. Restart Odoo afterwards."),
    snippets: snippets.forOdoo(["proxy_mode = True"]),
});

/** @returns {Fix} */
export const passHeadersOn = () => ({
    title: _t("Let the proxy tell Odoo what the browser asked for"),
    text: _t("Odoo needs both X-Forwarded-Host and X-Forwarded-Proto. Reload the proxy afterwards."),
    snippets: snippets.passHeadersOn(),
});

/** @returns {Fix} */
export const holdNothingBack = () => ({
    title: _t("Tell the proxy to hold nothing back at /websocket"),
    text: _t("Reload the proxy afterwards. If several are in a row, it may be any of them."),
    snippets: snippets.holdNothingBack(),
});

/** @returns {Fix} */
export const restart = () => ({
    title: _t("Restart Odoo"),
    text: _t("All its processes then know this module. Check again: if nothing changes, it is the proxy."),
    snippets: [],
});

/** @returns {Fix} */
export const lookForPort = (port) => ({
    title: _t("See whether the evented process is there"),
    text: _t(
        "Run this where Odoo runs. If it prints nothing, the process is down: look for “Evented Service” in Odoo's log. If it prints a line, it is the proxy, or a firewall between the two."
    ),
    snippets: snippets.forShell(`ss -ltnp | grep ':${port}'`),
});

/** @returns {Fix[]} */
export const growLater = (page, port, isProxySeen) => [
    {
        title: _t("Run Odoo with workers, in odoo.conf"),
        text: _t("Two workers for each processor core and one more are usual. Restart Odoo afterwards."),
        snippets: snippets.forOdoo(["workers = 5", `gevent_port = ${port}`, "proxy_mode = True"]),
        later: true,
    },
    { ...(isProxySeen ? sendTo(port) : putProxy(page, port)), later: true },
];
