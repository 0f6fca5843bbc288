//! Threads as the server tells them.

use ai_agent_agui::{ErrorCode, MessageId, RunId, ThreadId};
use ai_agent_conversation::{Message, Role, Status};
use serde_json::Value;

/// A thread with the messages of its branch.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
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

/// A page of the list of threads.
#[derive(Clone, Debug, Default)]
pub struct ThreadPage {
    /// Newest first.
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
}

impl Thread {
    /// Reads a thread; `None` when it is not of the contract.
    pub fn from_value(value: &Value) -> Option<Self> {
        let messages = value["messages"].as_array()?.iter().filter_map(message).collect();
        let last_run = &value["lastRun"];
        Some(Self {
            messages,
            active_run: value["activeRun"]["id"].as_str().map(RunId::new),
            last_run: last_run.is_object().then(|| LastRun {
                code: last_run["code"].as_str().map(ErrorCode::from_name),
                detail: last_run["detail"].as_str().unwrap_or_default().to_owned(),
            }),
        })
    }
}

impl ThreadPage {
    /// Reads a page; `None` when it is not of the contract.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |thread: &Value, name: &str| thread[name].as_str().unwrap_or_default().to_owned();
        let threads = value["threads"].as_array()?.iter();
        Some(Self {
            threads: threads
                .map(|thread| ThreadSummary {
                    id: ThreadId::new(text(thread, "id")),
                    title: text(thread, "title"),
                    updated_at: text(thread, "updatedAt"),
                })
                .collect(),
            next_cursor: value["nextCursor"].as_str().map(str::to_owned),
        })
    }
}

fn message(value: &Value) -> Option<Message> {
    let role = match value["role"].as_str()? {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    Some(Message {
        id: MessageId::new(value["id"].as_str()?),
        role,
        text: value["content"].as_str()?.to_owned(),
        status: Status::from_name(value["status"].as_str().unwrap_or_default()),
        run: value["runId"].as_str().map(RunId::new),
    })
}
