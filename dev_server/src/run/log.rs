//! The events of a run, in order, for any number of readers that come and go.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// An event with its sequence number.
    Event { id: u64, event: Value },
    /// Bytes that a recording puts on the wire as they are.
    Raw(String),
    /// Whoever is reading now loses the connection.
    Cut,
}

/// Grows until it is closed. Reading never takes anything away.
pub(crate) struct Log {
    entries: Mutex<Entries>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Entries {
    list: Vec<Entry>,
    last_id: u64,
    closed: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self { entries: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

impl Log {
    /// Adds an event; the first one has the number 1.
    pub(crate) fn event(&self, event: Value) {
        let mut entries = self.lock();
        entries.last_id += 1;
        let id = entries.last_id;
        entries.list.push(Entry::Event { id, event });
        drop(entries);
        self.changed.send_replace(());
    }

    pub(crate) fn raw(&self, bytes: String) {
        self.lock().list.push(Entry::Raw(bytes));
        self.changed.send_replace(());
    }

    pub(crate) fn cut(&self) {
        self.lock().list.push(Entry::Cut);
        self.changed.send_replace(());
    }

    /// Nothing more will come.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.send_replace(());
    }

    /// A signal that fires after every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// The number of entries so far.
    pub(crate) fn len(&self) -> usize {
        self.lock().list.len()
    }

    /// Where to read on after the event with this number.
    pub(crate) fn position_after(&self, after: u64) -> usize {
        let entries = self.lock();
        let is_seen = |entry: &Entry| matches!(entry, Entry::Event { id, .. } if *id <= after);
        entries.list.iter().rposition(is_seen).map_or(0, |index| index + 1)
    }

    /// The entries from a position, and whether they are the last.
    pub(crate) fn from(&self, position: usize) -> (Vec<Entry>, bool) {
        let entries = self.lock();
        (entries.list.get(position..).unwrap_or_default().to_vec(), entries.closed)
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Log};
    use serde_json::json;

    #[test]
    fn numbers_have_no_gap_and_reading_goes_on_where_it_was() {
        let log = Log::default();
        log.event(json!(1));
        log.raw("x".to_owned());
        log.cut();
        log.event(json!(2));
        assert_eq!(log.position_after(0), 0);
        assert_eq!(log.position_after(1), 1);
        assert_eq!(log.position_after(2), 4);
        assert_eq!(log.position_after(99), 4);
        let (entries, closed) = log.from(3);
        assert!(matches!(entries[..], [Entry::Event { id: 2, .. }]));
        assert!(!closed);
        log.close();
        assert!(log.from(99).1);
    }
}
