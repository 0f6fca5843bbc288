//! A run: a task that no request owns, and the log that readers follow.

mod log;
mod play;
mod relay;
mod told;

use std::sync::{Arc, Mutex, PoisonError};

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};
use tokio::sync::watch;

pub(crate) use log::{Entry, Log};
pub(crate) use play::play;
pub(crate) use relay::relay;
pub(crate) use told::{Call, Part, Said};

use crate::texts;

/// One answer being written, or written.
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) thread: String,
    /// The message it answers, or goes on from.
    pub(crate) question: String,
    /// The recording that it plays.
    pub(crate) script: Option<Script>,
    pub(crate) log: Log,
    end: Mutex<Option<End>>,
    stop: watch::Sender<bool>,
}

/// A recording, as the runs know it that go on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    /// Its name.
    pub(crate) name: String,
    /// The first answer, of which the ids of its calls and proposals are made.
    pub(crate) origin: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Finished,
    /// A person is asked; it is over once they have decided.
    Waiting,
    Cancelled,
    Failed(ErrorCode),
    Lost,
}

/// How a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    Waiting,
    Finished,
    Cancelled,
    Failed,
    Lost,
}

impl End {
    pub(crate) fn status(self) -> Status {
        match self {
            Self::Finished => Status::Finished,
            Self::Waiting => Status::Waiting,
            Self::Cancelled => Status::Cancelled,
            Self::Failed(_) => Status::Failed,
            Self::Lost => Status::Lost,
        }
    }

    pub(crate) fn code(self) -> Option<ErrorCode> {
        match self {
            Self::Finished | Self::Waiting | Self::Cancelled => None,
            Self::Failed(code) => Some(code),
            Self::Lost => Some(ErrorCode::ProcessLost),
        }
    }
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting_approval",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Lost => "lost",
        }
    }
}

impl Run {
    pub(crate) fn new(id: &str, thread: &str, question: &str, script: Option<Script>) -> Self {
        Self {
            id: id.to_owned(),
            thread: thread.to_owned(),
            question: question.to_owned(),
            script,
            log: Log::default(),
            end: Mutex::new(None),
            stop: watch::Sender::new(false),
        }
    }

    /// Asks the run to stop; one that has ended does not mind.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until somebody stops the run.
    pub(crate) async fn stopped(self: Arc<Self>) {
        // The sender is part of the run, so this cannot fail while the run is there.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    pub(crate) fn set_end(&self, end: End) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    pub(crate) fn status(&self) -> Status {
        self.end().map_or(Status::Running, End::status)
    }

    fn end(&self) -> Option<End> {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn to_json(&self) -> Value {
        let code = self.end().and_then(End::code);
        json!({
            "id": self.id, "status": self.status().as_str(),
            "code": code.map(ErrorCode::as_str), "detail": code.map(texts::of_error),
        })
    }

    fn started(&self) -> Value {
        json!({"type": "RUN_STARTED", "threadId": self.thread, "runId": self.id, "protocolVersion": ai_agent_agui::PROTOCOL_VERSION})
    }

    fn finished(&self, outcome: &str, usage: Option<Value>) -> Value {
        let mut event =
            json!({"type": "RUN_FINISHED", "threadId": self.thread, "runId": self.id, "outcome": {"type": outcome}});
        if let Some(usage) = usage {
            event["usage"] = json!([usage]);
        }
        event
    }
}

/// `RUN_ERROR` with the sentence for the person.
fn error_event(code: ErrorCode, retry_after: Option<u64>) -> Value {
    let mut event = json!({"type": "RUN_ERROR", "code": code.as_str(), "message": texts::of_error(code)});
    if let Some(seconds) = retry_after {
        event["metadata"] = json!({"retryAfter": seconds});
    }
    event
}
