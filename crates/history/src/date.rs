//! A day of the calendar.

/// A day of the Gregorian calendar, wherever that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
}

impl Date {
    /// Reads `2026-01-31`; `None` when it is no day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self { year, month, day })
    }

    /// The number of days since 1 March of the year 0: differences count days.
    pub fn number(self) -> i64 {
        // A year that begins in March has its leap day at the end.
        let (year, month) = match self.month {
            1 | 2 => (i64::from(self.year) - 1, i64::from(self.month) + 9),
            month => (i64::from(self.year), i64::from(month) - 3),
        };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (month * 153 + 2) / 5 + i64::from(self.day) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_counted_over_ends_of_months_and_leap_years() {
        let number = |text| Date::parse(text).unwrap().number();
        for (before, after) in [
            ("2026-01-31", "2026-02-01"),
            ("2026-02-28", "2026-03-01"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-01"),
            ("2100-02-28", "2100-03-01"),
            ("2025-12-31", "2026-01-01"),
        ] {
            assert_eq!(number(after) - number(before), 1, "{before}");
        }
        assert_eq!(number("2026-01-01") - number("2025-01-01"), 365);
        assert_eq!(number("2025-01-01") - number("2024-01-01"), 366);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in ["", "2026", "2026-13-01", "2026-00-01", "2026-01-32", "a-b-c", "2026-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
