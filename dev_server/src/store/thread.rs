//! A thread and its tree of messages.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::run::{End, Run};

const TITLE_CHARS: usize = 80;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    User,
    Assistant,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One message; its parent is the message before it on its branch.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) content: String,
    created_at: String,
    parent: Option<String>,
    run: Option<(String, End)>,
}

impl Message {
    pub(super) fn of_user(id: &str, content: String, parent: Option<String>, now: &str) -> Self {
        Self { id: id.to_owned(), role: Role::User, content, created_at: now.to_owned(), parent, run: None }
    }

    pub(super) fn of_assistant(id: &str, content: String, run: &Run, end: End, now: &str) -> Self {
        Self {
            id: id.to_owned(),
            role: Role::Assistant,
            content,
            created_at: now.to_owned(),
            parent: Some(run.question.clone()),
            run: Some((run.id.clone(), end)),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let (run, status, code) = match &self.run {
            Some((run, end)) => (Some(run), Some(end.status().as_str()), end.code().map(|code| code.as_str())),
            None => (None, None, None),
        };
        json!({
            "id": self.id, "role": self.role.as_str(), "content": self.content, "createdAt": self.created_at,
            "parentId": self.parent, "runId": run, "status": status, "code": code,
        })
    }
}

/// A conversation. Its branches meet at common parents; `head` ends the one that is shown.
pub(super) struct Thread {
    id: String,
    title: String,
    created_at: String,
    updated_at: String,
    pub(super) change: u64,
    messages: HashMap<String, Message>,
    pub(super) head: Option<String>,
    pub(super) runs: Vec<String>,
}

impl Thread {
    pub(super) fn new(id: &str, now: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: String::new(),
            created_at: now.to_owned(),
            updated_at: now.to_owned(),
            change: 0,
            messages: HashMap::new(),
            head: None,
            runs: Vec::new(),
        }
    }

    pub(super) fn message(&self, id: &str) -> Option<&Message> {
        self.messages.get(id)
    }

    pub(super) fn add(&mut self, message: Message) {
        self.messages.insert(message.id.clone(), message);
    }

    pub(super) fn touch(&mut self, now: String, change: u64) {
        self.updated_at = now;
        self.change = change;
    }

    /// The first question names the thread.
    pub(super) fn name_after(&mut self, prompt: &str) {
        if self.title.is_empty() {
            let line = prompt.split_whitespace().collect::<Vec<_>>().join(" ");
            self.title = line.chars().take(TITLE_CHARS).collect();
        }
    }

    /// The messages that lead to `head`, oldest first.
    pub(super) fn branch(&self, head: Option<&String>) -> Vec<&Message> {
        let first = head.and_then(|id| self.messages.get(id));
        let mut branch: Vec<&Message> =
            std::iter::successors(first, |message| message.parent.as_ref().and_then(|id| self.messages.get(id)))
                .collect();
        branch.reverse();
        branch
    }

    pub(super) fn summary(&self) -> Value {
        json!({"id": self.id, "title": self.title, "createdAt": self.created_at, "updatedAt": self.updated_at})
    }
}
