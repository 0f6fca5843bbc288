//! The table at the end.

use std::fmt;
use std::time::Duration;

use crate::test::layer::Layer;
use crate::test::parse::Counts;

/// One layer's line.
#[derive(Debug)]
pub struct Row {
    /// Which.
    pub layer: Layer,
    /// How many tests.
    pub counts: Counts,
    /// How long.
    pub time: Duration,
}

/// All lines.
#[derive(Debug, Default)]
pub struct Summary {
    rows: Vec<Row>,
    time: Duration,
}

impl Summary {
    /// Adds a layer's line.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// How long all of it took: less than the sum, since layers run at the same time.
    pub fn end(&mut self, time: Duration) {
        self.time = time;
    }

    /// Whether nothing failed, and there was something to pass.
    pub fn passed(&self) -> bool {
        self.rows.iter().all(|row| row.counts.failed == 0 && row.counts.passed > 0)
    }

    fn total(&self) -> Counts {
        self.rows.iter().fold(Counts::default(), |sum, row| sum + row.counts)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<10}{:>8}{:>8}{:>9}{:>9}", "layer", "passed", "failed", "skipped", "time")?;
        for Row { layer, counts, time } in &self.rows {
            let Counts { passed, failed, skipped } = counts;
            let seconds = format!("{:.1} s", time.as_secs_f32());
            writeln!(out, "{:<10}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9}", layer.name())?;
        }
        let seconds = self.time.as_secs_f32();
        let total = self.total();
        writeln!(out, "{:<10}{:>8}{:>8}{:>9}{:>7.1} s", "all", total.passed, total.failed, total.skipped, seconds)?;
        write!(out, "\n{} passed, {} failed", total.passed, total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(passed: u32, failed: u32) -> Row {
        Row { layer: Layer::Unit, counts: Counts { passed, failed, skipped: 0 }, time: Duration::from_secs(1) }
    }

    #[test]
    fn the_last_line_is_the_sum() {
        let summary = Summary { rows: vec![row(3, 0), row(4, 1)], ..Summary::default() };
        assert_eq!(summary.to_string().lines().last().unwrap(), "7 passed, 1 failed");
        assert!(!summary.passed());
    }

    #[test]
    fn a_layer_without_tests_has_not_passed() {
        assert!(!Summary { rows: vec![row(0, 0)], ..Summary::default() }.passed());
        assert!(Summary { rows: vec![row(1, 0)], ..Summary::default() }.passed());
    }
}
