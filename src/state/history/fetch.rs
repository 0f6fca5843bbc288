//! Pages and searches.

use super::{Desk, History, Shown};
use crate::api::{Failure, ThreadPage, ThreadQuery, ThreadSummary};
use crate::dom::sleep;
use crate::state::chat::Core;
use crate::wake;
use ai_agent_history::{List, Scope};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long after the last key a search is asked, in milliseconds.
const TYPING: u32 = 150;
/// How long a list that could not be fetched waits for the network to come back, in milliseconds.
const OFFLINE: u32 = 600_000;

impl History {
    /// Looks for what is typed, once nothing more is.
    pub fn search(self, words: String) {
        let Some((_, desk)) = self.parts() else { return };
        self.words.set(words);
        let asked = desk.next();
        if self.is_shown() {
            self.fetching.set(false);
            return;
        }
        spawn_local(async move {
            sleep(TYPING).await;
            if desk.asked.get() == asked {
                self.show();
            }
        });
    }

    /// Ends the search.
    pub fn clear(self) {
        self.words.set(String::new());
        self.show();
    }

    /// Shows the archived threads, or the others.
    pub fn show_archived(self, archived: bool) {
        self.archived.set(archived);
        // The other list would stand below the wrong title.
        self.set_shown(None);
        self.show();
    }

    /// Fetches what is wanted. What is shown stays until that is there.
    pub fn show(self) {
        let Some((core, desk)) = self.parts() else { return };
        let asked = desk.next();
        let query = self.query();
        self.trouble.set(None);
        spawn_local(async move {
            let Some(result) = self.fetch(&core, &desk, &query).await else { return };
            match result {
                Ok(page) => self.begin(&desk, query, page),
                Err(failure) => {
                    self.fail(&failure, true);
                    if failure.passes() && wake::pause(OFFLINE).await.is_truthy() && desk.asked.get() == asked {
                        self.show();
                    }
                }
            }
        });
    }

    /// Fetches the next page.
    pub fn more(self) {
        let Some((core, desk)) = self.parts() else { return };
        let query = self.shown().map(|shown| shown.query.clone());
        let Some(query) = query.filter(|query| query.cursor.is_some() && !self.fetching.get_untracked()) else {
            return;
        };
        self.trouble.set(None);
        spawn_local(async move {
            let Some(result) = self.fetch(&core, &desk, &query).await else { return };
            match result {
                Ok(page) => self.update(|shown| {
                    shown.list.append(page.threads);
                    shown.query.cursor = page.next_cursor;
                    desk.apply_edits(shown);
                }),
                Err(failure) => self.fail(&failure, true),
            }
        });
    }

    /// Does again what did not work.
    pub fn try_again(self) {
        if self.is_shown() { self.more() } else { self.show() }
    }

    /// Asks the server; `None` when something else was asked for meanwhile. What was fetched before a change was made, is
    /// fetched again.
    async fn fetch(self, core: &Core, desk: &Desk, query: &ThreadQuery) -> Option<Result<ThreadPage, Failure>> {
        let asked = desk.asked.get();
        self.fetching.set(true);
        loop {
            let edited = desk.edited.get();
            let result = core.transport.threads(query).await;
            if self.parts().is_none() || desk.asked.get() != asked {
                return None;
            }
            if desk.edited.get() == edited {
                self.fetching.set(false);
                return Some(result);
            }
        }
    }

    /// Whether what is shown is what is wanted.
    pub fn is_shown(self) -> bool {
        let wanted = self.query();
        self.shown().is_some_and(|shown| {
            let ThreadQuery { words, archived, .. } = &shown.query;
            (words, *archived) == (&wanted.words, wanted.archived)
        })
    }

    fn begin(self, desk: &Desk, query: ThreadQuery, page: ThreadPage) {
        let scope = match (query.words.is_empty(), query.archived) {
            (false, _) => Scope::Found,
            (true, true) => Scope::Archived,
            (true, false) => Scope::Current,
        };
        let searched = scope == Scope::Found;
        let list = List::new(scope, page.threads);
        let mut shown = Shown { query: ThreadQuery { cursor: page.next_cursor, ..query }, list };
        desk.apply_edits(&mut shown);
        desk.news.take();
        desk.stale.set(false);
        desk.scrolled.set(0);
        if searched {
            let sentence = self.count(&shown);
            self.chat.announce(&sentence);
        }
        self.replace(shown);
    }

    /// How many threads a search found, in a sentence.
    pub fn count(self, shown: &Shown) -> String {
        let texts = self.chat.texts();
        match (shown.list.threads().len(), shown.query.cursor.is_some()) {
            (0, _) => texts.with("history.none", "words", &shown.query.words),
            (1, false) => texts.get("history.found.one"),
            (count, false) => texts.with("history.found", "count", &count.to_string()),
            (count, true) => texts.with("history.found.more", "count", &count.to_string()),
        }
    }

    /// What is wanted.
    fn query(self) -> ThreadQuery {
        let words = self.words.with_untracked(|words| words.trim().to_owned());
        ThreadQuery { archived: words.is_empty() && self.archived.get_untracked(), words, cursor: None }
    }
}

impl Desk {
    /// Something else is asked for.
    fn next(&self) -> u32 {
        self.asked.set(self.asked.get().wrapping_add(1));
        self.asked.get()
    }

    /// Shows in what was fetched what the server has not confirmed.
    pub(super) fn apply_edits(&self, shown: &mut Shown) {
        for edit in &*self.edits.borrow() {
            edit.apply(shown);
        }
    }
}

impl Shown {
    /// Puts a thread where it belongs.
    pub(super) fn place(&mut self, thread: ThreadSummary) {
        self.list.place(thread, self.query.cursor.is_none());
    }
}
