//! The threads of the list, in its order.

use std::cmp::Ordering;

/// A thread as the list needs it.
pub trait Listed: Clone {
    /// Its id.
    fn id(&self) -> &str;
    /// Whether it stays on top.
    fn pinned(&self) -> bool;
    /// Whether it was put away.
    fn archived(&self) -> bool;
    /// When something was last said, so that later is greater.
    fn updated_at(&self) -> &str;
    /// Whether a search told of it.
    fn found(&self) -> bool;
    /// Takes over what `before`, the same thread, has that is told only with a search.
    fn keep(&mut self, before: &Self);
}

/// Which threads a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that are not put away.
    Current,
    /// Those that are.
    Archived,
    /// Those that a search found, whether put away or not; pins play no part.
    Found,
}

/// Threads that were fetched, page by page, and what happened to them since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T> {
    scope: Scope,
    threads: Vec<T>,
}

impl<T: Listed> List<T> {
    /// A list of its first page.
    pub fn new(scope: Scope, page: Vec<T>) -> Self {
        let mut list = Self { scope, threads: Vec::new() };
        list.append(page);
        list
    }

    /// Which threads it shows.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The threads, in order.
    pub fn threads(&self) -> &[T] {
        &self.threads
    }

    /// The thread with this id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.threads.iter().find(|thread| thread.id() == id)
    }

    /// Adds the next page; what is there already stays where it is.
    pub fn append(&mut self, page: Vec<T>) {
        for thread in page {
            if self.get(thread.id()).is_none() {
                self.threads.push(thread);
            }
        }
    }

    /// Takes over the first page, fetched again, without those after it; `complete` when nothing comes after it. What
    /// would have to be in the page and is not, is gone. Whether threads beyond the page stay.
    pub fn renew(&mut self, page: Vec<T>, complete: bool) -> bool {
        let scope = self.scope;
        let before = std::mem::replace(&mut self.threads, page);
        let Some(last) = self.threads.last().cloned().filter(|_| !complete) else { return false };
        let fetched = self.threads.len();
        for thread in before {
            if order(scope, &last, &thread) != Ordering::Greater && self.get(thread.id()).is_none() {
                self.threads.push(thread);
            }
        }
        self.threads.len() > fetched
    }

    /// Puts a thread where it belongs now, or nowhere. `complete`: the list goes on no further than it does here; else
    /// one that belongs behind the last is left to the page that brings it.
    pub fn place(&mut self, mut thread: T, complete: bool) {
        let end = self.threads.last().cloned();
        if let Some(before) = self.remove(thread.id()) {
            thread.keep(&before);
        } else if self.scope == Scope::Found && !thread.found() {
            // Only the server knows whether this search finds it.
            return;
        }
        let belongs = match self.scope {
            Scope::Current => !thread.archived(),
            Scope::Archived => thread.archived(),
            Scope::Found => true,
        };
        let place = self.threads.iter().position(|other| order(self.scope, &thread, other) != Ordering::Greater);
        match place {
            Some(place) if belongs => self.threads.insert(place, thread),
            None if belongs && (complete || end.is_some_and(|end| self.is_within(&thread, &end))) => {
                self.threads.push(thread);
            }
            _ => {}
        }
    }

    fn is_within(&self, thread: &T, end: &T) -> bool {
        order(self.scope, thread, end) != Ordering::Greater
    }

    /// Takes a thread off the list.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let place = self.threads.iter().position(|thread| thread.id() == id)?;
        Some(self.threads.remove(place))
    }
}

/// Whether `one` comes before `other`.
fn order<T: Listed>(scope: Scope, one: &T, other: &T) -> Ordering {
    let pins = match scope {
        Scope::Found => Ordering::Equal,
        Scope::Current | Scope::Archived => other.pinned().cmp(&one.pinned()),
    };
    pins.then_with(|| other.updated_at().cmp(one.updated_at()))
}
