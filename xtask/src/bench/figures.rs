//! What was measured, beside what it should be: a table for people, a line of JSON each for programs.

use std::fmt;

use serde_json::{Number, Value, json};

use crate::bench::scenarios::ttft::PAIRS;
use crate::error::{Error, Result};

use Target::{All, AtMost};

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Target {
    /// Not more than `limit`; `aim` is what we work for.
    AtMost { limit: f64, aim: Option<f64> },
    /// Every one of them. Fewer is the only figure that is a failure.
    All(usize),
}

const fn at_most(limit: f64) -> Target {
    AtMost { limit, aim: None }
}

const fn aiming(aim: f64, limit: f64) -> Target {
    AtMost { limit, aim: Some(aim) }
}

/// Where there is one.
const TARGETS: [(&str, Target); 16] = [
    ("evented_500_finished", All(500)),
    ("evented_first_event_p50_ms", aiming(250.0, 500.0)),
    ("evented_first_event_p99_ms", aiming(1000.0, 2000.0)),
    ("login_p50_ms", at_most(200.0)),
    ("login_failed", at_most(0.0)),
    ("idle_in_transaction_max_ms", at_most(200.0)),
    ("evented_50x40_finished", All(50)),
    ("burst_200_finished", All(200)),
    ("prefork_50_finished", All(50)),
    ("prefork_login_p50_ms", at_most(200.0)),
    ("prefork_login_failed", at_most(0.0)),
    ("ttft_finished", All(PAIRS)),
    ("ttft_added_p50_ms", aiming(15.0, 25.0)),
    ("search_p50_ms", at_most(100.0)),
    ("open_long_thread_p50_ms", at_most(200.0)),
    ("scroll_up_moved_px", at_most(1.0)),
];

impl Target {
    fn of(name: &str) -> Option<Self> {
        TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
    }

    fn is_met(self, value: f64) -> bool {
        match self {
            AtMost { limit, .. } => value <= limit,
            All(count) => value >= count as f64,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AtMost { limit, aim: None } => write!(out, "≤ {limit}"),
            AtMost { limit, aim: Some(aim) } => write!(out, "≤ {limit}, aim {aim}"),
            All(count) => write!(out, "{count}"),
        }
    }
}

/// All figures, in the order of measuring.
#[derive(Debug, Default)]
pub struct Figures(Vec<(&'static str, f64)>);

impl Figures {
    /// Adds one.
    pub fn add(&mut self, name: &'static str, value: f64) {
        self.0.push((name, value));
    }

    /// Adds the number at a JSON pointer of what a program reported.
    pub fn take(&mut self, name: &'static str, report: &Value, pointer: &str) -> Result<()> {
        self.add(name, number(report, pointer)?);
        Ok(())
    }

    /// Whether every run that was to finish did.
    pub fn all_finished(&self) -> bool {
        let unfinished = |(name, value): &(&str, f64)| {
            Target::of(name).is_some_and(|target| matches!(target, All(_)) && !target.is_met(*value))
        };
        !self.0.iter().any(unfinished)
    }

    /// One object a line.
    pub fn json_lines(&self) -> String {
        self.0.iter().map(|(name, value)| json!({"metric": name, "value": plain(*value)}).to_string() + "\n").collect()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<32}{:>12}  target", "metric", "value")?;
        for (name, value) in &self.0 {
            let value_text = plain(*value).to_string();
            let target = Target::of(name).map_or(String::new(), |target| {
                format!("  {target}{}", if target.is_met(*value) { "" } else { "  missed" })
            });
            writeln!(out, "{name:<32}{value_text:>12}{target}")?;
        }
        Ok(())
    }
}

/// The number at a JSON pointer.
pub fn number(report: &Value, pointer: &str) -> Result<f64> {
    report.pointer(pointer).and_then(Value::as_f64).ok_or_else(|| {
        let place = pointer.trim_start_matches('/').replace('/', ".");
        Error::Failed(format!("the load tools measured no {place}: {report}"))
    })
}

/// Two decimals at most; none of a whole number.
fn plain(value: f64) -> Value {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded.fract() == 0.0 { Value::from(rounded as i64) } else { Number::from_f64(rounded).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(all: &[(&'static str, f64)]) -> Figures {
        Figures(all.to_vec())
    }

    #[test]
    fn a_figure_is_a_line_of_json() {
        let figures = figures(&[("machine_cores", 2.0), ("login_p50_ms", 12.3456), ("ttft_added_p50_ms", -0.001)]);
        assert_eq!(
            figures.json_lines(),
            "{\"metric\":\"machine_cores\",\"value\":2}\n{\"metric\":\"login_p50_ms\",\"value\":12.35}\n\
             {\"metric\":\"ttft_added_p50_ms\",\"value\":0}\n"
        );
    }

    #[test]
    fn the_table_has_the_target_beside_the_value() {
        let table = figures(&[("evented_first_event_p50_ms", 499.0), ("login_p50_ms", 200.5), ("machine_cores", 2.0)])
            .to_string();
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["evented_first_event_p50_ms", "499", "≤", "500,", "aim", "250"]);
        assert_eq!(lines[2], ["login_p50_ms", "200.5", "≤", "200", "missed"]);
        assert_eq!(lines[3], ["machine_cores", "2"]);
    }

    #[test]
    fn slow_is_no_failure_and_unfinished_is_one() {
        assert!(figures(&[("login_p50_ms", 9e9), ("evented_500_finished", 500.0)]).all_finished());
        assert!(!figures(&[("evented_500_finished", 499.0)]).all_finished());
    }

    #[test]
    fn what_was_not_measured_is_named() {
        let report = json!({"first_event_ms": null, "finished": 3});
        assert_eq!(number(&report, "/finished").unwrap(), 3.0);
        let error = number(&report, "/first_event_ms/p50").unwrap_err().to_string();
        assert!(error.contains("first_event_ms.p50"), "{error}");
    }
}
