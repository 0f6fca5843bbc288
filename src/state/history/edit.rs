//! Changes of threads. They show at once, go to the server one after the other, and are taken back where it refuses.

use super::{Desk, History, Shown};
use crate::api::{Failure, ThreadChange, ThreadSummary};
use crate::state::chat::Core;
use ai_agent_agui::ErrorCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A change of a thread, with the thread as it was before.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    /// Of its title or its place.
    Change(ThreadSummary, ThreadChange),
    /// It is deleted.
    Delete(ThreadSummary),
    /// It is brought back; whether it is to be open.
    Restore(ThreadSummary, bool),
}

impl History {
    /// Gives a thread another title; an empty one brings the first question back.
    pub fn rename(self, id: &str, title: &str) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        self.end_renaming();
        let Some(thread) = self.thread(id).filter(|thread| thread.title != title) else { return };
        self.edit(Edit::Change(thread, ThreadChange { title: Some(title), ..ThreadChange::default() }));
    }

    /// Keeps a thread on top, or no longer.
    pub fn pin(self, id: &str) {
        let Some(thread) = self.thread(id) else { return };
        let change = ThreadChange { pinned: Some(!thread.pinned), ..ThreadChange::default() };
        self.edit(Edit::Change(thread, change));
    }

    /// Puts a thread away, or takes it back.
    pub fn archive(self, id: &str) {
        let Some(thread) = self.thread(id) else { return };
        let change = |archived| ThreadChange { archived: Some(archived), ..ThreadChange::default() };
        let key = if thread.archived { "history.unarchived" } else { "history.archived.done" };
        let after = ThreadSummary { archived: !thread.archived, ..thread.clone() };
        let back = Edit::Change(after, change(thread.archived));
        let to = change(!thread.archived);
        self.offer(key, &thread.title, back);
        self.edit(Edit::Change(thread, to));
    }

    /// Deletes a thread; the open one gives way to a new chat.
    pub fn delete(self, id: &str) {
        let Some(((core, _), thread)) = self.parts().zip(self.thread(id)) else { return };
        let is_open = *core.thread.borrow() == thread.id;
        self.offer("history.deleted", &thread.title, Edit::Restore(thread.clone(), is_open));
        self.edit(Edit::Delete(thread));
    }

    /// Takes back what was done last.
    pub fn undo(self) {
        let Some(back) = self.parts().and_then(|(_, desk)| desk.back.take()) else { return };
        self.undo.set(None);
        let thread = back.before();
        let (id, title) = (thread.id.as_str().to_owned(), thread.title.clone());
        self.edit(back);
        self.chat.announce(&self.chat.texts().with("history.restored", "title", &title));
        self.focus_entry(id);
    }

    /// Offers to undo something for a while.
    fn offer(self, key: &str, title: &str, back: Edit) {
        let Some((_, desk)) = self.parts() else { return };
        let texts = self.chat.texts();
        let text = texts.with(key, "title", title);
        self.chat.announce(&format!("{text} {}", texts.get("history.undo.hint")));
        *desk.back.borrow_mut() = Some(back);
        self.undo.set(Some(text));
    }

    /// Shows a change, and has the server make it.
    fn edit(self, edit: Edit) {
        let Some((core, desk)) = self.parts() else { return };
        self.trouble.set(None);
        desk.edits.borrow_mut().push_back(edit.clone());
        self.update(|shown| edit.apply(shown));
        if desk.editing.replace(true) {
            return;
        }
        spawn_local(async move {
            loop {
                let next = desk.edits.borrow().front().cloned();
                let Some(edit) = next else { break };
                let result = edit.send(&core).await;
                desk.edits.borrow_mut().pop_front();
                desk.edited.set(desk.edited.get().wrapping_add(1));
                if self.parts().is_some() {
                    self.settle(&core, &desk, &edit, result);
                }
            }
            desk.editing.set(false);
            self.catch_up();
        });
    }

    /// Shows what became of a change, and on top of it those that came after it.
    fn settle(self, core: &Core, desk: &Desk, edit: &Edit, result: Result<Option<ThreadSummary>, Failure>) {
        let before = edit.before();
        match result {
            Ok(None) => {
                self.chat.thread_gone(&before.id);
                self.mark_current();
            }
            Ok(Some(after)) => {
                if let Edit::Restore(_, true) = edit
                    && self.chat.messages.with_untracked(Vec::is_empty)
                {
                    self.chat.load_thread(before.id.clone(), None);
                    self.mark_current();
                }
                if *core.thread.borrow() == after.id {
                    self.chat.title.set(after.title.clone());
                }
                self.update(|shown| {
                    edit.apply(shown);
                    shown.place(after);
                    desk.apply_edits(shown);
                });
            }
            Err(failure) => {
                self.undo.set(None);
                let gone = failure.code() == Some(ErrorCode::NotFound);
                self.update(|shown| {
                    match gone || matches!(edit, Edit::Restore(..)) {
                        true => drop(shown.list.remove(before.id.as_str())),
                        false => shown.place(before.clone()),
                    }
                    desk.apply_edits(shown);
                });
                if !(gone && matches!(edit, Edit::Delete(..))) {
                    self.fail(&failure, false);
                }
            }
        }
    }
}

impl Edit {
    /// The thread as it was before.
    fn before(&self) -> &ThreadSummary {
        match self {
            Self::Change(before, _) | Self::Delete(before) | Self::Restore(before, _) => before,
        }
    }

    /// Shows the change.
    pub(super) fn apply(&self, shown: &mut Shown) {
        match self {
            Self::Change(before, change) => {
                let mut thread = before.clone();
                // What an empty title becomes, only the server knows.
                if let Some(title) = change.title.clone().filter(|title| !title.is_empty()) {
                    thread.title = title;
                }
                thread.pinned = change.pinned.unwrap_or(thread.pinned);
                thread.archived = change.archived.unwrap_or(thread.archived);
                shown.place(thread);
            }
            Self::Delete(before) => drop(shown.list.remove(before.id.as_str())),
            Self::Restore(before, _) => shown.place(before.clone()),
        }
    }

    /// Has the server make it; the thread as it is then, if it still is.
    async fn send(&self, core: &Core) -> Result<Option<ThreadSummary>, Failure> {
        let server = core.transport.server()?;
        match self {
            Self::Change(before, change) => server.change_thread(&before.id, change).await.map(Some),
            Self::Delete(before) => server.delete_thread(&before.id).await.map(|()| None),
            Self::Restore(before, _) => server.restore_thread(&before.id).await.map(Some),
        }
    }
}
