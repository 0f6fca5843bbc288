//! Which thread is open.

use super::chat::{Chat, Core, Phase};
use super::message::MessageState;
use super::notice::Action;
use crate::api::{Failure, LastRun, Thread};
use crate::dom::random_id;
use ai_agent_agui::{ErrorCode, ThreadId};
use ai_agent_conversation::{Conversation, Sentences};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Chat {
    /// Goes on where the person was before the reload.
    pub fn resume(self) {
        let stored = self.core().and_then(|core| core.keep.thread());
        if let Some(thread) = stored {
            self.open_thread(thread);
        }
    }

    /// Begins a new thread. An answer that is being written goes on in the old one.
    pub fn new_chat(self) {
        let Some(core) = self.core() else { return };
        self.show(&core, ThreadId::new(random_id()), Conversation::default());
        core.keep.set_thread(None);
        self.phase.set(Phase::Idle);
        self.focus_composer();
    }

    /// Opens a thread of the server.
    pub fn open_thread(self, thread: ThreadId) {
        let Some(core) = self.core() else { return };
        self.show(&core, thread.clone(), Conversation::default());
        core.keep.set_thread(Some(&thread));
        self.phase.set(Phase::Loading);
        let epoch = core.epoch.get();
        spawn_local(async move {
            let result = core.transport.thread(&thread).await;
            if self.core_at(epoch).is_none() {
                return;
            }
            match result {
                Ok(loaded) => self.show_loaded(&core, thread, loaded),
                Err(failure) if failure.code() == Some(ErrorCode::NotFound) => self.new_chat(),
                Err(failure) => {
                    self.phase.set(Phase::Idle);
                    self.fail(&failure, Action::Reload);
                }
            }
        });
    }

    /// Fetches the open thread again.
    pub fn reload_thread(self) {
        let thread = self.core().map(|core| core.thread.borrow().clone());
        if let Some(thread) = thread {
            self.open_thread(thread);
        }
    }

    /// Leaves everything as it is on the server: the widget goes away.
    pub fn leave(self) {
        if let Some(core) = self.core() {
            core.next_epoch();
        }
    }

    fn show_loaded(self, core: &Core, thread: ThreadId, loaded: Thread) {
        self.show(core, thread, Conversation::with_messages(loaded.messages));
        self.phase.set(Phase::Idle);
        if let Some(run) = loaded.active_run {
            self.follow(run);
        } else if let Some(LastRun { code: Some(code), detail }) = loaded.last_run {
            self.fail(&Failure::Problem { code, detail, retry_after: None }, Action::Retry);
        }
    }

    fn show(self, core: &Core, thread: ThreadId, conversation: Conversation) {
        core.next_epoch();
        self.messages.set(conversation.messages().iter().map(MessageState::new).collect());
        *core.conversation.borrow_mut() = conversation;
        *core.thread.borrow_mut() = thread;
        *core.sentences.borrow_mut() = Sentences::default();
        *core.unfinished.borrow_mut() = None;
        core.unsent.borrow_mut().clear();
        self.notice.set(None);
        self.leaving.set(None);
        self.history_open.set(false);
    }
}
