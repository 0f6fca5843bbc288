//! One message of a thread.

use serde_json::{Value, json};

use super::feedback::Feedback;
use crate::run::{End, Part, Run};

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
    pub(super) created_at: String,
    pub(super) parent: Option<String>,
    /// What it is made of, if that is more than a text.
    pub(super) parts: Vec<Part>,
    pub(super) feedback: Option<Feedback>,
    /// The head that was left when this message was last on the active branch.
    pub(super) last_seen: Option<String>,
    run: Option<(String, End)>,
}

impl Message {
    pub(super) fn of_user(id: &str, content: String, parent: Option<String>, now: &str) -> Self {
        Self {
            id: id.to_owned(),
            role: Role::User,
            content,
            created_at: now.to_owned(),
            parent,
            parts: Vec::new(),
            feedback: None,
            last_seen: None,
            run: None,
        }
    }

    pub(super) fn of_assistant(id: &str, content: String, parts: Vec<Part>, run: &Run, end: End, now: &str) -> Self {
        Self {
            role: Role::Assistant,
            parts,
            run: Some((run.id.clone(), end)),
            ..Self::of_user(id, content, Some(run.question.clone()), now)
        }
    }

    /// The message as the read route gives it, with its parts.
    pub(super) fn to_json(&self, siblings: &[&str], parts: &Value) -> Value {
        let (run, code) = match &self.run {
            Some((run, end)) => (Some(run), end.code().map(|code| code.as_str())),
            None => (None, None),
        };
        json!({
            "id": self.id, "role": self.role.as_str(), "content": self.content, "parts": parts, "createdAt": self.created_at,
            "parentId": self.parent, "runId": run, "status": self.status(), "code": code,
            "siblings": siblings, "feedback": self.feedback.as_ref().map(Feedback::to_json),
        })
    }

    /// The run of an answer.
    pub(super) fn run(&self) -> Option<&str> {
        self.run.as_ref().map(|(run, _)| run.as_str())
    }

    /// The run is over after all.
    pub(super) fn set_end(&mut self, end: End) {
        if let Some((_, known)) = &mut self.run {
            *known = end;
        }
    }

    /// How the run of an answer ended.
    pub(super) fn status(&self) -> Option<&'static str> {
        self.run.as_ref().map(|(_, end)| end.status().as_str())
    }
}
