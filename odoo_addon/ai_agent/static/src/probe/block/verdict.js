import { _t } from "@web/core/l10n/translation";
import { judgeBlocked, judgeSilence } from "./failures";
import * as fixes from "./fixes";

/** Events leave Odoo 200 ms apart, 800 ms in all. What arrives closer together than this was held back on the way. */
const HELD_BACK_BELOW = 200;
/** Events that a process sends which can stream. */
const EVENTS = 5;

/**
 * @typedef {import("./ask").Probe} Probe
 *
 * @typedef {Object} Verdict
 * @property {"threaded" | "evented" | "prefork" | "unknown"} way
 * @property {"success" | "warning" | "danger"} level
 * @property {string} title the state in a few words
 * @property {string[]} sentences what is so, and what it means
 * @property {import("./fixes").Fix[]} fixes in the order to try them
 */

/**
 * Tells how answers travel from Odoo to this browser, from what the two routes gave.
 *
 * @param {Object} found
 * @param {Probe} found.run of the route that answers take, below `/websocket`
 * @param {Probe} found.plain of the same route beside the pages
 * @param {{ https: boolean, host: string, port: string }} found.page the address in the browser
 * @returns {Verdict}
 */
export function judge({ run, plain, page }) {
    const first = run.first || plain.first;
    if (!first) {
        return judgeSilence(run, plain);
    }
    const isTlsHidden = page.https && !first.https;
    const isProxySeen = first.forwarded || isTlsHidden;
    const verdict = run.first ? judgeWay(run, page, isProxySeen) : judgeBlocked(run, first);
    if (plain.first?.mode === "evented") {
        addMisrouted(verdict);
    }
    if (isProxySeen && !first.proxyMode) {
        addDistrust(verdict);
    }
    if (isTlsHidden) {
        addHiddenTls(verdict);
    }
    if (verdict.level === "success" && verdict.way === "evented") {
        verdict.sentences.push(_t("Nothing has to be changed."));
    }
    verdict.fixes.sort((a, b) => !!a.later - !!b.later);
    return verdict;
}

function judgeWay({ first, times, error }, page, isProxySeen) {
    if (first.mode === "prefork") {
        return judgePrefork(first, page, isProxySeen);
    }
    if (error || times.length < EVENTS) {
        return judgeCut(first, times);
    }
    if (times.at(-1) - times[0] < HELD_BACK_BELOW) {
        return judgeHeldBack(first);
    }
    return first.mode === "evented" ? judgeEvented(first) : judgeThreaded(first, page, isProxySeen);
}

function judgeEvented(first) {
    return {
        way: "evented",
        level: "success",
        title: _t("Answers stream and take no worker"),
        sentences: [
            _t(
                "Odoo runs with %(workers)s workers. Answers come from its evented process, port %(port)s, and arrive as they are written.",
                { workers: first.workers, port: fixes.getGeventPort(first) }
            ),
        ],
        fixes: [],
    };
}

function judgeThreaded(first, page, isProxySeen) {
    return {
        way: "threaded",
        level: "success",
        title: _t("Answers stream"),
        sentences: [
            _t("Odoo runs as one process with threads, and answers arrive as they are written. For a small site that is right."),
            _t("One process uses one processor core. When pages get slow while people work, run Odoo with workers."),
        ],
        fixes: fixes.growLater(page, fixes.getGeventPort(first), isProxySeen),
    };
}

function judgePrefork(first, page, isProxySeen) {
    const port = fixes.getGeventPort(first);
    return {
        way: "prefork",
        level: "warning",
        title: _t("Answers come in steps"),
        sentences: [
            _t(
                "Odoo runs with %(workers)s workers, and one of them answers at /websocket. A worker cannot stream: text comes about once a second, and each time takes a worker from people's pages.",
                { workers: first.workers }
            ),
            isProxySeen
                ? _t("The proxy has to send /websocket to Odoo's evented process, which listens on port %(port)s.", { port })
                : _t(
                      "No proxy was seen in front of Odoo. One is needed that sends /websocket to the evented process on port %(port)s, and everything else to the workers.",
                      { port }
                  ),
        ],
        fixes: isProxySeen ? [fixes.sendTo(port)] : [fixes.putProxy(page, port), fixes.trustProxy()],
    };
}

function judgeHeldBack(first) {
    return {
        way: first.mode,
        level: "warning",
        title: _t("Answers are held back"),
        sentences: [
            _t("Odoo sent five events over 0.8 seconds, and all arrived at once: a proxy collects them before it passes them on."),
            _t("People see nothing of an answer until it is complete, and a long one may break off."),
        ],
        fixes: [fixes.holdNothingBack()],
    };
}

function judgeCut(first, times) {
    return {
        way: first.mode,
        level: "danger",
        title: _t("Answers break off"),
        sentences: [
            _t("Only %(count)s of %(all)s events arrived: something between Odoo and this browser ends the connection.", {
                count: times.length,
                all: EVENTS,
            }),
            _t("Check again. If nothing changes, the log of the proxy or of Odoo has the reason."),
        ],
        fixes: [],
    };
}

/** A state that wants something done is not called good; a worse one keeps its name. */
function add(verdict, title, sentence, fix) {
    if (verdict.level === "success") {
        Object.assign(verdict, { level: "warning", title });
    }
    verdict.sentences.push(sentence);
    verdict.fixes.push(fix);
}

/** Pages that go to the evented process share its one core with all answers. */
function addMisrouted(verdict) {
    add(
        verdict,
        _t("Answers stream, and pages go the same way"),
        _t("Pages go to the evented process, too, and its one processor core has to do everything. Only /websocket belongs there."),
        fixes.sendPagesToWorkers()
    );
}

function addDistrust(verdict) {
    add(
        verdict,
        _t("Answers stream, and Odoo does not trust the proxy"),
        _t("There is a proxy in front of Odoo, and Odoo does not trust it: it takes the proxy's address for everybody's, and may write links with http."),
        fixes.trustProxy()
    );
}

function addHiddenTls(verdict) {
    add(
        verdict,
        _t("Answers stream, and Odoo does not know of https"),
        _t("This page came by https, and Odoo takes it for http: the proxy does not tell."),
        fixes.passHeadersOn()
    );
}
