//! What the person sees: one line for each step, with the time it took.

use std::cell::RefCell;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use crate::error::Error;

/// How often a step without a terminal says that it is still at it.
const HEARTBEAT: Duration = Duration::from_secs(30);

thread_local! {
    /// What this thread works for, where several things are done at once.
    static PREFIX: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Puts a name in front of all steps of this thread.
pub fn prefix(name: &str) {
    PREFIX.with_borrow_mut(|prefix| *prefix = if name.is_empty() { String::new() } else { format!("{name}: ") });
}

/// The name in front of the steps of this thread.
pub fn current_prefix() -> String {
    PREFIX.with_borrow(|prefix| prefix.trim_end_matches(": ").to_owned())
}

/// A headline.
pub fn title(text: &str) {
    eprintln!("\n\x1b[1m{text}\x1b[0m");
}

/// Something worth knowing.
pub fn note(text: &str) {
    PREFIX.with_borrow(|prefix| eprintln!("  {prefix}{text}"));
}

/// The last words of a command that failed.
pub fn error(error: &Error) {
    eprintln!("\n\x1b[1;31merror\x1b[0m: {error}");
}

/// A step under way: a line that counts seconds, and becomes its result.
pub struct Step {
    text: String,
    started: Instant,
    said: Instant,
    terminal: bool,
}

impl Step {
    /// Says what is being done.
    pub fn start(text: impl Into<String>) -> Self {
        let now = Instant::now();
        let text = PREFIX.with_borrow(|prefix| format!("{prefix}{}", text.into()));
        let step = Self { text, started: now, said: now, terminal: stderr().is_terminal() };
        if !step.terminal {
            eprintln!("  … {}", step.text);
        }
        step
    }

    /// Says that it is still being done.
    pub fn tick(&mut self) {
        let elapsed = self.started.elapsed().as_secs();
        if self.terminal {
            eprint!("\r\x1b[2K  … {} ({elapsed} s)", self.text);
            let _ = stderr().flush();
        } else if self.said.elapsed() >= HEARTBEAT {
            self.said = Instant::now();
            eprintln!("  … {} ({elapsed} s)", self.text);
        }
    }

    /// Says that it is done.
    pub fn done(self) {
        self.end("✓");
    }

    /// Says that it did not work.
    pub fn failed(self) {
        self.end("✗");
    }

    fn end(self, mark: &str) {
        let clear = if self.terminal { "\r\x1b[2K" } else { "" };
        eprintln!("{clear}  {mark} {} ({:.1} s)", self.text, self.started.elapsed().as_secs_f32());
    }
}
