//! How many tests passed, from what the runners print.

use std::iter::Sum;
use std::ops::Add;

/// Numbers of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Did what they should.
    pub passed: u32,
    /// Did not.
    pub failed: u32,
    /// Were not run.
    pub skipped: u32,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// `cargo test`, native or in a browser: a line for each test binary.
pub fn cargo(output: &str) -> Counts {
    let lines = output.lines().map(str::trim).filter(|line| line.starts_with("test result: "));
    lines
        .map(|line| Counts {
            passed: before(line, "passed"),
            failed: before(line, "failed"),
            skipped: before(line, "ignored"),
        })
        .sum()
}

/// pytest: one line at the end.
pub fn pytest(output: &str) -> Counts {
    let last = output.lines().rev().find(|line| line.contains(" in ") && line.contains('s')).unwrap_or_default();
    let last = last.trim_matches(|letter| letter == '=' || letter == ' ');
    Counts {
        passed: before(last, "passed") + before(last, "xfailed"),
        failed: before(last, "failed") + before(last, "error") + before(last, "errors") + before(last, "xpassed"),
        skipped: before(last, "skipped"),
    }
}

/// Playwright's list reporter: one line for each outcome. A test that passed only when tried again has failed.
pub fn playwright(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u32>().ok()) else { continue };
        match words.next() {
            Some("passed") => counts.passed = number,
            Some("failed" | "flaky" | "interrupted") => counts.failed += number,
            Some("skipped") => counts.skipped += number,
            Some("did") => counts.skipped += number,
            _ => {}
        }
    }
    counts
}

/// The number in front of a word: `3` of `…; 3 passed; …`.
fn before(line: &str, word: &str) -> u32 {
    let words: Vec<&str> = line.split([' ', ';', ',', '.']).filter(|part| !part.is_empty()).collect();
    let found = words.windows(2).find(|pair| matches!(pair, [_, second] if *second == word));
    found.and_then(|pair| pair.first()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn cargo_sums_its_binaries() {
        let output = "running 2 tests\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 5 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(cargo(output), counts(7, 1, 2));
    }

    #[test]
    fn pytest_says_it_in_one_line() {
        assert_eq!(pytest("....\n17 passed in 19.45s\n"), counts(17, 0, 0));
        assert_eq!(pytest("=== 1 failed, 3 passed, 2 skipped, 1 error in 1.20s ==="), counts(3, 2, 2));
        assert_eq!(pytest("1 passed, 2 deselected, 1 warning in 0.1s"), counts(1, 0, 0));
        assert_eq!(pytest("usage: pytest"), counts(0, 0, 0));
    }

    #[test]
    fn playwright_lists_outcomes() {
        let output = "  ✓  1 a.spec.ts:3:1 › passes (1.2s)\n\n  1 failed\n    a.spec.ts:9:1 › fails ───\n  2 flaky\n  1 did not run\n  10 passed (32.1s)\n";
        assert_eq!(playwright(output), counts(10, 3, 1));
    }
}
