//! Which thread is open.

use super::chat::{Chat, Core, Phase};
use super::message::MessageState;
use super::notice::Action;
use super::{Happening, ThreadEvent};
use crate::api::{Failure, LastRun, Part, Thread};
use crate::dom::random_id;
use ai_agent_agui::{ErrorCode, MessageId, ThreadId};
use ai_agent_conversation::{Conversation, Sentences};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Chat {
    /// Goes on where the person was before the reload.
    pub fn resume(self) {
        let stored = self.core().and_then(|core| core.keep.thread());
        if let Some(thread) = stored {
            self.open_thread(thread, None);
        }
    }

    /// Begins a new thread. An answer that is being written goes on in the old one.
    pub fn new_chat(self) {
        self.history_open.set(false);
        self.leave_thread();
        self.focus_composer();
    }

    /// The open thread gives way to a new one; what is typed stays.
    pub(super) fn leave_thread(self) {
        let Some(core) = self.core() else { return };
        self.show(&core, ThreadId::new(random_id()));
        core.keep.set_thread(None);
        self.phase.set(Phase::Idle);
    }

    /// Opens a thread of the server: where it ends, or where a search found something.
    pub fn open_thread(self, thread: ThreadId, at: Option<MessageId>) {
        let Some(core) = self.core() else { return };
        self.history_open.set(false);
        self.show(&core, thread.clone());
        core.keep.set_thread(Some(&thread));
        self.phase.set(Phase::Loading);
        let epoch = core.epoch.get();
        spawn_local(async move {
            let result = core.fetch(&thread, at.map_or(Part::End, Part::Around)).await;
            if self.core_at(epoch).is_none() {
                return;
            }
            match result {
                Ok(loaded) => {
                    self.phase.set(Phase::Idle);
                    self.take_over(&core, loaded);
                    // What happened while this was on its way may not be in it.
                    self.refresh();
                }
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
            self.open_thread(thread, None);
        }
    }

    /// Something happened to a thread, perhaps in another tab or on another device.
    pub fn happened(self, news: Happening) {
        let Some(core) = self.core() else { return };
        if let Some(list) = core.list.get().filter(|_| self.history_open.get_untracked()) {
            list.happened(&news);
        }
        if news.thread != *core.thread.borrow() {
            return;
        }
        if news.event == ThreadEvent::Deleted {
            self.leave_thread();
        } else if news.event == ThreadEvent::Changed || news.run != *core.followed.borrow() {
            core.stale.set(true);
            self.refresh();
        }
    }

    /// Fetches the open thread again if there is more of it, once nothing else goes on. Nobody is told when that fails.
    pub(super) fn refresh(self) {
        let Some(core) = self.core() else { return };
        if self.phase.get_untracked() != Phase::Idle || core.refreshing.get() || !core.stale.replace(false) {
            return;
        }
        core.refreshing.set(true);
        let epoch = core.epoch.get();
        let thread = core.thread.borrow().clone();
        spawn_local(async move {
            let result = core.fetch(&thread, Part::End).await;
            if self.core_at(epoch).is_none() {
                return;
            }
            core.refreshing.set(false);
            if self.phase.get_untracked() != Phase::Idle {
                // The person has asked meanwhile.
                return core.stale.set(true);
            }
            match result {
                Ok(loaded) => self.take_over(&core, loaded),
                Err(failure) if failure.code() == Some(ErrorCode::NotFound) => self.leave_thread(),
                Err(_) => {}
            }
            self.refresh();
        });
    }

    /// Leaves everything as it is on the server: the widget goes away.
    pub fn leave(self) {
        if let Some(core) = self.core() {
            core.next_epoch();
        }
    }

    /// Shows what the server has, and leaves alone what is shown already.
    fn take_over(self, core: &Core, loaded: Thread) {
        core.conversation.borrow_mut().refresh(loaded.messages);
        let changed = self.draw(core);
        if let Some(run) = loaded.active_run {
            self.follow(run);
        } else if changed {
            *core.unfinished.borrow_mut() = None;
            self.notice.set(None);
            if let Some(LastRun { code: Some(code), detail }) = loaded.last_run {
                self.fail(&Failure::Problem { code, detail, retry_after: None }, Action::Retry);
            }
        }
    }

    /// Draws the messages as they are; whether that changed any. Those that are drawn already are not touched.
    pub(super) fn draw(self, core: &Core) -> bool {
        let before = self.messages.get_untracked();
        let mut changed = false;
        let drawn: Vec<MessageState> = (core.conversation.borrow().messages().iter())
            .map(|message| match before.iter().find(|known| known.draws(message)) {
                Some(known) => {
                    changed |= known.set_status(message.status);
                    known.clone()
                }
                None => MessageState::new(message),
            })
            .collect();
        if !drawn.iter().map(|message| message.key).eq(before.iter().map(|message| message.key)) {
            changed = true;
            self.messages.set(drawn);
        }
        changed
    }

    /// An empty thread, until its messages come.
    fn show(self, core: &Core, thread: ThreadId) {
        core.next_epoch();
        *core.conversation.borrow_mut() = Conversation::default();
        self.draw(core);
        self.scroll_to_end();
        *core.thread.borrow_mut() = thread;
        *core.sentences.borrow_mut() = Sentences::default();
        *core.unfinished.borrow_mut() = None;
        self.notice.set(None);
        self.leaving.set(None);
    }
}

impl Core {
    /// A part of a thread's branch.
    async fn fetch(&self, thread: &ThreadId, part: Part) -> Result<Thread, Failure> {
        /// How many messages are drawn when a thread opens.
        const PAGE: u32 = 50;
        self.transport.server()?.thread(thread, &part, PAGE).await
    }
}
