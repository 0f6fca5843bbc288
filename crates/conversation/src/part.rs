//! What an answer is made of.

use ai_agent_agui::{Access, MessageId, Proposal, ToolCallId, ToolResult};
use std::sync::Arc;

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// What was said.
    Text(Text),
    /// What was done.
    Call(ToolCall),
}

/// A text, in markdown when the assistant wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The id under which it grows: that of its message, with `.2` and so on for the texts after the first one.
    pub id: MessageId,
    /// The text so far.
    pub text: String,
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// Its id.
    pub id: ToolCallId,
    /// The tool's name.
    pub name: String,
    /// The tool's name for people; empty: not told.
    pub title: String,
    /// What the tool may do; `None`: not told.
    pub access: Option<Access>,
    /// Its arguments, as JSON; not whole while it is [`CallState::Called`].
    pub arguments: String,
    /// How far it has come.
    pub state: CallState,
    /// What it gave.
    pub result: Option<Arc<ToolResult>>,
    /// What it would change, or has changed.
    pub proposal: Option<Arc<Proposal>>,
}

/// How far a tool call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Its arguments arrive.
    Called,
    /// It is being carried out.
    Pending,
    /// The browser is to carry it out.
    Open,
    /// It waits for the person.
    Waiting,
    /// It gave something.
    Done,
    /// It gave nothing.
    Failed,
    /// It was not carried out.
    Cancelled,
}

impl ToolCall {
    /// A call that begins.
    pub fn new(id: ToolCallId, name: String) -> Self {
        Self {
            id,
            name,
            title: String::new(),
            access: None,
            arguments: String::new(),
            state: CallState::Called,
            result: None,
            proposal: None,
        }
    }

    /// Whether the person is asked about it.
    pub fn asks(&self) -> bool {
        self.state == CallState::Waiting && self.proposal.as_ref().is_some_and(|proposal| proposal.is_open())
    }
}

impl CallState {
    /// The state that `name` stands for on the wire; what is not known is over.
    pub fn from_name(name: &str) -> Self {
        match name {
            "pending" => Self::Pending,
            "open" => Self::Open,
            "waiting" => Self::Waiting,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => Self::Done,
        }
    }

    /// The state's name in the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Called | Self::Pending => "pending",
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}
