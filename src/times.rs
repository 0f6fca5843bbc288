//! Times as the person reads them: in the language and the time zone of Odoo. And the order of texts in that language.

use crate::bootstrap::Bootstrap;
use ai_agent_history::Date;
use std::cmp::Ordering;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/times.js")]
extern "C" {
    fn local(time: &str, zone: Option<&str>) -> String;
    fn utc(clock: &str, zone: Option<&str>) -> String;
    #[wasm_bindgen(js_name = write)]
    fn write_time(kind: &str, time: &str, lang: Option<&str>, zone: Option<&str>) -> Option<String>;

    fn compare(one: &str, other: &str, lang: Option<&str>) -> i32;
}

/// The person's language and time zone.
#[derive(Clone, Debug)]
pub struct Times {
    lang: Option<String>,
    zone: Option<String>,
}

impl Times {
    /// Those that `bootstrap` names.
    pub fn new(bootstrap: &Bootstrap) -> Self {
        Self { lang: bootstrap.lang.clone(), zone: bootstrap.time_zone.clone() }
    }

    /// Today, there, as `2026-01-31`.
    pub fn today(&self) -> String {
        let now = js_sys::Date::new(&js_sys::Date::now().into());
        self.write("day", &String::from(now.to_iso_string())).unwrap_or_default()
    }

    /// The day of an RFC 3339 time there; `None` when it is no time.
    pub fn day(&self, time: &str) -> Option<Date> {
        Date::parse(&self.write("day", time)?)
    }

    /// As short as can be, seen on `today`: the time of today, the day of this year, else the date.
    pub fn short(&self, time: &str, today: &str) -> String {
        let kind = match (self.day(time), Date::parse(today)) {
            (Some(day), Some(today)) if day == today => "time",
            (Some(day), Some(today)) if day.year == today.year => "date",
            _ => "old",
        };
        self.write(kind, time).unwrap_or_default()
    }

    /// In full.
    pub fn full(&self, time: &str) -> String {
        self.write("full", time).unwrap_or_default()
    }

    /// A month with its year.
    pub fn month(&self, year: i32, month: u32) -> String {
        let times = Self { lang: self.lang.clone(), zone: Some("UTC".to_owned()) };
        times.write("month", &format!("{year:04}-{month:02}-15T12:00:00Z")).unwrap_or_default()
    }

    /// How two texts compare in the person's language.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        compare(one, other, self.lang.as_deref()).cmp(&0)
    }

    /// The wall clock of a moment, `2026-01-31T12:00`; empty when it is no time.
    pub fn local(&self, time: &str) -> String {
        local(time, self.zone.as_deref())
    }

    /// The moment at which a wall clock shows this.
    pub fn utc(&self, clock: &str) -> String {
        utc(clock, self.zone.as_deref())
    }

    fn write(&self, kind: &str, time: &str) -> Option<String> {
        write_time(kind, time, self.lang.as_deref(), self.zone.as_deref())
    }
}
