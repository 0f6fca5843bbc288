//! The events of a run (AG-UI 1.0, `EventType`) that this version acts on.

use crate::{ErrorCode, MessageId, RunId, ThreadId};
use serde_json::Value;

/// One event of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// `RUN_STARTED`.
    RunStarted {
        /// The thread the run belongs to.
        thread: ThreadId,
        /// The run.
        run: RunId,
    },
    /// `TEXT_MESSAGE_START`. An absent role means `assistant` (AG-UI 1.0, `TextMessageStartEvent.role`).
    TextStart {
        /// The message that begins.
        message: MessageId,
        /// Whether the agent itself speaks; texts of other roles are not shown.
        assistant: bool,
    },
    /// `TEXT_MESSAGE_CONTENT`.
    TextContent {
        /// The message that grows.
        message: MessageId,
        /// The text to append; may be empty.
        delta: String,
    },
    /// `TEXT_MESSAGE_END`.
    TextEnd {
        /// The message that is complete.
        message: MessageId,
    },
    /// `TEXT_MESSAGE_CHUNK`: start and content in one; without an id it goes on with the last message.
    TextChunk {
        /// The message that begins or grows.
        message: Option<MessageId>,
        /// The text to append.
        delta: String,
        /// As in [`Event::TextStart`].
        assistant: bool,
    },
    /// `MESSAGES_SNAPSHOT`: the messages of the whole branch, which take the place of all that was told before.
    Snapshot(Vec<SnapshotMessage>),
    /// `RUN_FINISHED`.
    RunFinished(Outcome),
    /// `RUN_ERROR`.
    RunError {
        /// What kind of failure it was.
        code: ErrorCode,
        /// A sentence for the person, in the person's language.
        message: String,
        /// Seconds after which trying again can help.
        retry_after: Option<u64>,
    },
}

/// A message of [`Event::Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotMessage {
    /// Its id.
    pub id: MessageId,
    /// Whether the agent wrote it; else the person did.
    pub assistant: bool,
    /// Its text.
    pub text: String,
}

/// How a run ended without failing. An absent outcome means success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is complete.
    Success,
    /// The person stopped it.
    Cancelled,
    /// It waits for the person.
    Interrupt,
}

/// What is wrong with an event. The run cannot be shown truthfully any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The data is no JSON object with a `type`.
    #[error("an event is not a JSON object with a type")]
    NotAnEvent,
    /// A known event lacks a field, or has it with another type.
    #[error("{kind} has no usable {field}")]
    Field {
        /// The event's type.
        kind: &'static str,
        /// The field's name on the wire.
        field: &'static str,
    },
}

impl Event {
    /// Reads one event. `Ok(None)` is an event of a type that this version does not know: it is to be skipped.
    ///
    /// # Errors
    /// [`EventError`] when the data is no event, or a known event that lacks what it needs.
    pub fn parse(data: &str) -> Result<Option<Self>, EventError> {
        let value: Value = serde_json::from_str(data).map_err(|_| EventError::NotAnEvent)?;
        Self::from_value(&value)
    }

    /// As [`Event::parse`], from JSON that is already read.
    ///
    /// # Errors
    /// As [`Event::parse`].
    pub fn from_value(value: &Value) -> Result<Option<Self>, EventError> {
        let kind = value["type"].as_str().ok_or(EventError::NotAnEvent)?;
        Ok(Some(match kind {
            "RUN_STARTED" => Self::RunStarted {
                thread: ThreadId::new(text(value, "RUN_STARTED", "threadId")?),
                run: RunId::new(text(value, "RUN_STARTED", "runId")?),
            },
            "TEXT_MESSAGE_START" => Self::TextStart {
                message: MessageId::new(text(value, "TEXT_MESSAGE_START", "messageId")?),
                assistant: is_assistant(value),
            },
            "TEXT_MESSAGE_CONTENT" => Self::TextContent {
                message: MessageId::new(text(value, "TEXT_MESSAGE_CONTENT", "messageId")?),
                delta: text(value, "TEXT_MESSAGE_CONTENT", "delta")?.to_owned(),
            },
            "TEXT_MESSAGE_END" => {
                Self::TextEnd { message: MessageId::new(text(value, "TEXT_MESSAGE_END", "messageId")?) }
            }
            "TEXT_MESSAGE_CHUNK" => Self::TextChunk {
                message: value["messageId"].as_str().map(MessageId::new),
                delta: value["delta"].as_str().unwrap_or_default().to_owned(),
                assistant: is_assistant(value),
            },
            "MESSAGES_SNAPSHOT" => Self::Snapshot(snapshot(value)?),
            "RUN_FINISHED" => Self::RunFinished(match value["outcome"]["type"].as_str() {
                Some("cancelled") => Outcome::Cancelled,
                Some("interrupt") => Outcome::Interrupt,
                _ => Outcome::Success,
            }),
            "RUN_ERROR" => Self::RunError {
                code: ErrorCode::from_name(value["code"].as_str().unwrap_or("internal")),
                message: text(value, "RUN_ERROR", "message")?.to_owned(),
                retry_after: value["metadata"]["retryAfter"].as_u64(),
            },
            _ => return Ok(None),
        }))
    }
}

