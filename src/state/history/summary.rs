//! A thread as the list orders it.

use crate::api::ThreadSummary;
use ai_agent_history::Listed;

impl Listed for ThreadSummary {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn pinned(&self) -> bool {
        self.pinned
    }

    fn archived(&self) -> bool {
        self.archived
    }

    fn updated_at(&self) -> &str {
        &self.updated_at
    }

    fn found(&self) -> bool {
        self.found.is_some()
    }

    fn keep(&mut self, before: &Self) {
        if self.found.is_none() {
            self.found = before.found.clone();
        }
    }
}
