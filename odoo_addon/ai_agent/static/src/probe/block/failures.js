import { _t } from "@web/core/l10n/translation";
import * as fixes from "./fixes";

/** Statuses that Odoo does not give at this address, and things that stand in front of it do. */
const REFUSALS = [400, 401, 403, 405, 426];

/** Something answered well that is not ours. */
const isForeign = ({ status, first }) => status >= 200 && status < 300 && !first;

function describe(probe) {
    switch (probe.error) {
        case "redirect":
            return _t("the request is sent on to another address");
        case "timeout":
            return _t("no answer within ten seconds");
        case "network":
            return _t("the connection fails");
        case "cut":
            return _t("the connection breaks off");
    }
    if (isForeign(probe)) {
        return _t("something else answers (%(type)s)", { type: probe.contentType || "?" });
    }
    return probe.detail || _t("HTTP status %(status)s", { status: probe.status });
}

/** Pages get through, and what answers take does not. */
export function judgeBlocked(run, first) {
    const isThreaded = first.mode === "threaded";
    const port = fixes.getGeventPort(first);
    const route = isThreaded ? fixes.sendToPages() : fixes.sendTo(port);
    const verdict = {
        way: first.mode,
        level: "danger",
        title: _t("Answers do not get through"),
        sentences: [_t("Odoo's pages get through, and /websocket, which answers take, does not: %(what)s.", { what: describe(run) })],
        fixes: [route],
    };
    const say = (sentence) => verdict.sentences.push(sentence);
    if (run.error === "redirect" || REFUSALS.includes(run.status) || isForeign(run)) {
        say(
            _t(
                "Something in front of Odoo answers there itself, or hides the name of the host from Odoo. It has to pass on ordinary requests as well as websockets, and ask for no login of its own."
            )
        );
    } else if (isThreaded) {
        say(
            _t(
                "Odoo runs as one process with threads. It has no evented process, so nothing listens on port %(port)s: the proxy has to send everything to one port.",
                { port }
            )
        );
    } else if (run.status === 404) {
        say(_t("Either the proxy sends /websocket elsewhere or changes the path, or the evented process has not been restarted since this module was installed."));
        verdict.fixes.unshift(fixes.restart());
    } else {
        say(_t("Either the evented process is down, or the proxy sends /websocket to another port than %(port)s.", { port }));
        verdict.fixes.unshift(fixes.lookForPort(port));
    }
    return verdict;
}

function explainSilence(run, plain) {
    const statuses = [run.status, plain.status];
    const isSame = run.error === plain.error;
    if (statuses.includes(401) || (isSame && plain.error === "redirect")) {
        return {
            level: "warning",
            sentences: [
                _t("You are no longer logged in, or something in front of Odoo asks for a login of its own."),
                _t("Reload the page, log in, and check again."),
            ],
        };
    }
    if (plain.status === 403) {
        return {
            level: "warning",
            sentences: [
                plain.detail || _t("Only administrators may check this."),
                _t("If you are one, something in front of Odoo refuses the request: look into the log of the proxy."),
            ],
        };
    }
    if (plain.status === 404) {
        return {
            sentences: [
                _t("Odoo does not know this check: it still runs an older version of this module, or the proxy lets only some paths through."),
                _t("Update the module, restart Odoo, and check again."),
            ],
        };
    }
    if (isSame && plain.error === "network") {
        return {
            sentences: [
                _t("Odoo cannot be reached."),
                _t("See to your connection and whether Odoo runs, then check again."),
            ],
        };
    }
    if (plain.error === "timeout") {
        return {
            sentences: [
                _t("Odoo did not answer within ten seconds: all its workers are busy, or a proxy holds everything back."),
                _t("Check again in a minute. If nothing changes, look into the logs of the proxy and of Odoo."),
            ],
        };
    }
    return {
        sentences: [
            _t("The check was not answered as it should be: %(what)s.", { what: describe(plain) }),
            _t("Look into the logs of the proxy and of Odoo, then check again."),
        ],
    };
}

/** Neither route tells how Odoo runs. */
export function judgeSilence(run, plain) {
    return { way: "unknown", level: "danger", title: _t("The check has no result"), fixes: [], ...explainSilence(run, plain) };
}
