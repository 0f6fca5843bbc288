//! Deleting, with time to think again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ai_agent_agui::ErrorCode;
use serde_json::Value;

use super::Store;
use crate::run::Run;

/// For how long a deleted thread can be brought back.
pub(crate) const UNDO: Duration = Duration::from_secs(600);

impl Store {
    /// Hides a thread until it is restored or its time is over; an active run is given back to be stopped.
    pub(crate) fn delete(&mut self, id: &str) -> Result<Option<Arc<Run>>, ErrorCode> {
        let active = self.active_run(self.live(id)?);
        self.live_mut(id)?.deleted = Some(Instant::now());
        Ok(active)
    }

    /// Brings a deleted thread back; one that is there stays there.
    pub(crate) fn restore(&mut self, id: &str) -> Result<Value, ErrorCode> {
        let thread = self.threads.get_mut(id).ok_or(ErrorCode::NotFound)?;
        thread.deleted = None;
        Ok(thread.item())
    }

    /// Removes a thread for good, a deleted one too; an active run is given back to be stopped.
    pub(crate) fn purge(&mut self, id: &str) -> Result<Option<Arc<Run>>, ErrorCode> {
        let thread = self.threads.remove(id).ok_or(ErrorCode::NotFound)?;
        let active = self.active_run(&thread);
        for run in &thread.runs {
            self.runs.remove(run);
        }
        self.messages.retain(|_, known_in| known_in != id);
        Ok(active)
    }

    /// Removes what was deleted so long ago that nobody can bring it back.
    pub(crate) fn sweep(&mut self, now: Instant) {
        let over = |deleted: Instant| now.saturating_duration_since(deleted) >= UNDO;
        let expired: Vec<String> = self
            .threads
            .values()
            .filter(|thread| thread.deleted.is_some_and(over))
            .map(|thread| thread.id().to_owned())
            .collect();
        for id in expired {
            // It was found a moment ago, and its run was stopped when it was deleted.
            let _ = self.purge(&id);
        }
    }
}
