//! A thread: its messages, and what the list says of it.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::{Value, json};

use super::message::Message;

const TITLE_CHARS: usize = 80;

/// A conversation. Its branches meet at common parents; the head ends the one that is shown.
pub(super) struct Thread {
    id: String,
    title: String,
    /// The title that the first question makes.
    first_title: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) pinned: bool,
    pub(super) archived: bool,
    /// Grows with its activity: what orders lists.
    pub(super) change: u64,
    /// Since when it is deleted and can be brought back.
    pub(super) deleted: Option<Instant>,
    messages: Vec<Message>,
    places: HashMap<String, usize>,
    head: Option<String>,
    pub(super) runs: Vec<String>,
}

impl Thread {
    pub(super) fn new(id: &str, now: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: String::new(),
            first_title: String::new(),
            created_at: now.to_owned(),
            updated_at: now.to_owned(),
            pinned: false,
            archived: false,
            change: 0,
            deleted: None,
            messages: Vec::new(),
            places: HashMap::new(),
            head: None,
            runs: Vec::new(),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// All messages, oldest first.
    pub(super) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(super) fn message(&self, id: &str) -> Option<&Message> {
        self.messages.get(*self.places.get(id)?)
    }

    pub(super) fn message_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.get_mut(*self.places.get(id)?)
    }

    pub(super) fn add(&mut self, message: Message) {
        self.places.insert(message.id.clone(), self.messages.len());
        self.messages.push(message);
    }

    pub(super) fn head(&self) -> Option<&str> {
        self.head.as_deref()
    }

    pub(super) fn set_head(&mut self, id: &str) {
        self.head = Some(id.to_owned());
    }

    pub(super) fn touch(&mut self, now: String, change: u64) {
        self.updated_at = now;
        self.change = change;
    }

    /// The first question names the thread.
    pub(super) fn name_after(&mut self, prompt: &str) {
        if self.first_title.is_empty() {
            self.first_title = one_line(prompt).chars().take(TITLE_CHARS).collect();
            self.title.clone_from(&self.first_title);
        }
    }

    /// Gives it a title; an empty one brings back that of the first question.
    pub(super) fn rename(&mut self, title: String) {
        self.title = if title.is_empty() { self.first_title.clone() } else { title };
    }

    /// What lists, changes and reading say of it.
    pub(super) fn item(&self) -> Value {
        json!({
            "id": self.id, "title": self.title, "createdAt": self.created_at, "updatedAt": self.updated_at,
            "pinned": self.pinned, "archived": self.archived,
        })
    }
}

/// A text with each run of white space as one blank.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
