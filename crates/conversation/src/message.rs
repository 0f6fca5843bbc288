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
