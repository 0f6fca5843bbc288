//! What was sent to the AI service for an answer.

use super::chat::Chat;
use crate::api::{Failure, Sent};
use ai_agent_agui::RunId;
use leptos::prelude::*;

impl Chat {
    /// The runs that wrote an answer, named by its first message.
    pub fn runs_of(self, answer: &str) -> Vec<RunId> {
        let Some(core) = self.core() else { return Vec::new() };
        let ids = self.messages.with_untracked(|messages| {
            let found = messages.iter().find(|message| message.id.as_str() == answer);
            found.map(|message| message.ids_untracked()).unwrap_or_default()
        });
        let conversation = core.conversation.borrow();
        let own = conversation.messages().iter().filter(|message| ids.contains(&message.id));
        own.filter_map(|message| message.run.clone()).collect()
    }

    /// Fetches what was sent in these runs, in order.
    ///
    /// # Errors
    /// [`Failure`] when one of them is not there.
    pub async fn fetch_sent(self, runs: Vec<RunId>) -> Result<Vec<Sent>, Failure> {
        let core = self.core().ok_or(Failure::Connection)?;
        let mut all = Vec::with_capacity(runs.len());
        for run in runs {
            all.push(core.transport.sent(&run).await?);
        }
        Ok(all)
    }
}
