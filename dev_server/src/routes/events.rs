//! `GET /ai_agent/runs/<runId>/events`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::parts::{Id, Parameters};
use super::stream;
use crate::app::App;
use crate::problem::Problem;

/// The events after the one that the reader has seen.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Id(run): Id,
    query: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = after(&query, &headers)?;
    let run = app.store().run(&run)?.ok_or(ErrorCode::NotFound)?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/json") && !accept.contains("text/event-stream") {
        return Ok(stream::batch(&run, after));
    }
    Ok(stream::follow(run, after))
}

fn after(query: &Parameters, headers: &HeaderMap) -> Result<u64, ErrorCode> {
    let header = headers.get("last-event-id").map(|value| value.to_str().map_err(|_| ErrorCode::InvalidInput));
    let text = match header.transpose()? {
        Some(text) => text,
        None => query.get("after").unwrap_or("0"),
    };
    text.trim().parse().map_err(|_| ErrorCode::InvalidInput)
}
