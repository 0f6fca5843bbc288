//! `POST /ai_agent/messages/<id>/feedback`

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;

use super::json_response;
use super::parts::{Id, object};
use crate::app::App;
use crate::problem::Problem;

/// What the person thinks of an answer.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    Id(message): Id,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = object(body)?;
    let answer = app.store().rate(&message, &body)?;
    Ok(json_response(&answer))
}
