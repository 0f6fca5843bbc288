//! What a client posts to start a run (AG-UI 1.0, `RunAgentInput`).

use crate::{MessageId, PROTOCOL_VERSION, RunId, ThreadId};
use serde::Serialize;
use serde_json::Value;

/// The body of `POST /ai_agent/run`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunAgentInput {
    /// The thread; an unknown one is made.
    pub thread_id: ThreadId,
    /// The run; sending the same one again is a safe retry.
    pub run_id: RunId,
    /// Always [`PROTOCOL_VERSION`].
    pub protocol_version: &'static str,
    /// The known message before the question, if any, and the question.
    pub messages: Vec<UserMessage>,
    /// Always empty: the server has the state.
    pub state: Value,
    /// Always empty: the server has the tools.
    pub tools: [Value; 0],
    /// Always empty: the server reads the context again.
    pub context: [Value; 0],
    /// What the host adds: where the user is, which scenario to play.
    pub forwarded_props: Value,
}

/// A message in [`RunAgentInput::messages`].
#[derive(Clone, Debug, Serialize)]
pub struct UserMessage {
    /// The message's id, chosen by whoever wrote it.
    pub id: MessageId,
    /// `user` or `assistant`.
    pub role: &'static str,
    /// Its text.
    pub content: String,
}

impl RunAgentInput {
    /// A run of `thread` that answers the last of `messages`.
    pub fn new(thread: ThreadId, run: RunId, messages: Vec<UserMessage>, forwarded_props: Value) -> Self {
        Self {
            thread_id: thread,
            run_id: run,
            protocol_version: PROTOCOL_VERSION,
            messages,
            state: Value::Object(serde_json::Map::new()),
            tools: [],
            context: [],
            forwarded_props,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_has_the_names_of_the_protocol() {
        let input = RunAgentInput::new(
            ThreadId::new("t"),
            RunId::new("r"),
            vec![UserMessage { id: MessageId::new("m"), role: "user", content: "Hi".into() }],
            Value::Null,
        );
        let body = serde_json::to_value(&input).unwrap();
        assert_eq!(
            body,
            serde_json::json!({
                "threadId": "t", "runId": "r", "protocolVersion": "1.0",
                "messages": [{"id": "m", "role": "user", "content": "Hi"}],
                "state": {}, "tools": [], "context": [], "forwardedProps": null
            })
        );
    }
}
