//! What happened to threads elsewhere: in this widget's conversation, another tab, another machine.

use super::{Desk, History};
use crate::api::{Part, ThreadPage, ThreadQuery, ThreadSummary};
use crate::dom::sleep;
use crate::state::chat::Core;
use crate::state::{Happening, ThreadEvent};
use ai_agent_agui::ThreadId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long news is gathered before the list is fetched again, in milliseconds: a page that has just connected is told of
/// much at once.
const GATHER: u32 = 200;
/// How many threads that changed are fetched one by one.
const SINGLES: usize = 5;

impl History {
    /// Brings the list up to date, now or when it is shown again. Nobody is told when that fails.
    pub fn happened(self, news: &Happening) {
        let Some((_, desk)) = self.parts() else { return };
        match news.event {
            ThreadEvent::Deleted => return self.forget(&news.thread),
            ThreadEvent::Changed => {
                let mut threads = desk.news.borrow_mut();
                if !threads.contains(&news.thread) {
                    threads.push(news.thread.clone());
                }
            }
            ThreadEvent::Run => {}
        }
        desk.stale.set(true);
        self.catch_up();
    }

    /// Takes a thread that is gone off the list, unless it is being brought back here.
    pub(super) fn forget(self, thread: &ThreadId) {
        let Some((_, desk)) = self.parts() else { return };
        for signal in [self.menu, self.renaming] {
            if signal.with_untracked(|id| id.as_deref() == Some(thread.as_str())) {
                signal.set(None);
            }
        }
        if self.thread(thread.as_str()).is_some() {
            self.update(|shown| {
                drop(shown.list.remove(thread.as_str()));
                desk.apply_edits(shown);
            });
        }
        self.mark_current();
    }

    /// Fetches what is new, while somebody looks and nothing is being done with the list.
    pub(super) fn catch_up(self) {
        let Some((core, desk)) = self.parts() else { return };
        if !self.is_behind(&desk) || desk.catching_up.replace(true) {
            return;
        }
        spawn_local(async move {
            while self.parts().is_some() && self.is_behind(&desk) {
                sleep(GATHER).await;
                if self.parts().is_some() {
                    self.fetch_news(&core, &desk).await;
                }
            }
            desk.catching_up.set(false);
        });
    }

    fn is_behind(self, desk: &Desk) -> bool {
        desk.stale.get() && desk.view.borrow().is_some() && self.shown().is_some() && !self.is_held(desk)
    }

    /// Whether the rows have to stay where they are.
    fn is_held(self, desk: &Desk) -> bool {
        let busy = |signal: RwSignal<Option<String>>| signal.with_untracked(Option::is_some);
        busy(self.menu) || busy(self.renaming) || !desk.edits.borrow().is_empty()
    }

    async fn fetch_news(self, core: &Core, desk: &Desk) {
        desk.stale.set(false);
        let news = desk.news.take();
        let mark = (desk.asked.get(), desk.edited.get());
        let query = self.shown().map(|shown| shown.query.clone());
        let Some(query) = query.map(|query| ThreadQuery { cursor: None, ..query }) else { return };
        let Ok(page) = core.transport.threads(&query).await else { return };
        let singles = singles(core, &page, &news).await;
        if self.parts().is_none() || desk.asked.get() != mark.0 {
            return;
        }
        if desk.edited.get() != mark.1 || self.is_held(desk) {
            desk.stale.set(true);
            desk.news.borrow_mut().extend(news);
            return;
        }
        self.mark_current();
        let same = self.shown().is_some_and(|shown| {
            singles.is_empty() && shown.list.threads() == page.threads && shown.query.cursor == page.next_cursor
        });
        if same {
            return;
        }
        self.update(|shown| {
            if !shown.list.renew(page.threads, page.next_cursor.is_none()) {
                shown.query.cursor = page.next_cursor;
            }
            for thread in singles {
                shown.place(thread);
            }
        });
    }
}

/// Those of `news` that are not in the first page, as they are now.
async fn singles(core: &Core, page: &ThreadPage, news: &[ThreadId]) -> Vec<ThreadSummary> {
    let mut threads = Vec::new();
    let Ok(server) = core.transport.server() else { return threads };
    if page.next_cursor.is_none() {
        return threads;
    }
    let beyond = news.iter().filter(|id| page.threads.iter().all(|thread| thread.id != **id));
    for id in beyond.take(SINGLES) {
        if let Ok(thread) = server.thread(id, &Part::End, 1).await {
            threads.push(thread.summary);
        }
    }
    threads
}
