//! `/ai_agent/threads`: list, find, read, change, delete, restore.

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::Response;

use super::json_response;
use super::parts::{Id, Parameters, object};
use crate::app::App;
use crate::problem::Problem;
use crate::store::{Change, Filter, Page, Window};

/// `GET /ai_agent/threads?q=&archived=&limit=&cursor=`
pub(crate) async fn list(State(app): State<Arc<App>>, query: Parameters) -> Result<Response, Problem> {
    let page = Page::new(query.get("limit"), query.get("cursor"))?;
    let filter = Filter::new(query.get("q"), query.get("archived"))?;
    Ok(json_response(&app.store().list(&filter, &page)))
}

/// `GET /ai_agent/threads/<id>?limit=&before=&after=&around=`
pub(crate) async fn read(State(app): State<Arc<App>>, Id(thread): Id, query: Parameters) -> Result<Response, Problem> {
    let window = Window::new(query.get("limit"), query.get("before"), query.get("after"), query.get("around"))?;
    let body = app.store().read(&thread, &window)?;
    Ok(json_response(&body))
}

/// `PATCH /ai_agent/threads/<id>`
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Id(thread): Id,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let change = Change::read(object(body)?)?;
    let item = app.store().change(&thread, change)?;
    Ok(json_response(&item))
}

/// `DELETE /ai_agent/threads/<id>?now=`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Id(thread): Id,
    query: Parameters,
) -> Result<StatusCode, Problem> {
    let active = match query.get("now") {
        None | Some("0") => app.store().delete(&thread)?,
        Some("1") => app.store().purge(&thread)?,
        Some(_) => return Err(ErrorCode::InvalidInput.into()),
    };
    if let Some(run) = active {
        run.stop();
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /ai_agent/threads/<id>/restore`
pub(crate) async fn restore(State(app): State<Arc<App>>, Id(thread): Id) -> Result<Response, Problem> {
    let item = app.store().restore(&thread)?;
    Ok(json_response(&item))
}
