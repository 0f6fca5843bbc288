//! What a client posts to start a run, as far as it matters here.

use ai_agent_agui::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ids;
use crate::store::{Answer, Parent, Resume, Sent};

/// `RunAgentInput`; what is not named here is ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    pub(super) thread_id: String,
    pub(super) run_id: String,
    messages: Vec<Value>,
    #[serde(default)]
    forwarded_props: Value,
    #[serde(default)]
    resume: Option<Vec<Value>>,
}

/// The most characters of what a browser says of a call.
const ANSWER_CHARS: usize = 4000;

impl Input {
    /// Reads a body.
    pub(super) fn parse(body: &[u8]) -> Result<Self, ErrorCode> {
        let input: Self = serde_json::from_slice(body).map_err(|_| ErrorCode::InvalidInput)?;
        if ids::valid(&input.thread_id) && ids::valid(&input.run_id) { Ok(input) } else { Err(ErrorCode::InvalidInput) }
    }

    /// The recording to play.
    pub(super) fn scenario(&self) -> Option<&str> {
        self.forwarded_props["scenario"].as_str().filter(|name| !name.is_empty())
    }

    /// What a person decided; empty where this is no such request.
    pub(super) fn resumes(&self) -> Result<Vec<Resume>, ErrorCode> {
        let read = |entry: &Value| {
            let proposal = entry["interruptId"].as_str().filter(|id| ids::valid(id)).ok_or(ErrorCode::InvalidInput)?;
            let payload = match (entry["status"].as_str(), &entry["payload"]) {
                (Some("resolved"), payload) if payload.is_object() || payload.is_null() => payload.clone(),
                (Some("cancelled"), payload) if payload.is_object() || payload.is_null() => json!({}),
                _ => return Err(ErrorCode::InvalidInput),
            };
            Ok(Resume { proposal: proposal.to_owned(), payload })
        };
        self.resume.iter().flatten().map(read).collect()
    }

    /// What a browser says of calls, at the end of the messages.
    pub(super) fn answers(&self) -> Result<Vec<Answer>, ErrorCode> {
        let read = |message: &Value| {
            let call = message["toolCallId"].as_str().filter(|id| ids::valid(id)).ok_or(ErrorCode::InvalidInput)?;
            let content = text(&message["content"])?;
            if content.chars().count() > ANSWER_CHARS {
                return Err(ErrorCode::TooLarge);
            }
            Ok(Answer { call: call.to_owned(), content })
        };
        self.messages.iter().rev().take_while(|message| message["role"] == "tool").map(read).collect()
    }

    /// Where a new question goes, if that is said outright.
    pub(super) fn parent(&self) -> Option<Result<Parent, ErrorCode>> {
        self.forwarded_props.get("parentId").map(|parent| match parent {
            Value::Null => Ok(Parent::Root),
            Value::String(id) => Ok(Parent::Message(id.clone())),
            _ => Err(ErrorCode::InvalidInput),
        })
    }

    /// The id of the message to answer.
    pub(super) fn question(&self) -> &str {
        self.messages.last().and_then(|message| message["id"].as_str()).unwrap_or_default()
    }

    /// The messages: of the user with their text, of others only the ids.
    pub(super) fn sent(&self) -> Result<Vec<Sent<'_>>, ErrorCode> {
        let mut sent = Vec::with_capacity(self.messages.len());
        for message in &self.messages {
            let id = message["id"].as_str();
            if message["role"] == "user" {
                let id = id.filter(|id| ids::valid(id)).ok_or(ErrorCode::InvalidInput)?;
                sent.push(Sent { id, prompt: Some(text(&message["content"])?) });
            } else if let Some(id) = id {
                sent.push(Sent { id, prompt: None });
            }
        }
        Ok(sent)
    }
}

/// A text, or the text parts of a list (AG-UI 1.0, `UserMessage.content`).
fn text(content: &Value) -> Result<String, ErrorCode> {
    match content {
        Value::String(text) => Ok(text.clone()),
        Value::Array(parts) => {
            let text =
                |part: &Value| (part["type"] == "text").then(|| part["text"].as_str().map(str::to_owned)).flatten();
            parts
                .iter()
                .map(text)
                .collect::<Option<Vec<_>>>()
                .map(|texts| texts.join("\n"))
                .ok_or(ErrorCode::InvalidInput)
        }
        _ => Err(ErrorCode::InvalidInput),
    }
}
