//! Threads as the server tells them, and what is asked of them.

use ai_agent_agui::{Access, ErrorCode, MessageId, Proposal, RunId, ThreadId, ToolCallId, ToolResult};
use ai_agent_conversation::{CallState, Feedback, Message, Part as MessagePart, Role, Status, Text, ToolCall};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// A thread with a page of the messages of its branch.
#[derive(Clone, Debug)]
pub struct Thread {
    /// What the list tells of it.
    pub summary: ThreadSummary,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Where the page before begins, if there is one.
    pub previous: Option<String>,
    /// Where the page after begins, if there is one.
    pub next: Option<String>,
    /// The run that is writing its answer.
    pub active_run: Option<RunId>,
    /// How the last run on its branch ended.
    pub last_run: Option<LastRun>,
}

/// How the last run of a thread ended.
#[derive(Clone, Debug)]
pub struct LastRun {
    /// What failed, if anything did.
    pub code: Option<ErrorCode>,
    /// The sentence for the person; may be empty.
    pub detail: String,
}

/// Which part of a branch is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its end.
    End,
    /// What is before this cursor.
    Before(String),
    /// What is after this cursor.
    After(String),
    /// This message and what is around it.
    Around(MessageId),
}

/// Which threads are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadQuery {
    /// Words to find; empty is no search.
    pub words: String,
    /// The archived ones instead of the others.
    pub archived: bool,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// A page of the list of threads.
#[derive(Clone, Debug, Default)]
pub struct ThreadPage {
    /// In the server's order.
    pub threads: Vec<ThreadSummary>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A thread in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadSummary {
    /// Its id.
    pub id: ThreadId,
    /// Its title.
    pub title: String,
    /// When something was last said, RFC 3339.
    pub updated_at: String,
    /// Whether it stays on top of the list.
    pub pinned: bool,
    /// Whether it was put away.
    pub archived: bool,
    /// Why a search found it.
    pub found: Option<Found>,
}

/// What a search found in a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In which message; `None`: in the title.
    pub message: Option<MessageId>,
    /// The text around it, in pieces; `true`: what was searched for.
    pub snippet: Vec<(String, bool)>,
}

/// What is to change of a thread; `None` stays.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ThreadChange {
    /// Its title; an empty one brings the first question back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it stays on top of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Whether it is put away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// A message through which the branch that opens is to lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<MessageId>,
}

impl Thread {
    /// Reads a thread; `None` when it is not of the contract.
    pub fn from_value(value: &Value) -> Option<Self> {
        let messages = value["messages"].as_array()?.iter().filter_map(message).collect();
        let last_run = &value["lastRun"];
        Some(Self {
            summary: ThreadSummary::from_value(value),
            messages,
            previous: value["previousCursor"].as_str().map(str::to_owned),
            next: value["nextCursor"].as_str().map(str::to_owned),
            active_run: value["activeRun"]["id"].as_str().map(RunId::new),
            last_run: last_run.is_object().then(|| LastRun {
                code: last_run["code"].as_str().map(ErrorCode::from_name),
                detail: text(last_run, "detail"),
            }),
        })
    }
}

impl ThreadPage {
    /// Reads a page; `None` when it is not of the contract.
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            threads: value["threads"].as_array()?.iter().map(ThreadSummary::from_value).collect(),
            next_cursor: value["nextCursor"].as_str().map(str::to_owned),
        })
    }
}

impl ThreadSummary {
    /// Reads a thread of the list; what is missing is empty.
    pub fn from_value(value: &Value) -> Self {
        let flag = |name: &str| value[name].as_bool().unwrap_or_default();
        Self {
            id: ThreadId::new(text(value, "id")),
            title: text(value, "title"),
            updated_at: text(value, "updatedAt"),
            pinned: flag("pinned"),
            archived: flag("archived"),
            found: found(&value["match"]),
        }
    }
}

/// Reads feedback on an answer.
pub fn feedback(value: &Value) -> Option<Feedback> {
    Some(Feedback {
        up: value["rating"].as_str()? == "up",
        comment: text(value, "comment"),
        shared: value["shared"].as_bool().unwrap_or_default(),
    })
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn found(value: &Value) -> Option<Found> {
    let piece = |piece: &Value| Some((piece[0].as_str()?.to_owned(), piece[1].as_bool()?));
    Some(Found {
        message: value["messageId"].as_str().map(MessageId::new),
        snippet: value["snippet"].as_array()?.iter().filter_map(piece).collect(),
    })
}

fn message(value: &Value) -> Option<Message> {
    let role = match value["role"].as_str()? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let siblings = value["siblings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let id = MessageId::new(value["id"].as_str()?);
    Some(Message {
        role,
        parts: parts(value, &id)?,
        status: Status::from_name(value["status"].as_str().unwrap_or_default()),
        run: value["runId"].as_str().map(RunId::new),
        parent: value["parentId"].as_str().map(MessageId::new),
        siblings: siblings.iter().filter_map(Value::as_str).map(MessageId::new).collect(),
        feedback: feedback(&value["feedback"]),
        id,
    })
}

/// What a message is made of: its parts, or its text alone.
fn parts(value: &Value, id: &MessageId) -> Option<Vec<MessagePart>> {
    let said = |text: &str| MessagePart::Text(Text { id: id.clone(), text: text.to_owned() });
    let Some(parts) = value["parts"].as_array() else {
        let text = value["content"].as_str()?;
        return Some(if text.is_empty() { Vec::new() } else { vec![said(text)] });
    };
    let read = |part: &Value| match part["type"].as_str()? {
        "text" => Some(said(part["text"].as_str()?)),
        "toolCall" => call(part).map(MessagePart::Call),
        _ => None,
    };
    Some(parts.iter().filter_map(read).collect())
}

fn call(value: &Value) -> Option<ToolCall> {
    let arguments = &value["arguments"];
    Some(ToolCall {
        title: text(value, "title"),
        access: value["access"].as_str().and_then(Access::from_name),
        arguments: if arguments.is_null() { String::new() } else { arguments.to_string() },
        state: CallState::from_name(value["state"].as_str().unwrap_or_default()),
        result: ToolResult::from_value(&value["result"]).map(Arc::new),
        proposal: Proposal::from_value(&value["proposal"]).map(Arc::new),
        ..ToolCall::new(ToolCallId::new(value["id"].as_str()?), text(value, "name"))
    })
}
