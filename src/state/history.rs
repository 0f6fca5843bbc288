//! The list of earlier chats.
//!
//! It belongs to the widget, not to the view that shows it: the search and the place in the list are there again when the
//! view is closed and opened. `fetch` brings pages and searches, `news` what happened elsewhere, `edit` changes threads.

mod edit;
mod fetch;
mod focus;
mod news;
mod summary;

use super::chat::{Chat, Core};
use super::notice::{Action, Notice};
use crate::api::{Failure, ThreadQuery, ThreadSummary};
use ai_agent_agui::ThreadId;
use ai_agent_history::List;
use edit::Edit;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::Element;

/// The list of earlier chats. Copies are the same list.
#[derive(Clone, Copy, Debug)]
pub struct History {
    chat: Chat,
    /// What is typed in the search box.
    pub words: RwSignal<String>,
    /// Whether the archived ones are wanted instead of the others.
    pub archived: RwSignal<bool>,
    /// Whether a list is on its way that is to be shown instead, or a further page.
    pub fetching: RwSignal<bool>,
    /// What did not work.
    pub trouble: RwSignal<Option<Notice>>,
    /// What was done a moment ago and can be undone, in a sentence.
    pub undo: RwSignal<Option<String>>,
    /// The thread whose menu is open.
    pub menu: RwSignal<Option<String>>,
    /// The thread whose title is being written.
    pub renaming: RwSignal<Option<String>>,
    /// The thread that is open.
    pub current: RwSignal<Option<String>>,
    /// Counts the changes of what is shown. A signal of its own type would weigh a few kilobytes.
    version: RwSignal<u32>,
    desk: StoredValue<Rc<Desk>, LocalStorage>,
}

/// Threads, and what they are the answer to.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What was asked; its cursor is where the next page begins.
    pub query: ThreadQuery,
    /// The threads.
    pub list: List<ThreadSummary>,
}

/// What the tasks of the list need and nothing draws.
#[derive(Debug, Default)]
struct Desk {
    /// What is shown; `None` until the first page has come.
    shown: RefCell<Option<Rc<Shown>>>,
    /// What takes back what was done last.
    back: RefCell<Option<Edit>>,
    /// Counts what was asked for: an answer to something earlier is dropped.
    asked: Cell<u32>,
    /// What was done and the server has not confirmed, in order.
    edits: RefCell<VecDeque<Edit>>,
    /// Whether somebody works on them.
    editing: Cell<bool>,
    /// Counts those that are done: what was fetched before may not show them.
    edited: Cell<u32>,
    /// Threads that changed elsewhere.
    news: RefCell<Vec<ThreadId>>,
    /// Whether there is news.
    stale: Cell<bool>,
    /// Whether it is being fetched.
    catching_up: Cell<bool>,
    /// How far down the list the person is, in CSS pixels.
    scrolled: Cell<i32>,
    /// What draws the list.
    view: RefCell<Option<Element>>,
}

impl History {
    /// The list of `chat`. Call inside the reactive owner that owns the chat.
    pub fn new(chat: Chat) -> Self {
        let history = Self {
            chat,
            words: RwSignal::new(String::new()),
            archived: RwSignal::new(false),
            fetching: RwSignal::new(false),
            trouble: RwSignal::new(None),
            undo: RwSignal::new(None),
            menu: RwSignal::new(None),
            renaming: RwSignal::new(None),
            current: RwSignal::new(None),
            version: RwSignal::new(0),
            desk: StoredValue::new_local(Rc::default()),
        };
        if let Some(core) = chat.core() {
            core.list.set(Some(history));
        }
        history
    }

    /// The view is there, drawn in `view`.
    pub fn opened(self, view: Element) {
        let Some((_, desk)) = self.parts() else { return };
        *desk.view.borrow_mut() = Some(view);
        self.mark_current();
        if self.is_shown() {
            // The bus may have been silent.
            desk.stale.set(true);
            self.catch_up();
        } else {
            self.show();
        }
    }

    /// The view is gone.
    pub fn closed(self) {
        if let Some((_, desk)) = self.parts() {
            *desk.view.borrow_mut() = None;
            self.menu.set(None);
            self.renaming.set(None);
            self.trouble.set(None);
        }
    }

    /// Goes one step back: out of a menu, a title, a search, the archive, and at last to the chat.
    pub fn back(self) {
        if let Some(thread) = self.menu.get_untracked() {
            self.focus_menu_button(&thread);
            self.close_menu();
        } else if let Some(thread) = self.renaming.get_untracked() {
            self.end_renaming();
            self.focus_entry(thread);
        } else if !self.words.with_untracked(String::is_empty) {
            self.clear();
        } else if self.archived.get_untracked() {
            self.show_archived(false);
        } else {
            self.chat.history_open.set(false);
        }
    }

