//! The events of a run (AG-UI 1.0, `EventType`) that this version acts on.

use crate::proposal::of_interrupt;
use crate::{Access, ErrorCode, MessageId, Proposal, RunId, ThreadId, ToolCallId, ToolResult};
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
    /// `TOOL_CALL_START`.
    CallStart {
        /// The call that begins.
        call: ToolCallId,
        /// The tool's name.
        name: String,
        /// The tool's name for people, where the server tells it.
        title: String,
        /// What the tool may do, where the server tells it.
        access: Option<Access>,
        /// The message that it belongs to.
        parent: Option<MessageId>,
    },
    /// `TOOL_CALL_ARGS`.
    CallArgs {
        /// The call whose arguments grow.
        call: ToolCallId,
        /// The text to append.
        delta: String,
    },
    /// `TOOL_CALL_END`.
    CallEnd {
        /// The call whose arguments are complete.
        call: ToolCallId,
    },
    /// `TOOL_CALL_CHUNK`: start and arguments in one; without an id it goes on with the last call.
    CallChunk {
        /// The call that begins or grows.
        call: Option<ToolCallId>,
        /// The tool's name; only needed to begin.
        name: Option<String>,
        /// The message that it belongs to.
        parent: Option<MessageId>,
        /// The text to append to its arguments.
        delta: String,
    },
    /// `TOOL_CALL_RESULT`.
    CallResult {
        /// The call that is over.
        call: ToolCallId,
        /// What it gave.
        result: ToolResult,
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
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer is complete.
    Success,
    /// The person stopped it.
    Cancelled,
    /// It waits for the person.
    Interrupt(Vec<Interrupt>),
}

/// What a run waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Interrupt {
    /// The tool call that waits.
    pub call: Option<ToolCallId>,
    /// What it would change.
    pub proposal: Proposal,
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
            "TOOL_CALL_START" => Self::CallStart {
                call: ToolCallId::new(text(value, "TOOL_CALL_START", "toolCallId")?),
                name: text(value, "TOOL_CALL_START", "toolCallName")?.to_owned(),
                title: value["title"].as_str().unwrap_or_default().to_owned(),
                access: value["access"].as_str().and_then(Access::from_name),
                parent: value["parentMessageId"].as_str().map(MessageId::new),
            },
            "TOOL_CALL_ARGS" => Self::CallArgs {
                call: ToolCallId::new(text(value, "TOOL_CALL_ARGS", "toolCallId")?),
                delta: text(value, "TOOL_CALL_ARGS", "delta")?.to_owned(),
            },
            "TOOL_CALL_END" => Self::CallEnd { call: ToolCallId::new(text(value, "TOOL_CALL_END", "toolCallId")?) },
            "TOOL_CALL_CHUNK" => Self::CallChunk {
                call: value["toolCallId"].as_str().map(ToolCallId::new),
                name: value["toolCallName"].as_str().map(str::to_owned),
                parent: value["parentMessageId"].as_str().map(MessageId::new),
                delta: value["delta"].as_str().unwrap_or_default().to_owned(),
            },
            "TOOL_CALL_RESULT" => Self::CallResult {
                call: ToolCallId::new(text(value, "TOOL_CALL_RESULT", "toolCallId")?),
                result: ToolResult::parse(text(value, "TOOL_CALL_RESULT", "content")?),
            },
            "MESSAGES_SNAPSHOT" => Self::Snapshot(snapshot(value)?),
            "RUN_FINISHED" => Self::RunFinished(match value["outcome"]["type"].as_str() {
                Some("cancelled") => Outcome::Cancelled,
                Some("interrupt") => Outcome::Interrupt(interrupts(&value["outcome"]["interrupts"])),
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

/// Those that carry a proposal: nobody but our server can ask for an approval.
fn interrupts(value: &Value) -> Vec<Interrupt> {
    let read = |value: &Value| {
        let (call, proposal) = of_interrupt(value);
        Some(Interrupt { call, proposal: proposal? })
    };
    crate::tool::list(value, read)
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

    #[test]
    fn a_tool_call_is_read_with_what_the_server_tells_of_it() {
        let data = r#"{"type":"TOOL_CALL_START","toolCallId":"c","toolCallName":"count_records","parentMessageId":"a",
            "title":"Zählen","access":"read"}"#;
        assert_eq!(
            Event::parse(data),
            Ok(Some(Event::CallStart {
                call: ToolCallId::new("c"),
                name: "count_records".into(),
                title: "Zählen".into(),
                access: Some(Access::Read),
                parent: Some(MessageId::new("a")),
            }))
        );
        assert_eq!(
            Event::parse(r#"{"type":"TOOL_CALL_RESULT","toolCallId":"c","content":{"ok":true}}"#),
            Err(EventError::Field { kind: "TOOL_CALL_RESULT", field: "content" })
        );
    }

    #[test]
    fn an_interrupt_without_a_proposal_asks_for_nothing() {
        let data = r#"{"type":"RUN_FINISHED","outcome":{"type":"interrupt","interrupts":[
            {"id":"x","reason":"tool_call"}, 7, {"id":"p","toolCallId":"c","metadata":{"proposal":{"id":"p","state":"pending"}}}]}}"#;
        let Ok(Some(Event::RunFinished(Outcome::Interrupt(interrupts)))) = Event::parse(data) else {
            panic!("no interrupt")
        };
        assert_eq!(interrupts.len(), 1);
        assert_eq!(interrupts[0].call, Some(ToolCallId::new("c")));
        assert!(interrupts[0].proposal.is_open());
    }
}
