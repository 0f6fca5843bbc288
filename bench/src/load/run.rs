//! One run from its first attempt to its end, with the patience of the widget.

use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::backoff::Backoff;
use super::follow;
use super::request::Question;
use super::seen::{End, Seen};
use crate::http::{self, Link};
use crate::order::OrderFault;

/// When to come back if the server does not say.
const POLL: Duration = Duration::from_secs(1);

/// Why a run is not a success. The texts are the reasons in the report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A response that trying again does not help.
    #[error("status_{0}")]
    Status(u16),
    /// Tried often enough; the last that was in the way.
    #[error("gave_up_{0}")]
    GaveUp(String),
    /// What came is no stream of events.
    #[error("malformed")]
    Malformed,
    /// `RUN_ERROR`.
    #[error("run_error_{0}")]
    RunError(&'static str),
    /// Finished, but not as a success.
    #[error("{0}")]
    Outcome(&'static str),
    /// It was not over in time.
    #[error("timeout")]
    Timeout,
    /// Something was lost, doubled or mixed up.
    #[error(transparent)]
    Order(#[from] OrderFault),
}

/// What stands between a request and its stream.
struct Refusal {
    /// The status, or what broke.
    what: String,
    /// None: it is for good.
    again: Option<Again>,
}

struct Again {
    asked: Option<Duration>,
}

/// Asks and reads to the end. Whatever happens, `seen` has what was measured until then.
///
/// # Errors
/// When the run is not a success, or not everything of it was seen once and in order.
pub async fn drive(link: &mut Link, question: &Question, seen: &mut Seen, patience: Duration) -> Result<(), Failure> {
    let end = timeout(patience, read(link, question, seen)).await;
    seen.end();
    match end.map_err(|_| Failure::Timeout)?? {
        End::Success => Ok(seen.order.verdict()?),
        End::Cancelled => Err(Failure::Outcome("cancelled")),
        End::Interrupt => Err(Failure::Outcome("interrupt")),
        End::Error(code) => Err(Failure::RunError(code)),
    }
}

async fn read(link: &mut Link, question: &Question, seen: &mut Seen) -> Result<End, Failure> {
    let mut backoff = Backoff::default();
    let mut known = false;
    loop {
        let request = if known { question.follow(seen.order.last_id()) } else { question.ask() };
        let response = match link.send(request).await {
            Ok(response) => judge(response).await,
            Err(error) => Err(Refusal { what: error.to_string(), again: Some(Again { asked: None }) }),
        };
        let body = match response {
            Ok(body) => body,
            Err(refusal) => {
                seen.refused(&refusal.what);
                wait_again(refusal, &mut backoff).await?;
                seen.retries += 1;
                continue;
            }
        };
        known = true;
        let Some(body) = body else {
            seen.polling = true;
            continue;
        };
        let ending = follow::read(body, seen).await?;
        if let Some(end) = ending.end {
            return Ok(end);
        }
        if ending.had_events {
            backoff.reset();
        }
        if let Some(wait) = ending.retry.or(seen.polling.then_some(POLL)) {
            seen.polls += 1;
            sleep(wait).await;
        } else {
            seen.reconnects += 1;
            let wait = backoff.next(None).ok_or_else(|| Failure::GaveUp("early_end".into()))?;
            sleep(wait).await;
        }
    }
}

async fn wait_again(refusal: Refusal, backoff: &mut Backoff) -> Result<(), Failure> {
    let Some(again) = refusal.again else {
        return Err(refusal.what.parse().map_or(Failure::Malformed, Failure::Status));
    };
    let wait = backoff.next(again.asked).ok_or(Failure::GaveUp(refusal.what))?;
    sleep(wait).await;
    Ok(())
}

/// The stream, or `None` when the run is to be polled.
async fn judge(response: Response<Incoming>) -> Result<Option<Incoming>, Refusal> {
    let status = response.status();
    match status {
        StatusCode::OK => {
            let kind =
                response.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
            if kind == Some(true) {
                return Ok(Some(response.into_body()));
            }
            // An HTML page, most likely: of a proxy, or for logging in.
            Err(Refusal { what: "malformed".into(), again: None })
        }
        StatusCode::ACCEPTED => {
            // Read, so that the connection can be used again; without it there is a new one.
            let _ = http::collect(response.into_body()).await;
            Ok(None)
        }
        _ => {
            let asked = retry_after(response).await;
            let helps = match status.as_u16() {
                500 | 502 | 503 | 504 => true,
                429 => asked.is_some(),
                _ => false,
            };
            Err(Refusal { what: status.as_u16().to_string(), again: helps.then_some(Again { asked }) })
        }
    }
}

/// What the problem object or the header says, in that order.
async fn retry_after(response: Response<Incoming>) -> Option<Duration> {
    let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<f64>().ok());
    let body = http::collect(response.into_body()).await.unwrap_or_default();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let seconds = problem["retryAfter"].as_f64().or(header)?;
    Duration::try_from_secs_f64(seconds).ok()
}