    /// Opens a thread: where the search found something, or at its end.
    pub fn open(self, id: &str) {
        if let Some(thread) = self.thread(id) {
            self.chat.open_thread(thread.id, thread.found.and_then(|found| found.message));
        }
    }

    /// The address where a thread is exported as `format`.
    pub fn export_url(self, id: &str, format: &str) -> String {
        format!("{}/threads/{id}/export?format={format}", self.chat.bootstrap().base)
    }

    /// A thread that is shown.
    pub fn thread(self, id: &str) -> Option<ThreadSummary> {
        self.shown()?.list.get(id).cloned()
    }

    /// What is shown; `None` until the first page has come.
    pub fn shown(self) -> Option<Rc<Shown>> {
        self.parts()?.1.shown.borrow().clone()
    }

    /// As [`History::shown`]; what calls it runs again when that changes.
    pub fn watch(self) -> Option<Rc<Shown>> {
        self.version.track();
        self.shown()
    }

    fn set_shown(self, shown: Option<Shown>) {
        if let Some((_, desk)) = self.parts() {
            *desk.shown.borrow_mut() = shown.map(Rc::new);
            self.version.update(|version| *version = version.wrapping_add(1));
        }
    }

    /// Closes the menu.
    pub fn close_menu(self) {
        self.menu.set(None);
        self.catch_up();
    }

    /// Ends the writing of a title.
    pub fn end_renaming(self) {
        self.renaming.set(None);
        self.catch_up();
    }

    /// Remembers how far down the list the person is, in CSS pixels.
    pub fn set_scrolled(self, pixels: i32) {
        if let Some((_, desk)) = self.parts() {
            desk.scrolled.set(pixels);
        }
    }

    /// How far down the list the person was, in CSS pixels.
    pub fn scrolled(self) -> i32 {
        self.parts().map_or(0, |(_, desk)| desk.scrolled.get())
    }

    fn mark_current(self) {
        if let Some((core, _)) = self.parts() {
            let thread = core.thread.borrow().as_str().to_owned();
            let _ = self.current.try_set(Some(thread));
        }
    }

    /// Says what did not work; `again`: and offers to do it again.
    fn fail(self, failure: &Failure, again: bool) {
        if let Some((core, _)) = self.parts() {
            let again = again.then_some(Action::Reload);
            self.trouble.set(Some(Notice::of(failure, &core.host.bootstrap, again)));
        }
    }

    /// Changes the list, and leaves the focus where it was, or with the neighbour of what is gone.
    fn update(self, change: impl FnOnce(&mut Shown)) {
        let Some(shown) = self.shown() else { return };
        let mut shown = Rc::unwrap_or_clone(shown);
        change(&mut shown);
        self.replace(shown);
    }

    /// As [`History::update`], with what is to be shown from now on.
    fn replace(self, shown: Shown) {
        let Some((_, desk)) = self.parts() else { return };
        let focused = desk.view.borrow().as_ref().and_then(focus::Spot::of);
        self.set_shown(Some(shown));
        if let Some(spot) = focused {
            self.focus_later(Box::new(move |view| spot.restore(view)));
        }
    }

    /// Puts the focus in the search box, once it is drawn.
    pub fn focus_search(self) {
        self.focus_later(Box::new(focus::search));
    }

    /// Puts the focus on the view, once it is drawn.
    pub fn focus_view(self) {
        self.focus_later(Box::new(focus::view));
    }

    /// Puts the focus on the row of a thread, once it is drawn.
    pub fn focus_entry(self, id: String) {
        self.focus_later(Box::new(move |view| focus::row(view, &id, focus::ENTRY)));
    }

    /// Puts the focus on the button that opens the menu of a thread, at once: the menu is about to go.
    pub fn focus_menu_button(self, id: &str) {
        let view = self.parts().and_then(|(_, desk)| desk.view.borrow().clone());
        if let Some(view) = view {
            focus::row(&view, id, focus::MENU);
        }
    }

    fn focus_later(self, act: Box<dyn FnOnce(&Element)>) {
        request_animation_frame(move || {
            let view = self.parts().and_then(|(_, desk)| desk.view.borrow().clone());
            if let Some(view) = view {
                act(&view);
            }
        });
    }

    /// What the tasks need; `None` once the widget is unmounted.
    fn parts(self) -> Option<(Rc<Core>, Rc<Desk>)> {
        Some((self.chat.core()?, self.desk.try_get_value()?))
    }
}
