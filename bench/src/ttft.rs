//! What the way through Odoo adds to the first text: pairs of the same question, to the service itself and through Odoo.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ai_agent_agui::SseError;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, Request};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::http::{HttpError, Link, RESPONSE_TIMEOUT, Target};
use crate::load::{Question, Seen, drive};
use crate::script::Script;
use crate::sse::Reader;
use crate::stats::{Samples, millis};
use crate::users::User;

const WARM_UP: usize = 5;
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(60);
const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What to do.
pub struct Plan {
    /// How many pairs are measured.
    pub pairs: usize,
    /// What is asked.
    pub script: Script,
    /// Who asks Odoo, in turn.
    pub users: Vec<User>,
    /// The path before `/run`.
    pub prefix: String,
    /// The service's key.
    pub key: String,
}

/// Why there is no first text from the service.
#[derive(Debug, thiserror::Error)]
enum DirectError {
    #[error("direct_{0}")]
    Http(#[from] HttpError),
    #[error("direct_status_{0}")]
    Status(u16),
    #[error("direct_malformed")]
    Malformed(#[from] SseError),
    #[error("direct_silent")]
    Empty,
}

/// Asks in pairs, one question at a time, each over a new connection that is open before the clock runs. Which of a pair comes
/// first alternates, so that neither always finds the machine warmed by the other.
///
/// # Errors
/// When a question cannot be made. A pair that fails is counted, and not measured.
pub async fn run(odoo: Arc<Target>, service: Arc<Target>, plan: Plan) -> Result<Value> {
    let (mut direct, mut through, mut added) = (Samples::default(), Samples::default(), Samples::default());
    let mut failures = BTreeMap::<String, u64>::new();
    let users = plan.users.iter().cycle();
    for (index, user) in users.take(WARM_UP + plan.pairs).enumerate() {
        let question = Question::new(user.clone(), &plan.prefix, &plan.script)?;
        let request = ask(&service, &plan)?;
        let pair = if index % 2 == 0 {
            let first = ask_service(&service, request).await;
            (first, ask_odoo(&odoo, &question, &plan.script).await)
        } else {
            let first = ask_odoo(&odoo, &question, &plan.script).await;
            (ask_service(&service, request).await, first)
        };
        if index < WARM_UP {
            continue;
        }
        match pair {
            (Ok(alone), Ok(whole)) => {
                direct.add(alone);
                through.add(whole);
                added.add_ms(millis(whole) - millis(alone));
            }
            (Err(error), _) => *failures.entry(error.to_string()).or_default() += 1,
            (_, Err(reason)) => *failures.entry(reason).or_default() += 1,
        }
    }
    Ok(json!({
        "pairs": plan.pairs,
        "failed": failures.values().sum::<u64>(),
        "reasons": failures,
        "direct_ms": direct.summary(),
        "odoo_ms": through.summary(),
        "added_ms": added.summary(),
    }))
}

fn ask(service: &Target, plan: &Plan) -> Result<Request<Full<Bytes>>> {
    let body = json!({"stream": true, "messages": [{"role": "user", "content": plan.script.to_string()}]});
    let mut request = Request::new(Full::from(body.to_string()));
    *request.method_mut() = Method::POST;
    let path = service.path("");
    let path = format!("{}/v1/chat/completions", path.strip_suffix("/v1").unwrap_or(&path));
    *request.uri_mut() = path.parse().map_err(|_| Error::Url { url: path, reason: "not a path" })?;
    let mut key = HeaderValue::from_str(&plan.key).map_err(|_| Error::Header("the key"))?;
    key.set_sensitive(true);
    request.headers_mut().insert(KEY, key);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(request)
}

async fn ask_service(target: &Arc<Target>, request: Request<Full<Bytes>>) -> Result<Duration, DirectError> {
    let mut link = Link::new(target.clone());
    link.connect().await?;
    let sent = Instant::now();
    let response = link.send(request).await?;
    if response.status() != 200 {
        return Err(DirectError::Status(response.status().as_u16()));
    }
    first_text(response.into_body(), sent).await?.ok_or(DirectError::Empty)
}

/// Reads to the end, so that the next question finds the service free.
async fn first_text(mut body: Incoming, sent: Instant) -> Result<Option<Duration>, DirectError> {
    let mut reader = Reader::default();
    let mut first = None;
    loop {
        let frame = timeout(RESPONSE_TIMEOUT, body.frame()).await.map_err(|_| HttpError::Silent)?;
        let Some(frame) = frame else { return Ok(first) };
        let Ok(bytes) = frame.map_err(HttpError::Broken)?.into_data() else { continue };
        let now = Instant::now();
        for event in reader.push(&bytes)? {
            if first.is_none() && has_text(&event.data) {
                first = Some(now - sent);
            }
        }
    }
}

fn has_text(data: &str) -> bool {
    let chunk: Value = serde_json::from_str(data).unwrap_or_default();
    chunk["choices"][0]["delta"]["content"].as_str().is_some_and(|text| !text.is_empty())
}

async fn ask_odoo(target: &Arc<Target>, question: &Question, script: &Script) -> Result<Duration, String> {
    let mut link = Link::new(target.clone());
    link.connect().await.map_err(|error| format!("odoo_{error}"))?;
    let mut seen = Seen::new(script.text().into());
    drive(&mut link, question, &mut seen, PATIENCE).await.map_err(|failure| format!("odoo_{failure}"))?;
    if seen.retries > 0 {
        // Its time is that of waiting, not of the way.
        return Err("odoo_refused_at_first".into());
    }
    seen.first_text.ok_or_else(|| "odoo_silent".into())
}

#[cfg(test)]
mod tests {
    use super::has_text;

    #[test]
    fn text_is_told_from_the_rest() {
        assert!(has_text(r#"{"choices":[{"delta":{"content":"a"}}]}"#));
        for data in [r#"{"choices":[{"delta":{"content":""}}]}"#, r#"{"choices":[],"usage":{}}"#, "[DONE]"] {
            assert!(!has_text(data), "{data}");
        }
    }
}
