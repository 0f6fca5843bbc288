//! Plays a recording as a run.

use std::sync::Arc;
use std::time::Duration;

use ai_agent_agui::ErrorCode;
use ai_agent_scenario::{Frame, FrameKind};
use serde_json::{Value, json};

use super::{End, Run, error_event};
use crate::app::App;

/// What the recording has said so far.
#[derive(Default)]
struct Told {
    text: String,
    open: bool,
    end: Option<End>,
}

/// Sends the frames in their time until they are over or the run is stopped.
pub(crate) async fn play(app: Arc<App>, run: Arc<Run>, frames: Vec<Frame>, message: String) {
    let mut told = Told::default();
    let stopped = tokio::select! {
        // What is due at once is said even to who stops at once: a run begins before it ends.
        biased;
        () = send(&run, frames, &message, &mut told) => false,
        () = run.clone().stopped() => true,
    };
    if stopped && told.open {
        run.log.event(json!({"type": "TEXT_MESSAGE_END", "messageId": message}));
    }
    // The store first: who has read the end finds the answer there.
    let end = told.end.unwrap_or(if stopped { End::Cancelled } else { End::Lost });
    app.store().end(&run, &message, told.text, end);
    match told.end {
        Some(_) => {}
        None if stopped => run.log.event(run.finished("cancelled", None)),
        None => run.log.event(error_event(ErrorCode::ProcessLost, None)),
    }
    run.log.close();
}

async fn send(run: &Run, frames: Vec<Frame>, message: &str, told: &mut Told) {
    for Frame { after_ms, kind } in frames {
        if after_ms > 0 {
            tokio::time::sleep(Duration::from_millis(after_ms.into())).await;
        }
        match kind {
            FrameKind::Event(event) => {
                told.note(&event, message);
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

/// What a snapshot leaves of the answer.
fn kept(snapshot: &Value, message: &str) -> String {
    let messages = snapshot["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let own = messages.iter().find(|told| told["id"] == message);
    own.and_then(|told| told["content"].as_str()).unwrap_or_default().to_owned()
}

impl Told {
    fn note(&mut self, event: &Value, message: &str) {
        let own = event["messageId"] == message;
        match event["type"].as_str() {
            Some("TEXT_MESSAGE_START") if own => self.open = true,
            Some("TEXT_MESSAGE_END") if own => self.open = false,
            Some("TEXT_MESSAGE_CONTENT") if own && self.open => {
                self.text.push_str(event["delta"].as_str().unwrap_or_default());
            }
            Some("MESSAGES_SNAPSHOT") => self.text = kept(event, message),
            Some("RUN_FINISHED") if event["outcome"]["type"] == "cancelled" => self.ends(End::Cancelled),
            Some("RUN_FINISHED") => self.ends(End::Finished),
            Some("RUN_ERROR") => self.ends(match ErrorCode::from_name(event["code"].as_str().unwrap_or_default()) {
                ErrorCode::ProcessLost => End::Lost,
                code => End::Failed(code),
            }),
            _ => {}
        }
    }

    /// The first end counts.
    fn ends(&mut self, end: End) {
        self.end.get_or_insert(end);
    }
}
