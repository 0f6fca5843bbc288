// Times as the person reads them: in the language and time zone of Odoo, or of the browser where it knows one of them not.
// And the order of texts, which is the language's too.

const OPTIONS = {
    // As 2026-01-31, whatever the language.
    day: {year: "numeric", month: "2-digit", day: "2-digit"},
    time: {hour: "numeric", minute: "2-digit"},
    date: {month: "short", day: "numeric"},
    old: {year: "numeric", month: "short", day: "numeric"},
    full: {dateStyle: "full", timeStyle: "short"},
    month: {year: "numeric", month: "long"},
};
const made = new Map();

function format(kind, lang, zone) {
    for (const locale of [kind === "day" ? "sv-SE" : lang, undefined]) {
        for (const timeZone of [zone, undefined]) {
            try {
                return new Intl.DateTimeFormat(locale, {...OPTIONS[kind], calendar: "gregory", timeZone});
            } catch {
                // The browser does not know the language or the zone.
            }
        }
    }
}

// The wall clock of a moment (`2026-01-31T12:00`), as the inputs of a page want it, and back.
export function local(time, zone) {
    const date = new Date(/Z|[+-]\d\d:?\d\d$/.test(time) ? time : `${time.replace(" ", "T")}Z`);
    if (Number.isNaN(date.getTime())) return "";
    const clock = (timeZone) => date.toLocaleString("sv-SE", {timeZone, dateStyle: "short", timeStyle: "short"});
    try {
        return clock(zone).replace(" ", "T");
    } catch {
        return clock().replace(" ", "T");
    }
}

export function utc(clock, zone) {
    const wanted = Date.parse(`${clock}Z`);
    let moment = wanted;
    // Twice, since the first guess may lie on the other side of a change of the clocks.
    for (let turn = 0; turn < 2; turn++) moment += wanted - Date.parse(`${local(new Date(moment).toISOString(), zone)}Z`);
    return new Date(moment).toISOString().replace(/\.\d+/, "");
}

// `undefined` when `time` is no time. Making a format takes longer than using it a hundred times.
export function write(kind, time, lang, zone) {
    const key = [kind, lang, zone].join();
    if (!made.has(key)) made.set(key, format(kind, lang, zone));
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? undefined : made.get(key).format(date);
}

function collator(lang) {
    for (const locale of [lang, undefined]) {
        try {
            return new Intl.Collator(locale, {numeric: true});
        } catch {
            // The browser does not know the language.
        }
    }
}

export function compare(one, other, lang) {
    const key = `collator,${lang}`;
    if (!made.has(key)) made.set(key, collator(lang));
    return made.get(key).compare(one, other);
}
