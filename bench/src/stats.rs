//! Percentiles, exact: every sample is kept.

use std::time::Duration;

use serde::Serialize;

/// Samples in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

/// What is told of samples, in milliseconds with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// How many there are.
    pub count: usize,
    /// The median.
    pub p50: f64,
    /// Nine of ten are not above this.
    pub p90: f64,
    /// Ninety-nine of a hundred are not above this.
    pub p99: f64,
    /// The greatest.
    pub max: f64,
}

/// What is told of gaps between pieces of text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gaps {
    /// As of any samples.
    #[serde(flatten)]
    pub summary: Summary,
    /// How many are longer than a second.
    pub over_1000: usize,
}

impl Samples {
    /// Adds a duration.
    pub fn add(&mut self, duration: Duration) {
        self.0.push(millis(duration));
    }

    /// Adds milliseconds; they may be negative, as a difference may be.
    pub fn add_ms(&mut self, ms: f64) {
        self.0.push(ms);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many are longer than `ms`.
    pub fn over(&self, ms: f64) -> usize {
        self.0.iter().filter(|sample| **sample > ms).count()
    }

    /// The summary; none of no samples.
    pub fn summary(&self) -> Option<Summary> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let max = *sorted.last()?;
        let at = |percent| rounded(percentile(&sorted, percent).unwrap_or(max));
        Some(Summary { count: sorted.len(), p50: at(50), p90: at(90), p99: at(99), max: rounded(max) })
    }

    /// The summary of gaps; none of no samples.
    pub fn gaps(&self) -> Option<Gaps> {
        self.summary().map(|summary| Gaps { summary, over_1000: self.over(1000.0) })
    }
}

/// The least sample that `percent` of a hundred are not above (nearest rank), of samples in ascending order.
pub fn percentile(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Milliseconds, with their fraction.
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Two decimals are more than a clock can tell.
pub fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: impl IntoIterator<Item = f64>) -> Samples {
        Samples(samples.into_iter().collect())
    }

    #[test]
    fn nearest_rank_of_a_hundred() {
        let summary = of((1..=100).rev().map(f64::from)).summary().unwrap();
        assert_eq!(summary, Summary { count: 100, p50: 50.0, p90: 90.0, p99: 99.0, max: 100.0 });
    }

    #[test]
    fn few_samples_give_samples_and_nothing_between() {
        let summary = of([5.0, 1.0, 3.0]).summary().unwrap();
        assert_eq!(summary, Summary { count: 3, p50: 3.0, p90: 5.0, p99: 5.0, max: 5.0 });
        assert_eq!(of([7.0]).summary().unwrap().p50, 7.0);
        assert_eq!(percentile(&[1.0, 2.0], 0), Some(1.0));
    }

    #[test]
    fn no_samples_have_no_summary() {
        assert_eq!(of([]).summary(), None);
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn a_gap_of_a_second_is_not_over_a_second() {
        let gaps = of([1000.0, 1000.1, 2.0]).gaps().unwrap();
        assert_eq!(gaps.over_1000, 1);
        let json = serde_json::to_value(gaps).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"count": 3, "p50": 1000.0, "p90": 1000.1, "p99": 1000.1, "max": 1000.1, "over_1000": 1})
        );
    }
}
