//! `/ai_agent/threads`: list, read, delete.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::json_response;
use super::parts::{Id, Parameters};
use crate::app::App;
use crate::problem::Problem;
use crate::store::Page;

/// `GET /ai_agent/threads?limit=&cursor=`
pub(crate) async fn list(State(app): State<Arc<App>>, query: Parameters) -> Result<Response, Problem> {
    let page = page(&query, "cursor", 30, 100)?;
    Ok(json_response(&app.store().list(&page)))
}

/// `GET /ai_agent/threads/<id>?limit=&before=`
pub(crate) async fn read(State(app): State<Arc<App>>, Id(thread): Id, query: Parameters) -> Result<Response, Problem> {
    let page = page(&query, "before", 100, 200)?;
    let body = app.store().read(&thread, &page)?;
    Ok(json_response(&body))
}

/// `DELETE /ai_agent/threads/<id>`
pub(crate) async fn delete(State(app): State<Arc<App>>, Id(thread): Id) -> Result<StatusCode, Problem> {
    let active = app.store().delete(&thread)?;
    if let Some(run) = active {
        run.stop();
    }
    Ok(StatusCode::NO_CONTENT)
}

fn page(query: &Parameters, cursor: &str, default: usize, most: usize) -> Result<Page, Problem> {
    Ok(Page::new(query.get("limit"), query.get(cursor), default, most)?)
}
