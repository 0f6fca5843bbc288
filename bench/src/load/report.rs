//! All runs together.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::run::Failure;
use super::seen::Seen;
use crate::process;
use crate::stats::{Samples, millis, rounded};

/// What was seen of all runs.
#[derive(Debug, Default)]
pub struct Report {
    runs: usize,
    polled: usize,
    reasons: BTreeMap<String, u64>,
    first_event: Samples,
    first_text: Samples,
    total: Samples,
    gaps: Samples,
    poll_gaps: Samples,
    retries: u64,
    reconnects: u64,
    polls: u64,
    refusals: BTreeMap<String, u64>,
    wall: Duration,
}

impl Report {
    /// Adds a run. What a failed run saw before it failed counts too, but for its duration.
    pub fn add(&mut self, seen: &Seen, result: Result<(), Failure>) {
        self.runs += 1;
        self.polled += usize::from(seen.polling);
        seen.first_event.into_iter().for_each(|time| self.first_event.add(time));
        seen.first_text.into_iter().for_each(|time| self.first_text.add(time));
        let gaps = if seen.polling { &mut self.poll_gaps } else { &mut self.gaps };
        gaps.extend(&seen.gaps);
        self.retries += seen.retries;
        self.reconnects += seen.reconnects;
        self.polls += seen.polls;
        for (what, count) in &seen.refusals {
            *self.refusals.entry(what.clone()).or_default() += count;
        }
        match result {
            Ok(()) => seen.total.into_iter().for_each(|time| self.total.add(time)),
            Err(failure) => *self.reasons.entry(failure.to_string()).or_default() += 1,
        }
    }

    /// The measurement took `wall`.
    pub fn end(&mut self, wall: Duration) {
        self.wall = wall;
    }

    /// The object that is printed.
    pub fn to_json(&self) -> Value {
        let failed: u64 = self.reasons.values().sum();
        json!({
            "runs": self.runs,
            "finished": self.runs as u64 - failed,
            "failed": failed,
            "reasons": self.reasons,
            "polled_runs": self.polled,
            "first_event_ms": self.first_event.summary(),
            "first_text_ms": self.first_text.summary(),
            "total_ms": self.total.summary(),
            "gap_ms": self.gaps.gaps(),
            "poll_gap_ms": self.poll_gaps.gaps(),
            "retries": self.retries,
            "reconnects": self.reconnects,
            "polls": self.polls,
            "refusals": self.refusals,
            "wall_ms": rounded(millis(self.wall)),
            "cpu_seconds": rounded(process::cpu_seconds()),
        })
    }
}

impl Serialize for Report {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
