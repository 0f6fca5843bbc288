//! `POST /ai_agent/context/preview`

use ai_agent_agui::ErrorCode;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use serde_json::{Value, json};

use super::json_response;
use super::parts::object;
use crate::problem::Problem;

/// What would be told of where the user is. There are no records here, so it is the hint in words.
pub(crate) async fn preview(body: Result<Bytes, BytesRejection>) -> Result<Response, Problem> {
    let body = object(body)?;
    let hint = body.get("context").filter(|hint| hint.is_object()).ok_or(ErrorCode::InvalidInput)?;
    let told = hint["model"].as_str().map(|model| words(model, hint));
    let text = told.as_ref().map(|lines| lines.join("\n")).unwrap_or_default();
    let chips = told.map_or_else(Vec::new, |_| vec![chip(hint)]);
    /// Characters of a token, roughly.
    const TOKEN: usize = 4;
    Ok(json_response(
        &json!({"text": text, "chips": chips, "tokens": text.chars().count().div_ceil(TOKEN), "masked": []}),
    ))
}

fn words(model: &str, hint: &Value) -> Vec<String> {
    let record = hint["resId"].as_u64().map(|id| format!("Open: {model}, record {id}."));
    let unsaved = hint["unsaved"].as_object().into_iter().flatten();
    let unsaved = unsaved.map(|(name, value)| format!("Typed and not saved: {name} = {value}"));
    std::iter::once(record.unwrap_or_else(|| format!("Open: {model}."))).chain(unsaved).collect()
}

fn chip(hint: &Value) -> Value {
    let model = hint["model"].as_str().unwrap_or_default();
    match hint["resId"].as_u64() {
        Some(id) => json!({"kind": "record", "label": format!("{model} {id}"), "model": model, "ids": [id]}),
        None => json!({"kind": "list", "label": model, "model": model, "ids": []}),
    }
}
