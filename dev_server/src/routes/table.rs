//! `GET /ai_agent/calls/<toolCallId>/table?format=csv|xlsx`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
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
        Some("csv") | None => csv(app.store().table(&call)?),
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

fn csv(table: &Value) -> String {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let line = |texts: Vec<String>| texts.join(",") + "\r\n";
    let quoted = |text: &Value| format!("\"{}\"", text.as_str().unwrap_or_default().replace('"', "\"\""));
    let heads = line(list(&table["columns"]).iter().map(|column| quoted(&column["label"])).collect());
    let rows = list(&table["rows"]);
    let rows = rows.iter().map(|row| line(list(&row["cells"]).iter().map(|cell| quoted(&cell["text"])).collect()));
    std::iter::once(heads).chain(rows).collect()
}
