//! What the service did, and how late it was.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use serde::Serialize;

use crate::process;
use crate::stats::{millis, rounded};

/// Counted while serving.
#[derive(Debug, Default)]
pub struct Stats {
    open: AtomicU64,
    most_open: AtomicU64,
    started: AtomicU64,
    finished: AtomicU64,
    cut: AtomicU64,
    late_us: AtomicU64,
    held_us: AtomicU64,
}

/// What `GET /stats` answers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Snapshot {
    /// Streams that are open now.
    pub open: u64,
    /// The most that were open at once.
    pub most_open: u64,
    /// Streams that began.
    pub started: u64,
    /// Streams that came to their end.
    pub finished: u64,
    /// Streams whose client went away before.
    pub cut: u64,
    /// How late a piece was at most by the service's own fault.
    pub max_late_ms: f64,
    /// How late a piece was at most because its client had not taken the one before.
    pub max_held_ms: f64,
    /// CPU seconds of the service.
    pub cpu_seconds: f64,
}

impl Stats {
    /// The numbers of now.
    pub fn snapshot(&self) -> Snapshot {
        let ms = |us: &AtomicU64| rounded(millis(Duration::from_micros(us.load(Relaxed))));
        Snapshot {
            open: self.open.load(Relaxed),
            most_open: self.most_open.load(Relaxed),
            started: self.started.load(Relaxed),
            finished: self.finished.load(Relaxed),
            cut: self.cut.load(Relaxed),
            max_late_ms: ms(&self.late_us),
            max_held_ms: ms(&self.held_us),
            cpu_seconds: rounded(process::cpu_seconds()),
        }
    }

    pub(super) fn begin(&self) {
        self.started.fetch_add(1, Relaxed);
        let open = self.open.fetch_add(1, Relaxed) + 1;
        self.most_open.fetch_max(open, Relaxed);
    }

    pub(super) fn end(&self, finished: bool) {
        self.open.fetch_sub(1, Relaxed);
        let counter = if finished { &self.finished } else { &self.cut };
        counter.fetch_add(1, Relaxed);
    }

    pub(super) fn late(&self, late: Duration, by_client: bool) {
        let us = u64::try_from(late.as_micros()).unwrap_or(u64::MAX);
        let most = if by_client { &self.held_us } else { &self.late_us };
        most.fetch_max(us, Relaxed);
    }
}
