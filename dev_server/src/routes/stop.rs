//! `POST /ai_agent/runs/<runId>/stop`

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::extract::State;
use axum::http::StatusCode;

use super::parts::Id;
use crate::app::App;
use crate::problem::Problem;

/// Asks a run to stop, upstream too.
pub(crate) async fn post(State(app): State<Arc<App>>, Id(run): Id) -> Result<StatusCode, Problem> {
    let run = app.store().run(&run)?.ok_or(ErrorCode::NotFound)?;
    run.stop();
    Ok(StatusCode::NO_CONTENT)
}
