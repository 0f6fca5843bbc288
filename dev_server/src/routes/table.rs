//! `GET /ai_agent/calls/<toolCallId>/table?format=csv|xlsx`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use ai_agent_table::Table;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::parts::{Id, Parameters};
use crate::app::App;
use crate::problem::Problem;

/// The table that a recorded call gave, as CSV; a workbook is not made here.
pub(crate) async fn get(State(app): State<Arc<App>>, Id(call): Id, query: Parameters) -> Result<Response, Problem> {
    let text = match query.get("format") {
        Some("csv") | None => csv(app.store().table(&call)?)?,
        Some("xlsx") => return Err(ErrorCode::NotFound.into()),
        Some(_) => return Err(ErrorCode::InvalidInput.into()),
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=table.csv"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn csv(table: &Value) -> Result<String, Problem> {
    let table = Table::from_json(table).ok_or(ErrorCode::NotFound)?;
    let rows: Vec<usize> = (0..table.rows.len()).collect();
    // Without the mark Excel takes it for the encoding of the country.
    Ok(format!("\u{feff}{}", ai_agent_table::csv(&table, &rows)))
}
