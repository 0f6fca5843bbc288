//! Finds the script in what a client posts.

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::Value;

use crate::script::{Script, ScriptError};

const BODY_BYTES: usize = 16 * 1024 * 1024;
/// Whoever asks something else gets a short answer: Odoo's "Test the connection" does.
const SHORT: Script = Script { deltas: 4, every_ms: 20, chars: 24, first_ms: 0 };

#[derive(Deserialize)]
struct Body {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    #[serde(default)]
    content: Value,
}

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum QuestionError {
    #[error("the body did not come: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
    #[error("the body is no question: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Script(#[from] ScriptError),
}

/// The script of the last question in the body.
pub(super) async fn script(body: Incoming) -> Result<Script, QuestionError> {
    let body = Limited::new(body, BODY_BYTES).collect().await.map_err(QuestionError::Body)?;
    parse(&body.to_bytes())
}

fn parse(body: &[u8]) -> Result<Script, QuestionError> {
    let body: Body = serde_json::from_slice(body)?;
    let last = body.messages.iter().rev().find(|message| message.role == "user");
    let text = last.map(|message| text(&message.content)).unwrap_or_default();
    Ok(Script::find(&text)?.unwrap_or(SHORT))
}

/// A content is a text or a list of parts.
fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script_of(messages: &Value) -> Script {
        parse(serde_json::json!({"model": "m", "messages": messages}).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_last_question_counts() {
        let script = script_of(&serde_json::json!([
            {"role": "system", "content": "bench deltas=1"},
            {"role": "user", "content": "bench deltas=2"},
            {"role": "assistant", "content": null},
            {"role": "user", "content": [{"type": "text", "text": "bench deltas=3"}]},
        ]));
        assert_eq!(script.deltas, 3);
    }

    #[test]
    fn another_question_gets_a_short_answer() {
        assert_eq!(script_of(&serde_json::json!([{"role": "user", "content": "Hello"}])), SHORT);
        assert_eq!(script_of(&serde_json::json!([])), SHORT);
    }

    #[test]
    fn what_is_no_question_is_refused() {
        assert!(parse(b"{}").is_err());
        assert!(parse(br#"{"messages":[{"role":"user","content":"bench x"}]}"#).is_err());
    }
}
