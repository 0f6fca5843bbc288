//! The table of visible texts, `static/texts.en.json`.

use std::path::Path;

use ai_agent_agui::ErrorCode;
use serde_json::{Map, Value};

use crate::config::PROMPT_CHARS;

/// The table as it is on disk now, so that a change shows after a reload; empty when it cannot be read.
pub(crate) fn table() -> Map<String, Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/texts.en.json");
    std::fs::read_to_string(file).ok().and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// The sentence for the person; empty when the table has none, which tells the widget to use its own.
pub(crate) fn of_error(code: ErrorCode) -> String {
    match table().remove(&format!("error.{}", code.as_str())) {
        Some(Value::String(text)) => text.replace("{limit}", &PROMPT_CHARS.to_string()),
        _ => String::new(),
    }
}