fn text<'v>(value: &'v Value, kind: &'static str, field: &'static str) -> Result<&'v str, EventError> {
    value[field].as_str().ok_or(EventError::Field { kind, field })
}

/// The messages of the person and of the agent; those of other roles are not shown.
fn snapshot(value: &Value) -> Result<Vec<SnapshotMessage>, EventError> {
    const KIND: &str = "MESSAGES_SNAPSHOT";
    let messages = value["messages"].as_array().ok_or(EventError::Field { kind: KIND, field: "messages" })?;
    let shown = messages.iter().filter(|message| matches!(message["role"].as_str(), Some("user" | "assistant")));
    shown
        .map(|message| {
            Ok(SnapshotMessage {
                id: MessageId::new(text(message, KIND, "id")?),
                assistant: is_assistant(message),
                text: message["content"].as_str().unwrap_or_default().to_owned(),
            })
        })
        .collect()
}

fn is_assistant(value: &Value) -> bool {
    value["role"].as_str().is_none_or(|role| role == "assistant")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_type_is_skipped_whatever_it_carries() {
        let data = r#"{"type":"NEWER","delta":{"a":1},"message":[2]}"#;
        assert_eq!(Event::parse(data), Ok(None));
    }

    #[test]
    fn unknown_fields_of_a_known_event_are_skipped() {
        let data = r#"{"type":"TEXT_MESSAGE_END","messageId":"m","message":7,"extra":null}"#;
        assert_eq!(Event::parse(data), Ok(Some(Event::TextEnd { message: MessageId::new("m") })));
    }

    #[test]
    fn a_known_event_without_its_field_is_malformed() {
        assert_eq!(
            Event::parse(r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":5}"#),
            Err(EventError::Field { kind: "TEXT_MESSAGE_CONTENT", field: "delta" })
        );
        assert_eq!(Event::parse("{not json"), Err(EventError::NotAnEvent));
        assert_eq!(Event::parse("[1]"), Err(EventError::NotAnEvent));
    }

    #[test]
    fn an_absent_outcome_is_success() {
        let data = r#"{"type":"RUN_FINISHED","threadId":"t","runId":"r"}"#;
        assert_eq!(Event::parse(data), Ok(Some(Event::RunFinished(Outcome::Success))));
    }

    #[test]
    fn an_error_brings_its_code_and_when_to_try_again() {
        let data = r#"{"type":"RUN_ERROR","message":"Later.","code":"rate_limited","metadata":{"retryAfter":20}}"#;
        assert_eq!(
            Event::parse(data),
            Ok(Some(Event::RunError { code: ErrorCode::RateLimited, message: "Later.".into(), retry_after: Some(20) }))
        );
    }

    #[test]
    fn a_snapshot_has_the_messages_that_are_shown() {
        let data = r#"{"type":"MESSAGES_SNAPSHOT","messages":[{"id":"s","role":"system","content":"x"},
            {"id":"q","role":"user","content":"Hi"},{"id":"a","role":"assistant"}]}"#;
        let message =
            |id, assistant, text: &str| SnapshotMessage { id: MessageId::new(id), assistant, text: text.into() };
        assert_eq!(
            Event::parse(data),
            Ok(Some(Event::Snapshot(vec![message("q", false, "Hi"), message("a", true, "")])))
        );
    }

    #[test]
    fn a_snapshot_that_cannot_be_read_is_malformed() {
        let field = |field| Err(EventError::Field { kind: "MESSAGES_SNAPSHOT", field });
        assert_eq!(Event::parse(r#"{"type":"MESSAGES_SNAPSHOT","messages":{}}"#), field("messages"));
        assert_eq!(Event::parse(r#"{"type":"MESSAGES_SNAPSHOT","messages":[{"role":"user"}]}"#), field("id"));
    }
}
