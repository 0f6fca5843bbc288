//! What a recording has said so far, put together as a message.

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

use super::End;

/// What an answer is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    /// The id of a call.
    Call(String),
}

/// A tool call: its part of the answer as a client reads it, but for the proposal, which changes later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) part: Value,
    pub(crate) proposal: Option<Value>,
}

/// All that a run said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) content: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) calls: Vec<Call>,
    /// What calls gave that an earlier run made.
    pub(crate) results: Vec<(String, Value)>,
}

impl From<String> for Said {
    fn from(content: String) -> Self {
        Self { content, ..Self::default() }
    }
}

impl Call {
    pub(crate) fn id(&self) -> &str {
        self.part["id"].as_str().unwrap_or_default()
    }

    pub(crate) fn set_state(&mut self, state: &str) {
        self.part["state"] = state.into();
    }

    /// Whether the browser is waited for, or a person.
    pub(crate) fn is_open(&self) -> bool {
        self.part["state"] == "open" || self.part["state"] == "waiting"
    }

    /// Takes what it gave.
    pub(crate) fn give(&mut self, result: Value) {
        self.set_state(if result["ok"] == true { "done" } else { "failed" });
        self.part["result"] = result;
    }

    fn new(event: &Value) -> Self {
        let part = json!({
            "type": "toolCall", "id": event["toolCallId"], "name": event["toolCallName"], "title": event["title"],
            "access": event["access"], "arguments": {}, "state": "pending", "result": null, "proposal": null,
        });
        Self { part, proposal: None }
    }
}

/// Follows the events of a run.
pub(crate) struct Told {
    message: String,
    /// The text that is open.
    open: Option<String>,
    said: Said,
    end: Option<End>,
}

impl Told {
    pub(super) fn new(message: &str) -> Self {
        Self { message: message.to_owned(), open: None, said: Said::default(), end: None }
    }

    /// The id of the text that is open.
    pub(super) fn open(&self) -> Option<&str> {
        self.open.as_deref()
    }

    /// The whole, and how the recording says that the run ended.
    pub(super) fn into_said(mut self) -> (Said, Option<End>) {
        let texts = self.said.parts.iter().filter_map(|part| match part {
            Part::Text(text) if !text.is_empty() => Some(text.as_str()),
            _ => None,
        });
        self.said.content = texts.collect::<Vec<_>>().join("\n\n");
        if self.said.calls.is_empty() {
            self.said.parts.clear();
        }
        (self.said, self.end)
    }

    /// Takes an event.
    pub(super) fn note(&mut self, event: &Value) {
        match event["type"].as_str().unwrap_or_default() {
            "TEXT_MESSAGE_START" => self.begin(event["messageId"].as_str().unwrap_or_default()),
            "TEXT_MESSAGE_END" if event["messageId"].as_str() == self.open() => self.open = None,
            "TEXT_MESSAGE_CONTENT" if event["messageId"].as_str() == self.open() => {
                if let Some(Part::Text(text)) = self.said.parts.last_mut() {
                    text.push_str(event["delta"].as_str().unwrap_or_default());
                }
            }
            "MESSAGES_SNAPSHOT" => self.said.parts = vec![Part::Text(kept(event, &self.message))],
            "TOOL_CALL_START" => {
                let call = Call::new(event);
                self.said.parts.push(Part::Call(call.id().to_owned()));
                self.said.calls.push(call);
            }
            "TOOL_CALL_ARGS" => {
                if let Some(call) = self.call(&event["toolCallId"]) {
                    call.part["arguments"] = parsed(&event["delta"]);
                }
            }
            "TOOL_CALL_RESULT" => self.give(event),
            "RUN_FINISHED" => self.finish(&event["outcome"]),
            "RUN_ERROR" => self.ends(match ErrorCode::from_name(event["code"].as_str().unwrap_or_default()) {
                ErrorCode::ProcessLost => End::Lost,
                code => End::Failed(code),
            }),
            _ => {}
        }
    }

    fn begin(&mut self, id: &str) {
        let is_own = id.strip_prefix(&self.message).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_own {
            self.open = Some(id.to_owned());
            self.said.parts.push(Part::Text(String::new()));
        }
    }

    fn call(&mut self, id: &Value) -> Option<&mut Call> {
        self.said.calls.iter_mut().find(|call| call.part["id"] == *id)
    }

    fn give(&mut self, event: &Value) {
        let result = parsed(&event["content"]);
        match self.call(&event["toolCallId"]) {
            Some(call) => call.give(result),
            None => {
                let id = event["toolCallId"].as_str().unwrap_or_default().to_owned();
                self.said.results.push((id, result));
            }
        }
    }

    fn finish(&mut self, outcome: &Value) {
        for interrupt in outcome["interrupts"].as_array().into_iter().flatten() {
            if let Some(call) = self.call(&interrupt["toolCallId"]) {
                call.set_state("waiting");
                call.proposal = Some(interrupt["metadata"]["proposal"].clone());
            }
        }
        for call in &mut self.said.calls {
            if call.part["state"] == "pending" {
                call.set_state("open");
            }
        }
        self.ends(match outcome["type"].as_str() {
            Some("cancelled") => End::Cancelled,
            Some("interrupt") => End::Waiting,
            _ => End::Finished,
        });
    }

    /// The first end counts.
    fn ends(&mut self, end: End) {
        self.end.get_or_insert(end);
    }
}

/// JSON that stands in a string.
fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().unwrap_or_default()).unwrap_or(Value::Null)
}

/// What a snapshot leaves of the answer.
fn kept(snapshot: &Value, message: &str) -> String {
    let messages = snapshot["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let own = messages.iter().find(|told| told["id"] == message);
    own.and_then(|told| told["content"].as_str()).unwrap_or_default().to_owned()
}
