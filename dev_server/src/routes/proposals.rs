//! `/ai_agent/proposals`: read, try with edits, undo.

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use serde_json::Value;

use super::json_response;
use super::parts::{Id, object};
use crate::app::App;
use crate::problem::Problem;

/// `GET /ai_agent/proposals/<id>`
pub(crate) async fn read(State(app): State<Arc<App>>, Id(proposal): Id) -> Result<Response, Problem> {
    let proposal = app.store().proposal(&proposal)?;
    Ok(json_response(&proposal))
}

/// `POST /ai_agent/proposals/<id>/preview`
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    Id(proposal): Id,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let mut body = object(body)?;
    let edits = match body.remove("edits") {
        Some(Value::Object(edits)) if body.is_empty() => edits,
        _ => return Err(ErrorCode::InvalidInput.into()),
    };
    let proposal = app.store().preview(&proposal, &edits)?;
    Ok(json_response(&proposal))
}

/// `POST /ai_agent/proposals/<id>/undo`
pub(crate) async fn undo(State(app): State<Arc<App>>, Id(proposal): Id) -> Result<Response, Problem> {
    let proposal = app.store().undo(&proposal)?;
    Ok(json_response(&proposal))
}
