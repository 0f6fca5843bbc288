//! A thread as a file: Markdown to read, JSON with everything.

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

use super::feedback::Feedback;
use super::thread::Thread;
use super::{Role, Store};

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Markdown,
    Json,
}

/// A file to be saved.
pub(crate) struct Export {
    /// The thread's title, of which the file's name is made.
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Format {
    /// Reads the parameter.
    pub(crate) fn new(name: Option<&str>) -> Result<Self, ErrorCode> {
        match name {
            None | Some("md") => Ok(Self::Markdown),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(ErrorCode::InvalidInput),
        }
    }
}

impl Store {
    /// Writes a thread down.
    pub(crate) fn export(&self, id: &str, format: Format) -> Result<Export, ErrorCode> {
        let thread = self.live(id)?;
        let text = match format {
            Format::Markdown => markdown(thread),
            Format::Json => format!("{:#}\n", whole(thread)),
        };
        Ok(Export { title: thread.title().to_owned(), text })
    }
}

fn markdown(thread: &Thread) -> String {
    let branch = thread.active_branch();
    let dates = format!("Begun {}, last changed {}", minute(&thread.created_at), minute(&thread.updated_at));
    let mut text = format!("# {}\n\n{dates}\n", thread.title());
    for message in &branch {
        let who = match message.role {
            Role::User => "You",
            Role::Assistant => "Assistant",
        };
        text.push_str(&format!("\n## {who} · {}\n\n{}\n", minute(&message.created_at), message.content));
    }
    let others = thread.messages().len() - branch.len();
    if others > 0 {
        text.push_str(&format!("\n---\n\nMessages of other branches: {others}. The export as JSON has them.\n"));
    }
    text
}

/// `2026-01-31T12:00:00Z` for people.
fn minute(time: &str) -> String {
    let part = |range| time.get(range).unwrap_or_default();
    format!("{} {} UTC", part(0..10), part(11..16))
}

fn whole(thread: &Thread) -> Value {
    let messages = thread.messages().iter().map(|message| {
        json!({
            "id": message.id, "role": message.role.as_str(), "content": message.content,
            "createdAt": message.created_at, "parentId": message.parent, "status": message.status(),
            "feedback": message.feedback.as_ref().map(Feedback::to_json),
        })
    });
    json!({
        "id": thread.id(), "title": thread.title(), "createdAt": thread.created_at, "updatedAt": thread.updated_at,
        "head": thread.head(), "messages": messages.collect::<Vec<_>>(),
    })
}
