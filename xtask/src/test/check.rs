//! The checks of one layer: programs whose output says how many tests passed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::{self, ScopedJoinHandle};

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::job::Job;
use crate::process::tail;
use crate::test::layer::Layer;
use crate::test::parse::Counts;
use crate::ui;

/// Counts the tests in what a program printed.
pub type Parse = fn(&str) -> Counts;

/// What has been checked so far.
pub struct Checks<'a> {
    paths: &'a Paths,
    layer: Layer,
    counts: Counts,
}

impl<'a> Checks<'a> {
    /// Nothing yet.
    pub fn new(paths: &'a Paths, layer: Layer) -> Self {
        Self { paths, layer, counts: Counts::default() }
    }

    /// All counts together.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// A check that passes or fails as a whole: a lint.
    pub fn whole(&mut self, name: &str, command: Command) -> Result<()> {
        self.counted(name, command, |_| Counts { passed: 1, ..Counts::default() })
    }

    /// A check whose output `parse` counts.
    pub fn counted(&mut self, name: &str, command: Command, parse: Parse) -> Result<()> {
        self.counts = self.counts + self.measure(name, command, parse)?;
        Ok(())
    }

    /// Several of them at once: they wait more than they compute.
    pub fn together(&mut self, checks: Vec<(&str, Command, Parse)>) -> Result<()> {
        let prefix = ui::current_prefix();
        let this = &*self;
        let measured = thread::scope(|scope| {
            let started: Vec<_> = checks
                .into_iter()
                .map(|(name, command, parse)| {
                    let prefix = &prefix;
                    scope.spawn(move || {
                        ui::prefix(prefix);
                        this.measure(name, command, parse)
                    })
                })
                .collect();
            started.into_iter().map(join).collect::<Result<Vec<Counts>>>()
        })?;
        self.counts = self.counts + measured.into_iter().sum();
        Ok(())
    }

    /// When a check ends badly without having counted a failure, that is one.
    fn measure(&self, name: &str, command: Command, parse: Parse) -> Result<Counts> {
        let log = self.log(name);
        let status = Job::new(name, command, log.clone()).status()?;
        let output = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
        let mut counts = parse(&output);
        if !status.success() && counts.failed == 0 {
            counts = Counts { passed: counts.passed.saturating_sub(1), failed: 1, ..counts };
        }
        if status.success() && counts.passed == 0 {
            counts.failed += 1;
            eprintln!("    no test ran");
        }
        if counts.failed > 0 {
            eprintln!("{}\n    the whole log: {}", tail(&log), log.display());
        }
        Ok(counts)
    }

    /// A check that we make ourselves.
    pub fn expect(&mut self, name: &str, result: &Result<()>) {
        match result {
            Ok(()) => self.counts.passed += 1,
            Err(error) => self.fail(name, error),
        }
    }

    /// Something that should have worked.
    pub fn fail(&mut self, name: &str, error: &Error) {
        self.counts.failed += 1;
        eprintln!("  ✗ {name}: {error}");
    }

    /// Where the output of a check goes.
    pub fn log(&self, name: &str) -> PathBuf {
        let plain: String = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        self.paths.log(&format!("test-{}-{plain}", self.layer.name()))
    }
}

/// What a thread came to.
pub fn join<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|_| Err(Error::Failed("a thread of the checks panicked".into())))
}
