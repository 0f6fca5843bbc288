//! AG-UI agents: `POST <url>` with `RunAgentInput`.
//!
//! Nothing of the agent's stream is passed on as it is: text is taken from an allow-list of events, and ids, snapshots,
//! custom events, tool calls, their results and interrupts are dropped.

use ai_agent_agui::{Decoder, ErrorCode, PROTOCOL_VERSION};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::http::Exchange;
use super::openai::count;
use super::{Fault, SYSTEM, Service};
use crate::store::Message;

/// What stands between several messages of an agent, which become one here.
const BREAK: &str = "\n\n";
/// The codes that an agent may say.
const SAYABLE: [ErrorCode; 5] = [
    ErrorCode::RateLimited,
    ErrorCode::BudgetExhausted,
    ErrorCode::ContentFiltered,
    ErrorCode::ContextTooLong,
    ErrorCode::ServiceTimeout,
];

pub(super) async fn answer(
    service: &Service,
    thread: &str,
    run: &str,
    turns: &[Message],
    deltas: &UnboundedSender<String>,
) -> Result<Option<Value>, Fault> {
    let mut messages = vec![json!({"id": "system", "role": "system", "content": SYSTEM})];
    messages
        .extend(turns.iter().map(|turn| json!({"id": turn.id, "role": turn.role.as_str(), "content": turn.content})));
    let body = json!({
        "threadId": thread, "runId": run, "protocolVersion": PROTOCOL_VERSION, "messages": messages,
        "state": {}, "tools": [], "context": [], "forwardedProps": {},
    });
    let mut exchange = Exchange::post(service, service.config.url.clone(), &body).await?;
    if !exchange.is_stream() {
        return Err(Fault::service("not an AG-UI stream"));
    }
    let mut answer = Answer { deltas, current: None };
    let mut decoder = Decoder::new();
    while let Some(bytes) = exchange.chunk().await? {
        for event in decoder.push(&bytes).map_err(|error| Fault::service(error.to_string()))? {
            if let Some(usage) = answer.take(&event.data)? {
                return Ok(usage);
            }
        }
    }
    Err(Fault::service("cut: neither RUN_FINISHED nor RUN_ERROR"))
}

struct Answer<'a> {
    deltas: &'a UnboundedSender<String>,
    /// The agent's id of the message that is being told; none before the first text.
    current: Option<String>,
}

impl Answer<'_> {
    /// Reads one event; `Some` is the end of the run, with its usage if the agent told it.
    fn take(&mut self, data: &str) -> Result<Option<Option<Value>>, Fault> {
        let event: Value = serde_json::from_str(data).map_err(|_| Fault::service("not JSON"))?;
        match event["type"].as_str() {
            Some("TEXT_MESSAGE_CONTENT" | "TEXT_MESSAGE_CHUNK") => self.text(&event),
            Some("RUN_FINISHED") if self.current.is_none() => return Err(Fault::service("an empty answer")),
            Some("RUN_FINISHED") => return Ok(Some(usage(&event["usage"]))),
            Some("RUN_ERROR") => return Err(error(&event, data)),
            _ => {}
        }
        Ok(None)
    }

    fn text(&mut self, event: &Value) {
        let delta = event["delta"].as_str().filter(|delta| !delta.is_empty());
        let (Some(delta), "assistant") = (delta, event["role"].as_str().unwrap_or("assistant")) else { return };
        let message = event["messageId"].as_str();
        let goes_on = message.is_none() || message == self.current.as_deref();
        if self.current.is_some() && !goes_on {
            let _ = self.deltas.send(BREAK.to_owned());
        }
        if self.current.is_none() || !goes_on {
            self.current = Some(message.unwrap_or_default().to_owned());
        }
        // Nobody listens any more when the run was stopped: then this is dropped as well.
        let _ = self.deltas.send(delta.to_owned());
    }
}

/// The sum over the models that the agent used; names are not passed on.
fn usage(entries: &Value) -> Option<Value> {
    let entries = entries.as_array()?;
    let sum = |name: &str| entries.iter().filter_map(|entry| count(&entry[name])).sum::<u64>();
    let (input, output) = (sum("inputTokens"), sum("outputTokens"));
    (input + output > 0).then(|| json!({"inputTokens": input, "outputTokens": output, "totalTokens": input + output}))
}

fn error(event: &Value, data: &str) -> Fault {
    let code = event["code"].as_str().map(ErrorCode::from_name);
    match code.filter(|code| SAYABLE.contains(code)) {
        Some(code) => Fault::new(code, "the agent said so"),
        None => Fault::of_error(data),
    }
}
