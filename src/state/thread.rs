//! Which thread is open.

use super::chat::{Chat, Core, Phase};
use super::message::MessageState;
use super::notice::Action;
use super::{Happening, ThreadEvent};
use crate::api::{Failure, LastRun, Part, Thread, ThreadChange};
use crate::dom::random_id;
use ai_agent_agui::{ErrorCode, MessageId, ThreadId};
use ai_agent_conversation::{Conversation, Drafts, Message, Role, Sentences};
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
        let Some(core) = self.core() else { return };
        self.history_open.set(false);
        self.show(&core, None);
        self.focus_composer();
    }

    /// The open thread, which is gone, gives way to a new one; what is typed stays.
    pub(super) fn leave_thread(self) {
        let Some(core) = self.core() else { return };
        let gone = core.thread.borrow().clone();
        let typed = core.keep.draft(Some(&gone));
        core.keep.set_draft(Some(&gone), "");
        core.keep.set_draft(None, &Drafts::join(&typed, &core.keep.draft(None)));
        self.show(&core, None);
    }

    /// A thread is gone, with what was typed in it; the open one gives way to a new chat.
    pub(super) fn thread_gone(self, thread: &ThreadId) {
        let Some(core) = self.core() else { return };
        let open = *core.thread.borrow() == *thread;
        match open {
            true => self.leave_thread(),
            false => core.keep.set_draft(Some(thread), ""),
        }
    }

    /// Opens a thread of the server: where it ends, or where a search found something.
    pub fn open_thread(self, thread: ThreadId, at: Option<MessageId>) {
        self.history_open.set(false);
        self.load_thread(thread, at);
    }

    /// As [`Chat::open_thread`], behind the list of earlier chats if that is shown.
    pub(super) fn load_thread(self, thread: ThreadId, at: Option<MessageId>) {
        let Some(core) = self.core() else { return };
        self.show(&core, Some(&thread));
        self.phase.set(Phase::Loading);
        core.wanted.replace(at.clone());
        let epoch = core.epoch.get();
        spawn_local(async move {
            let result = core.open(&thread, at.as_ref()).await;
            if self.core_at(epoch).is_none() {
                return;
            }
            match result {
                Ok(loaded) => {
                    self.phase.set(Phase::Idle);
                    self.take_over(&core, loaded);
                    if let Some(at) = at {
                        self.show_message(&at);
                    }
                    // What happened while this was on its way may not be in it.
                    self.refresh();
                }
                Err(failure) if failure.code() == Some(ErrorCode::NotFound) => {
                    self.leave_thread();
                    self.focus_composer();
                }
                Err(failure) => {
                    self.phase.set(Phase::Idle);
                    self.fail(&failure, Action::Reload);
                }
            }
        });
    }

    /// Fetches the open thread again, as it was opened.
    pub fn reload_thread(self) {
        let Some(core) = self.core() else { return };
        let thread = core.thread.borrow().clone();
        self.open_thread(thread, core.wanted.take());
    }

    /// Something happened to a thread, perhaps in another tab or on another device.
    pub fn happened(self, news: Happening) {
        let Some(core) = self.core() else { return };
        if let Some(list) = core.list.get() {
            list.happened(&news);
        }
        if news.event == ThreadEvent::Deleted {
            return self.thread_gone(&news.thread);
        }
        if news.thread != *core.thread.borrow() {
            return;
        }
        if news.event == ThreadEvent::Changed || news.run != *core.followed.borrow() {
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
            let result = core.fetch_again(&thread).await;
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
    pub(super) fn take_over(self, core: &Core, loaded: Thread) {
        if self.title.get_untracked() != loaded.summary.title {
            self.title.set(loaded.summary.title.clone());
        }
        self.hold_sight_above();
        let (run, last_run) = (loaded.active_run.clone(), loaded.last_run.clone());
        core.conversation.borrow_mut().refresh(loaded.into());
        let changed = self.draw(core);
        // Far from the end, what happens there is not to be seen.
        if self.later.get_untracked() {
            return;
        }
        if let Some(run) = run {
            self.follow(run);
        } else if changed {
            *core.unfinished.borrow_mut() = None;
            self.notice.set(None);
            if let Some(LastRun { code: Some(code), detail }) = last_run {
                self.fail(&Failure::Problem { code, detail, retry_after: None }, Action::Retry);
            }
        }
    }

    /// Draws the messages as they are; whether that changed any. Those that are drawn already are not touched.
    pub(super) fn draw(self, core: &Core) -> bool {
        let conversation = core.conversation.borrow();
        let before = self.messages.get_untracked();
        let mut changed = false;
        let mut next = 0;
        let mut page = None;
        let mut drawn = Vec::with_capacity(conversation.messages().len());
        let same_answer = |one: &Message, next: &Message| [one.role, next.role] == [Role::Assistant; 2];
        for group in conversation.messages().chunk_by(same_answer) {
            let Some(message) = group.first() else { continue };
            // What is known stands in the same order, so that the next one is nearly always it.
            let place = match before.get(next).is_some_and(|known| known.draws(message)) {
                true => Some(next),
                false => before.iter().position(|known| known.draws(message)),
            };
            match place {
                Some(place) => {
                    next = place + 1;
                    changed |= before[place].tell(group);
                    drawn.push(before[place].clone());
                }
                None => drawn.push(MessageState::new(message, group, page)),
            }
            page = drawn.last().map(|last| last.page);
        }
        if !drawn.iter().map(|message| message.key).eq(before.iter().map(|message| message.key)) {
            changed = true;
            self.messages.set(drawn);
        }
        for (signal, there) in [(self.earlier, conversation.earlier()), (self.later, conversation.later())] {
            if signal.get_untracked() != there.is_some() {
                signal.set(there.is_some());
            }
        }
        changed
    }

    /// A thread without messages, until they come; `None` is a new chat.
    fn show(self, core: &Core, thread: Option<&ThreadId>) {
        core.next_epoch();
        core.fork.take();
        core.rejected.take();
        core.continuation.take();
        core.choices.borrow_mut().clear();
        core.page_failed.set(false);
        *core.conversation.borrow_mut() = Conversation::default();
        self.draw(core);
        self.scroll_to_end();
        *core.thread.borrow_mut() = thread.cloned().unwrap_or_else(|| ThreadId::new(random_id()));
        core.begun.set(thread.is_some());
        core.keep.set_thread(thread);
        *core.sentences.borrow_mut() = Sentences::default();
        *core.unfinished.borrow_mut() = None;
        self.title.set(String::new());
        self.draft.set(core.keep.draft(thread));
        self.paging.set(false);
        self.phase.set(Phase::Idle);
        self.notice.set(None);
        self.leaving.set(None);
    }
}

impl Core {
    /// The part of a thread that is to be shown when it opens: its end, or `at` and what is around it, for which the branch
    /// of `at` becomes the one that opens.
    async fn open(&self, thread: &ThreadId, at: Option<&MessageId>) -> Result<Thread, Failure> {
        if let Some(at) = at {
            let change = ThreadChange { head: Some(at.clone()), ..ThreadChange::default() };
            // Whether or not the branch could be changed (not while an answer is being written): what can be read is.
            let _ = self.transport.server()?.change_thread(thread, &change).await;
            match self.fetch(thread, Part::Around(at.clone())).await {
                Err(failure) if failure.code() == Some(ErrorCode::InvalidInput) => {}
                result => return result,
            }
        }
        self.fetch(thread, Part::End).await
    }

    /// The part of the open thread that tells what is new: its end, or the last that is shown and what is around it.
    async fn fetch_again(&self, thread: &ThreadId) -> Result<Thread, Failure> {
        let last = self.conversation.borrow().later().cloned();
        if let Some(last) = last {
            match self.fetch(thread, Part::Around(last)).await {
                // It is not on the branch any more.
                Err(failure) if failure.code() == Some(ErrorCode::InvalidInput) => {}
                result => return result,
            }
        }
        self.fetch(thread, Part::End).await
    }
}
