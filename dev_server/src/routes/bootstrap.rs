//! `GET /ai_agent/bootstrap`

use std::sync::Arc;

use ai_agent_scenario::{Scenario, builtin};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::json_response;
use crate::app::App;
use crate::config::PROMPT_CHARS;
use crate::store::{COMPANY, UNDO};
use crate::texts;

/// What the widget needs to begin; `scenarios` is this server's own.
pub(crate) async fn get(State(app): State<Arc<App>>) -> Response {
    json_response(&json!({
        "user": {"id": 1, "name": "Developer"},
        "database": "dev",
        "lang": "en-US", "direction": "ltr", "timeZone": "UTC",
        "companies": [{"id": COMPANY, "name": "My Company"}],
        "csrfToken": app.csrf,
        "base": "/ai_agent", "runBase": "/websocket/ai_agent",
        "configured": app.service.is_some(), "isManager": true, "settingsUrl": "",
        "capabilities": {
            "threads": true, "stop": true, "search": true, "branches": true, "feedback": true, "export": true,
            "tools": true, "approvals": true,
        },
        "toolsNote": null,
        "limits": {"promptChars": PROMPT_CHARS, "undoSeconds": UNDO.as_secs()},
        "starters": ["What can you help me with?", "Write a friendly payment reminder.", "Explain double-entry bookkeeping in three sentences."],
        "texts": texts::table(),
        "scenarios": scenarios(),
    }))
}

fn scenarios() -> Vec<Value> {
    let parsed = builtin().iter().filter_map(|(name, json)| Some((name, Scenario::parse(json).ok()?)));
    parsed
        .map(|(name, scenario)| json!({"name": name, "title": scenario.title(), "prompt": scenario.prompt()}))
        .collect()
}
