//! A message and how far it has come.

use crate::part::{Part, Text, ToolCall};
use ai_agent_agui::{MessageId, RunId, ToolCallId};

/// A message of a thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// What it is made of, in order.
    pub parts: Vec<Part>,
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
        let mut message =
            Self { id, role, parts: Vec::new(), status, run, parent: None, siblings: Vec::new(), feedback: None };
        if !text.is_empty() {
            message.say(message.id.clone(), text);
        }
        message
    }

    /// All that it says, with a blank line between the pieces.
    pub fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.text.as_str()).filter(|text| !text.is_empty()),
            Part::Call(_) => None,
        });
        let mut all = String::new();
        for text in texts {
            if !all.is_empty() {
                all.push_str("\n\n");
            }
            all.push_str(text);
        }
        all
    }

    /// Whether nothing was said or done yet.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(text) if text.text.is_empty()))
    }

    /// Its tool calls.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &ToolCall> {
        self.parts.iter().filter_map(|part| match part {
            Part::Call(call) => Some(call),
            Part::Text(_) => None,
        })
    }

    pub(crate) fn call_mut(&mut self, id: &ToolCallId) -> Option<&mut ToolCall> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Call(call) if call.id == *id => Some(call),
            _ => None,
        })
    }

    pub(crate) fn text_mut(&mut self, id: &MessageId) -> Option<&mut String> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Text(text) if text.id == *id => Some(&mut text.text),
            _ => None,
        })
    }

    pub(crate) fn say(&mut self, id: MessageId, text: String) {
        self.parts.push(Part::Text(Text { id, text }));
    }

    /// Whether a text with this id is one of its texts: its own id, or that with a number behind.
    pub(crate) fn owns(&self, id: &MessageId) -> bool {
        let rest = id.as_str().strip_prefix(self.id.as_str());
        rest.is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix('.')
                    .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
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
    /// It waits for the person to approve something.
    Waiting,
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
            Self::Waiting => "waiting",
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
            "waiting_approval" => Self::Waiting,
            "cancelled" => Self::Cancelled,
            "failed" => Self::Failed,
            "lost" => Self::Lost,
            _ => Self::Finished,
        }
    }
}
