//! A message and how far it has come.

use ai_agent_agui::{MessageId, RunId};

/// A message of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// Its text, in markdown when the assistant wrote it.
    pub text: String,
    /// How far it has come.
    pub status: Status,
    /// The run that wrote it.
    pub run: Option<RunId>,
    /// The message before it, as the server tells; `None`: the first, or not known yet.
    pub parent: Option<MessageId>,
    /// The messages in the same place of the thread, oldest first, itself included; empty: not known yet.
    pub siblings: Vec<MessageId>,
    /// What the person thinks of it.
    pub feedback: Option<Feedback>,
}

/// What a person thinks of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// Whether it was good.
    pub up: bool,
    /// Why.
    pub comment: String,
    /// Whether managers may read question and answer.
    pub shared: bool,
}

impl Message {
    /// A message of which only this is known yet.
    pub fn new(id: MessageId, role: Role, text: String, status: Status, run: Option<RunId>) -> Self {
        Self { id, role, text, status, run, parent: None, siblings: Vec::new(), feedback: None }
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The AI service.
    Assistant,
}

impl Role {
    /// The role's name in AG-UI.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It still grows.
    Streaming,
    /// It is complete.
    Finished,
    /// The person stopped it.
    Cancelled,
    /// It broke off with an error.
    Failed,
    /// The process that wrote it is gone.
    Lost,
}

impl Status {
    /// The status on the wire and in the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Lost => "lost",
        }
    }

    /// The status that `name` stands for on the wire; what is not known is complete.
    pub fn from_name(name: &str) -> Self {
        match name {
            "running" => Self::Streaming,
            "cancelled" => Self::Cancelled,
            "failed" => Self::Failed,
            "lost" => Self::Lost,
            _ => Self::Finished,
        }
    }
}
