//! Reading a thread page by page, upwards and downwards.

use super::chat::{Chat, Core, Phase};
use crate::api::{Failure, Part, Thread};
use ai_agent_agui::{ErrorCode, ThreadId};
use ai_agent_conversation::Page;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Element;

impl Chat {
    /// Fetches the messages before (`earlier`) or after those that are shown, as the person wants. When there are no more
    /// then, the button goes, and the focus to the message that it stood at.
    pub fn press_more(self, earlier: bool) {
        let Some(core) = self.core() else { return };
        let at = match earlier {
            true => core.conversation.borrow().earlier().cloned(),
            false => core.conversation.borrow().later().cloned(),
        };
        spawn_local(async move {
            let there = if earlier { self.earlier } else { self.later };
            if self.load(earlier).await
                && !there.get_untracked()
                && let Some(at) = at
            {
                self.focus_in(&at, "");
            }
        });
    }

    /// The reader has scrolled: what is less than a screen away is fetched.
    pub fn scrolled(self, scroller: &Element) {
        let screen = scroller.client_height();
        let below = -scroller.scroll_top();
        let above = scroller.scroll_height() - screen - below;
        let earlier = self.earlier.get_untracked() && above < screen;
        let later = self.later.get_untracked() && below < screen;
        let failed = self.core().is_none_or(|core| core.page_failed.get());
        if (earlier || later) && !failed && !self.paging.get_untracked() {
            spawn_local(async move {
                self.load(earlier).await;
            });
        }
    }

    /// Goes to the end of the thread, which may have to be fetched, and does `then`.
    pub fn go_to_end(self, then: fn(Self)) {
        let Some(core) = self.core() else { return };
        self.scroll_to_end();
        if !self.later.get_untracked() || self.phase.get_untracked() != Phase::Idle {
            return;
        }
        let thread = core.thread.borrow().clone();
        let epoch = core.epoch.get();
        self.phase.set(Phase::Loading);
        spawn_local(async move {
            let result = core.fetch(&thread, Part::End).await;
            if self.core_at(epoch).is_none() {
                return;
            }
            self.phase.set(Phase::Idle);
            match result {
                Ok(loaded) => {
                    self.take_over(&core, loaded);
                    if !self.later.get_untracked() {
                        then(self);
                    }
                }
                Err(failure) => self.tell(&failure),
            }
            self.refresh();
        });
    }

    /// Fetches the page before or after what is shown; whether one was added.
    pub(super) async fn load(self, earlier: bool) -> bool {
        let Some(core) = self.core().filter(|_| !self.paging.get_untracked()) else { return false };
        let edge = match earlier {
            true => core.conversation.borrow().earlier().cloned().map(|id| Part::Before(id.as_str().to_owned())),
            false => core.conversation.borrow().later().cloned().map(|id| Part::After(id.as_str().to_owned())),
        };
        let Some(part) = edge else { return false };
        let thread = core.thread.borrow().clone();
        self.paging.set(true);
        let result = core.fetch(&thread, part).await;
        // Another thread has begun its own paging.
        if self.core().is_none() || *core.thread.borrow() != thread {
            return false;
        }
        self.paging.set(false);
        core.page_failed.set(false);
        match result {
            Ok(loaded) => self.add(&core, earlier, loaded),
            Err(failure) => {
                // What is shown is not of the branch any more, or the thread is gone: a refresh finds out.
                if matches!(failure.code(), Some(ErrorCode::InvalidInput | ErrorCode::NotFound)) {
                    core.stale.set(true);
                    self.refresh();
                } else {
                    core.page_failed.set(true);
                    self.tell(&failure);
                }
                false
            }
        }
    }

    fn add(self, core: &Core, earlier: bool, loaded: Thread) -> bool {
        self.hold_sight();
        let run = loaded.active_run.clone();
        let added = match earlier {
            true => core.conversation.borrow_mut().add_earlier(loaded.into()),
            false => core.conversation.borrow_mut().add_later(loaded.into()),
        };
        self.draw(core);
        match run.filter(|_| added && !earlier && !self.later.get_untracked()) {
            Some(run) if self.phase.get_untracked() == Phase::Idle => self.follow(run),
            _ => {}
        }
        if !added {
            core.stale.set(true);
            self.refresh();
        }
        added
    }
}

impl Core {
    /// A part of a thread's branch.
    pub async fn fetch(&self, thread: &ThreadId, part: Part) -> Result<Thread, Failure> {
        /// How many messages are drawn when a thread opens.
        const FIRST: u32 = 50;
        /// How many more are fetched at once.
        const MORE: u32 = 100;
        let limit = match part {
            Part::End | Part::Around(_) => FIRST,
            Part::Before(_) | Part::After(_) => MORE,
        };
        self.transport.server()?.thread(thread, &part, limit).await
    }
}

impl From<Thread> for Page {
    fn from(thread: Thread) -> Self {
        Self { messages: thread.messages, earlier: thread.previous.is_some(), later: thread.next.is_some() }
    }
}
