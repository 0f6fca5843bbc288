//! What the browser keeps over a reload: the open thread and the draft, per database and user. No answer and no secret.

use crate::bootstrap::Bootstrap;
use crate::dom::window;
use ai_agent_agui::ThreadId;

/// The browser's storage, under names of this user. A browser that forbids storage forgets; nothing else breaks.
#[derive(Clone, Debug)]
pub struct Keep {
    prefix: String,
}

impl Keep {
    /// The storage of the user that `bootstrap` names.
    pub fn new(bootstrap: &Bootstrap) -> Self {
        Self { prefix: format!("ai_agent.{}.{}", bootstrap.database, bootstrap.user) }
    }

    /// The thread that was open.
    pub fn thread(&self) -> Option<ThreadId> {
        self.get("thread").map(ThreadId::new)
    }

    /// Remembers the open thread; `None` is a new chat.
    pub fn set_thread(&self, thread: Option<&ThreadId>) {
        self.set("thread", thread.map(ThreadId::as_str).unwrap_or_default());
    }

    /// What was typed and not sent.
    pub fn draft(&self) -> String {
        self.get("draft").unwrap_or_default()
    }

    /// Remembers what is typed.
    pub fn set_draft(&self, draft: &str) {
        self.set("draft", draft);
    }

    fn get(&self, name: &str) -> Option<String> {
        let storage = window().local_storage().ok()??;
        storage.get_item(&format!("{}.{name}", self.prefix)).ok()?
    }

    fn set(&self, name: &str, value: &str) {
        if let Ok(Some(storage)) = window().local_storage() {
            let key = format!("{}.{name}", self.prefix);
            let result = if value.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, value) };
            // A full or forbidden storage costs the reload its memory, no more.
            drop(result);
        }
    }
}
