//! `GET /ai_agent/runs/<runId>/sent`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::json_response;
use super::parts::Id;
use crate::app::App;
use crate::problem::Problem;

/// The text that went to the AI service; of a recording none did.
pub(crate) async fn get(State(app): State<Arc<App>>, Id(run): Id) -> Result<Response, Problem> {
    let history = {
        let store = app.store();
        let run = store.run(&run)?.ok_or(ErrorCode::NotFound)?;
        store.history(&run)
    };
    let nothing = || json!({"messages": [], "model": "", "requests": [], "tools": []});
    Ok(json_response(&app.service.as_ref().map_or_else(nothing, |service| service.sent(&history))))
}
