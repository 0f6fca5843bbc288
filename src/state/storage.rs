//! What the browser keeps over a reload: the open thread and the drafts, per database and user. No answer and no secret.

use crate::bootstrap::Bootstrap;
use crate::dom::window;
use ai_agent_agui::ThreadId;
use ai_agent_conversation::Drafts;

/// The browser's storage, under names of this user. A browser that forbids storage forgets; nothing else breaks.
#[derive(Clone, Debug)]
pub struct Keep {
    prefix: String,
}

impl Keep {
    /// The storage of the user that `bootstrap` names.
    pub fn new(bootstrap: &Bootstrap) -> Self {
        let keep = Self { prefix: format!("ai_agent.{}.{}", bootstrap.database, bootstrap.user) };
        // There was one draft for all threads once.
        if let Some(draft) = keep.get("draft") {
            keep.set_draft(keep.thread().as_ref(), &draft);
            keep.set("draft", "");
        }
        keep
    }

    /// The thread that was open.
    pub fn thread(&self) -> Option<ThreadId> {
        self.get("thread").map(ThreadId::new)
    }

    /// Remembers the open thread; `None` is a new chat.
    pub fn set_thread(&self, thread: Option<&ThreadId>) {
        self.set("thread", thread.map(ThreadId::as_str).unwrap_or_default());
    }

    /// What was typed in `thread` (`None`: the new chat) and not sent, in this tab or another one.
    pub fn draft(&self, thread: Option<&ThreadId>) -> String {
        self.drafts().get(thread).to_owned()
    }

    /// Remembers what is typed.
    pub fn set_draft(&self, thread: Option<&ThreadId>, draft: &str) {
        let mut drafts = self.drafts();
        drafts.set(thread, draft);
        if !self.set("drafts", &drafts.write()) {
            // What is being typed now matters most.
            self.set("drafts", "");
            self.set("drafts", &drafts.last_only().write());
        }
    }

    fn drafts(&self) -> Drafts {
        Drafts::read(&self.get("drafts").unwrap_or_default())
    }

    fn get(&self, name: &str) -> Option<String> {
        let storage = window().local_storage().ok()??;
        storage.get_item(&format!("{}.{name}", self.prefix)).ok()?
    }

    /// Whether there was room. A full or forbidden storage costs the reload its memory, no more.
    fn set(&self, name: &str, value: &str) -> bool {
        let Ok(Some(storage)) = window().local_storage() else { return false };
        let key = format!("{}.{name}", self.prefix);
        match value.is_empty() {
            true => storage.remove_item(&key).is_ok(),
            false => storage.set_item(&key, value).is_ok(),
        }
    }
}
