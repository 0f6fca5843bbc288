//! Stopping an answer.

use super::chat::{Chat, Phase};
use super::run::{MAX_ATTEMPTS, pause};
use crate::wake;
use ai_agent_agui::RunId;
use ai_agent_conversation::RunEnd;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a stop may take before the widget no longer waits for the server's word.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

impl Chat {
    /// Stops the answer. What was said so far stays.
    pub fn stop(self) {
        let Some(core) = self.core() else { return };
        let run = core.conversation.borrow().active_run().cloned();
        let (Some(run), true) = (run, self.phase.get_untracked().is_busy()) else { return };
        self.phase.set(Phase::Stopping);
        let epoch = core.epoch.get();
        set_timeout(move || self.stopped(epoch), STOP_PATIENCE);
        spawn_local(async move {
            let mut attempt = 0;
            while let Err(failure) = core.transport.stop(&run).await {
                attempt += 1;
                if attempt > MAX_ATTEMPTS || !failure.passes() {
                    return self.stopped(epoch);
                }
                wake::pause(pause(attempt)).await;
            }
        });
    }

    /// Ends the answer here, where its end did not come by the stream.
    fn stopped(self, epoch: u32) {
        let Some(core) = self.core_at(epoch) else { return };
        if self.phase.get_untracked() == Phase::Stopping {
            core.next_epoch();
            core.continuation.take();
            self.reconsider(&core);
            *core.followed.borrow_mut() = None;
            self.come_back(&core);
            self.end(&core, RunEnd::Cancelled);
        }
    }

    /// Stops a run that nobody reads any more.
    pub(super) fn stop_unread(self, run: RunId) {
        if let Some(core) = self.core() {
            spawn_local(async move {
                // Whether or not it could be stopped, the person was told what matters.
                let _ = core.transport.stop(&run).await;
            });
        }
    }
}
