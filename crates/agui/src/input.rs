//! What a client posts to start a run (AG-UI 1.0, `RunAgentInput`).

use crate::{MessageId, PROTOCOL_VERSION, ProposalId, RunId, ThreadId, ToolCallId};
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
    /// The known message before the question, if any, and the question; or what the browser says to tool calls.
    pub messages: Vec<InputMessage>,
    /// Always empty: the server has the state.
    pub state: Value,
    /// Always empty: the server has the tools.
    pub tools: [Value; 0],
    /// Always empty: the server reads the context again.
    pub context: [Value; 0],
    /// What the host adds: where the user is, which scenario to play.
    pub forwarded_props: Value,
    /// What the person decided on the proposals of the run that waits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resume: Vec<Resume>,
}

/// A message in [`RunAgentInput::messages`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputMessage {
    /// The message's id, chosen by whoever wrote it.
    pub id: MessageId,
    /// `user`, `assistant` or `tool`.
    pub role: &'static str,
    /// Its text.
    pub content: String,
    /// The tool call that a message of a tool answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<ToolCallId>,
}

/// The answer to an interrupt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resume {
    /// The interrupt, which has the id of its proposal.
    pub interrupt_id: ProposalId,
    /// `resolved`: the person has decided.
    pub status: &'static str,
    /// How.
    pub payload: Decision,
}

/// By item an object of values by field.
pub type Edits = serde_json::Map<String, Value>;

/// What a person decided on a proposal.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Decision {
    /// Whether it is to be carried out.
    pub approved: bool,
    /// The items that are to be; `None`: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<String>>,
    /// The values that the person chose instead.
    #[serde(skip_serializing_if = "Edits::is_empty")]
    pub edits: Edits,
    /// Why not; empty: not said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl InputMessage {
    /// A message of the person or of the agent.
    pub fn new(id: MessageId, role: &'static str, content: String) -> Self {
        Self { id, role, content, tool_call_id: None }
    }

    /// What `call` gave.
    pub fn tool(id: MessageId, call: ToolCallId, content: String) -> Self {
        Self { id, role: "tool", content, tool_call_id: Some(call) }
    }
}

impl Resume {
    /// A decision on `proposal`.
    pub fn new(proposal: ProposalId, payload: Decision) -> Self {
        Self { interrupt_id: proposal, status: "resolved", payload }
    }
}

impl RunAgentInput {
    /// A run of `thread` that answers the last of `messages`.
    pub fn new(thread: ThreadId, run: RunId, messages: Vec<InputMessage>, forwarded_props: Value) -> Self {
        Self {
            thread_id: thread,
            run_id: run,
            protocol_version: PROTOCOL_VERSION,
            messages,
            state: Value::Object(serde_json::Map::new()),
            tools: [],
            context: [],
            forwarded_props,
            resume: Vec::new(),
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
            vec![InputMessage::new(MessageId::new("m"), "user", "Hi".into())],
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

    #[test]
    fn decisions_and_answers_of_tools_have_the_names_of_the_protocol() {
        let answer = InputMessage::tool(MessageId::new("m"), ToolCallId::new("c"), "{}".into());
        let mut input = RunAgentInput::new(ThreadId::new("t"), RunId::new("r"), vec![answer], Value::Null);
        let edits = Edits::from_iter([("1".to_owned(), serde_json::json!({"date": "2026-01-31"}))]);
        input.resume = vec![
            Resume::new(
                ProposalId::new("p"),
                Decision { approved: true, items: Some(vec!["1".into()]), edits, reason: String::new() },
            ),
            Resume::new(ProposalId::new("q"), Decision { reason: "No".into(), ..Decision::default() }),
        ];
        let body = serde_json::to_value(&input).unwrap();
        assert_eq!(
            body["messages"],
            serde_json::json!([{"id": "m", "role": "tool", "content": "{}", "toolCallId": "c"}])
        );
        assert_eq!(
            body["resume"],
            serde_json::json!([
                {"interruptId": "p", "status": "resolved",
                    "payload": {"approved": true, "items": ["1"], "edits": {"1": {"date": "2026-01-31"}}}},
                {"interruptId": "q", "status": "resolved", "payload": {"approved": false, "reason": "No"}}
            ])
        );
    }
}
