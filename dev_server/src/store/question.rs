//! What a run is to answer, found in what a client sent.

use ai_agent_agui::ErrorCode;

use super::{Role, Store};

/// What a run is to answer.
pub(crate) enum Question {
    /// A new message of the user.
    New { id: String, text: String, parent: Parent },
    /// A message that is known, answered once more.
    Again { id: String },
}

/// Where a new question goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parent {
    /// Where the thread's branch ends.
    Head,
    /// The beginning of the thread.
    Root,
    /// After this message.
    Message(String),
}

/// What a client sent as a message, as far as it matters.
pub(crate) struct Sent<'a> {
    pub(crate) id: &'a str,
    /// The text, when it is a message of the user.
    pub(crate) prompt: Option<String>,
}

impl Store {
    /// Finds the question in the messages that a client sent. `named` is the parent that the client says outright: it
    /// wins over the messages, and is not looked at when the question is a known one.
    pub(crate) fn question(
        &self,
        thread: &str,
        sent: Vec<Sent<'_>>,
        named: Option<Result<Parent, ErrorCode>>,
    ) -> Result<Question, ErrorCode> {
        if self.threads.contains_key(thread) {
            self.live(thread)?;
        }
        let (mut before, mut last_is_users, mut new) = (None, false, None);
        for message in sent {
            let known_in = self.messages.get(message.id);
            match (known_in, message.prompt) {
                (Some(known_in), prompt) if known_in == thread => {
                    let users = self.threads.get(thread).and_then(|thread| thread.message(message.id));
                    last_is_users = prompt.is_some() && users.is_some_and(|message| message.role == Role::User);
                    before = Some(message.id.to_owned());
                }
                // A message of another conversation is none of this one.
                (Some(_), _) => last_is_users = false,
                (None, Some(text)) => {
                    let parent = before.clone().map_or(Parent::Head, Parent::Message);
                    if new.replace((message.id.to_owned(), text, parent)).is_some() {
                        return Err(ErrorCode::InvalidInput);
                    }
                }
                (None, None) => {}
            }
        }
        match (new, before) {
            (Some((id, text, parent)), _) => {
                let parent = named.map_or(Ok(parent), |named| self.known(thread, named?))?;
                Ok(Question::New { id, text, parent })
            }
            (None, Some(id)) if last_is_users => Ok(Question::Again { id }),
            (None, _) => Err(ErrorCode::InvalidInput),
        }
    }

    /// A parent that is no message of the thread is none.
    fn known(&self, thread: &str, parent: Parent) -> Result<Parent, ErrorCode> {
        match &parent {
            Parent::Message(id) if self.messages.get(id).is_none_or(|known_in| known_in != thread) => {
                Err(ErrorCode::InvalidInput)
            }
            _ => Ok(parent),
        }
    }
}
