//! The headings of the list.

use super::{Date, Listed};

/// What a heading says of the threads below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// They stay on top.
    Pinned,
    /// Today, or later by a clock that is ahead.
    Today,
    /// The day before.
    Yesterday,
    /// Within the last seven days, today being one.
    Week,
    /// Within the last thirty days, today being one.
    Month,
    /// A month of the calendar.
    Calendar {
        /// Its year.
        year: i32,
        /// Which it is, from 1.
        month: u32,
    },
    /// Nobody knows when.
    Undated,
}

/// Threads below one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub group: Group,
    /// The ids of the threads, in the list's order.
    pub ids: Vec<String>,
}

impl Group {
    /// The group of what was said last on `day`, seen on `today`.
    pub fn of(day: Option<Date>, today: Date) -> Self {
        let Some(day) = day else { return Self::Undated };
        match today.number() - day.number() {
            ..=0 => Self::Today,
            1 => Self::Yesterday,
            2..=6 => Self::Week,
            7..=29 => Self::Month,
            _ => Self::Calendar { year: day.year, month: day.month },
        }
    }

    /// Names the group: no two have the same.
    pub fn key(self) -> String {
        match self {
            Self::Pinned => "pinned".to_owned(),
            Self::Today => "today".to_owned(),
            Self::Yesterday => "yesterday".to_owned(),
            Self::Week => "week".to_owned(),
            Self::Month => "month".to_owned(),
            Self::Calendar { year, month } => format!("{year:04}-{month:02}"),
            Self::Undated => "undated".to_owned(),
        }
    }
}

/// Puts threads below headings; `day` tells on which day something was last said in one.
pub fn sections<T: Listed>(threads: &[T], today: Date, day: impl Fn(&T) -> Option<Date>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for thread in threads {
        let group = if thread.pinned() { Group::Pinned } else { Group::of(day(thread), today) };
        let id = thread.id().to_owned();
        match sections.iter_mut().find(|section| section.group == group) {
            Some(section) => section.ids.push(id),
            None => sections.push(Section { group, ids: vec![id] }),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::super::list_tests::{Thread, thread};
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn each_day_has_its_group() {
        let today = date("2026-03-15");
        for (day, group) in [
            ("2026-03-15", Group::Today),
            ("2026-03-14", Group::Yesterday),
            ("2026-03-13", Group::Week),
            ("2026-03-09", Group::Week),
            ("2026-03-08", Group::Month),
            ("2026-02-14", Group::Month),
            ("2026-02-13", Group::Calendar { year: 2026, month: 2 }),
            ("2025-12-31", Group::Calendar { year: 2025, month: 12 }),
        ] {
            assert_eq!(Group::of(Some(date(day)), today), group, "{day}");
        }
    }

    #[test]
    fn yesterday_may_be_in_another_year() {
        assert_eq!(Group::of(Some(date("2025-12-31")), date("2026-01-01")), Group::Yesterday);
    }

    #[test]
    fn a_clock_that_is_wrong_puts_nothing_out_of_reach() {
        assert_eq!(Group::of(Some(date("2026-03-16")), date("2026-03-15")), Group::Today);
        assert_eq!(Group::of(Some(date("2026-03-16")), date("1970-01-01")), Group::Today);
        assert_eq!(Group::of(Some(date("2026-03-16")), date("2038-01-19")), Group::Calendar { year: 2026, month: 3 });
        assert_eq!(Group::of(None, date("2026-03-15")), Group::Undated);
    }

    #[test]
    fn keys_differ() {
        let groups = [
            Group::Pinned,
            Group::Today,
            Group::Yesterday,
            Group::Week,
            Group::Month,
            Group::Undated,
            Group::Calendar { year: 2026, month: 1 },
            Group::Calendar { year: 2026, month: 11 },
            Group::Calendar { year: 2025, month: 11 },
        ];
        let keys: std::collections::HashSet<String> = groups.into_iter().map(Group::key).collect();
        assert_eq!(keys.len(), groups.len());
    }

    #[test]
    fn a_heading_comes_once_and_pinned_ones_have_their_own() {
        let threads = [
            Thread { pinned: true, ..thread("a", "2026-01-02") },
            thread("b", "2026-03-15"),
            thread("c", "2026-03-14"),
            // Out of order, as when a clock was set back.
            thread("d", "2026-03-15"),
        ];
        let sections = sections(&threads, date("2026-03-15"), |thread| Date::parse(&thread.updated_at));
        let drawn: Vec<(Group, Vec<&str>)> =
            sections.iter().map(|section| (section.group, section.ids.iter().map(String::as_str).collect())).collect();
        assert_eq!(drawn, [(Group::Pinned, vec!["a"]), (Group::Today, vec!["b", "d"]), (Group::Yesterday, vec!["c"])]);
    }
}
