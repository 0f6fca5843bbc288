//! Plays a recording as a run.

use std::sync::Arc;
use std::time::Duration;

use ai_agent_agui::ErrorCode;
use ai_agent_scenario::{Frame, FrameKind};
use serde_json::json;

use super::told::Told;
use super::{End, Run, error_event};
use crate::app::App;

/// Sends the frames in their time until they are over or the run is stopped.
pub(crate) async fn play(app: Arc<App>, run: Arc<Run>, frames: Vec<Frame>, message: String) {
    let mut told = Told::new(&message);
    let stopped = tokio::select! {
        // What is due at once is said even to who stops at once: a run begins before it ends.
        biased;
        () = send(&run, frames, &mut told) => false,
        () = run.clone().stopped() => true,
    };
    if let Some(open) = told.open().filter(|_| stopped) {
        run.log.event(json!({"type": "TEXT_MESSAGE_END", "messageId": open}));
    }
    // The store first: who has read the end finds the answer there.
    let (said, own_end) = told.into_said();
    let end = own_end.unwrap_or(if stopped { End::Cancelled } else { End::Lost });
    app.store().end(&run, &message, said, end);
    match own_end {
        Some(_) => {}
        None if stopped => run.log.event(run.finished("cancelled", None)),
        None => run.log.event(error_event(ErrorCode::ProcessLost, None)),
    }
    run.log.close();
}

async fn send(run: &Run, frames: Vec<Frame>, told: &mut Told) {
    for Frame { after_ms, kind } in frames {
        if after_ms > 0 {
            tokio::time::sleep(Duration::from_millis(after_ms.into())).await;
        }
        match kind {
            FrameKind::Event(event) => {
                told.note(&event);
                run.log.event(event);
            }
            FrameKind::Raw(bytes) => run.log.raw(bytes),
            FrameKind::Drop => run.log.cut(),
            FrameKind::Silence => std::future::pending().await,
            // Answered instead of a stream, before there was a run.
            FrameKind::Problem { .. } => {}
        }
    }
}
