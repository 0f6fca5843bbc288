//! The list of earlier chats.

use super::chat::{Chat, Happening, ThreadEvent};
use super::notice::Action;
use crate::api::{Failure, ThreadQuery, ThreadSummary};
use crate::dom::sleep;
use ai_agent_agui::ThreadId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long news is gathered before the list is fetched again, in milliseconds.
const GATHER: u32 = 200;

/// The list of earlier chats, while it is shown.
#[derive(Clone, Copy, Debug)]
pub struct History {
    chat: Chat,
    /// The threads that were fetched; `None` while the first page is on its way.
    pub threads: RwSignal<Option<Vec<ThreadSummary>>>,
    /// Where the next page begins.
    pub next_cursor: RwSignal<Option<String>>,
}

impl History {
    /// Begins to fetch the list. Call inside the reactive owner of the view that shows it.
    pub fn new(chat: Chat) -> Self {
        let history = Self { chat, threads: RwSignal::new(None), next_cursor: RwSignal::new(None) };
        if let Some(core) = chat.core() {
            core.list.set(Some(history));
        }
        history.more();
        history
    }

    /// Brings the list up to date. Nobody is told when that fails.
    pub(super) fn happened(self, news: &Happening) {
        if news.event == ThreadEvent::Deleted {
            return self.forget(&news.thread);
        }
        let Some(core) = self.chat.core() else { return };
        core.list_stale.set(true);
        if core.listing.replace(true) {
            return;
        }
        spawn_local(async move {
            while core.list_stale.get() {
                // A page that has just connected is told of much at once.
                sleep(GATHER).await;
                core.list_stale.set(false);
                let page = core.transport.threads(&ThreadQuery::default()).await;
                // The list may have been closed and opened again meanwhile.
                if let (Ok(page), Some(list)) = (page, core.list.get()) {
                    list.merge(page.threads);
                }
            }
            core.listing.set(false);
        });
    }

    /// Puts newer threads before those that are shown already.
    fn merge(self, mut threads: Vec<ThreadSummary>) {
        let Some(Some(before)) = self.threads.try_get_untracked() else { return };
        let newer: Vec<ThreadId> = threads.iter().map(|thread| thread.id.clone()).collect();
        threads.extend(before.iter().filter(|thread| !newer.contains(&thread.id)).cloned());
        if threads != before {
            self.threads.set(Some(threads));
        }
    }

    /// Takes a thread that is gone off the list.
    fn forget(self, thread: &ThreadId) {
        self.threads.try_update(|threads| {
            if let Some(threads) = threads {
                threads.retain(|known| known.id != *thread);
            }
        });
    }

    /// Fetches the next page.
    pub fn more(self) {
        let Some(core) = self.chat.core() else { return };
        let cursor = self.next_cursor.get_untracked();
        spawn_local(async move {
            match core.transport.threads(&ThreadQuery { cursor, ..ThreadQuery::default() }).await {
                Ok(page) => {
                    self.threads.try_update(|threads| threads.get_or_insert_default().extend(page.threads));
                    let _ = self.next_cursor.try_set(page.next_cursor);
                }
                Err(failure) => self.failed(&failure),
            }
        });
    }

    /// Deletes a thread; the open one gives way to a new chat.
    pub fn delete(self, thread: ThreadId) {
        let Some(core) = self.chat.core() else { return };
        spawn_local(async move {
            let server = core.transport.server();
            let deleted = async { server?.delete_thread(&thread).await };
            if let Err(failure) = deleted.await {
                return self.failed(&failure);
            }
            self.chat.thread_gone(&thread);
            self.forget(&thread);
        });
    }

    fn failed(self, failure: &Failure) {
        if self.chat.core().is_some() {
            self.chat.history_open.set(false);
            self.chat.fail(failure, Action::Reload);
        }
    }
}
