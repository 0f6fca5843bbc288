//! Proposals: looked at, tried with edits, undone.

use ai_agent_agui::ErrorCode;
use ai_agent_scenario::{Edits, edit, undo};
use serde_json::Value;

use super::Store;

impl Store {
    /// A proposal as it is now.
    pub(crate) fn proposal(&self, id: &str) -> Result<Value, ErrorCode> {
        self.calls
            .values()
            .filter(|(thread, _)| self.live(thread).is_ok())
            .find_map(|(_, call)| call.proposal.as_ref().filter(|proposal| proposal["id"] == id))
            .cloned()
            .ok_or(ErrorCode::NotFound)
    }

    /// A proposal as it would be with these values; nothing is kept.
    pub(crate) fn preview(&self, id: &str, edits: &Edits) -> Result<Value, ErrorCode> {
        let mut proposal = self.proposal(id)?;
        let fits = proposal["state"] == "pending" && edit(&mut proposal, edits);
        if fits { Ok(proposal) } else { Err(ErrorCode::InvalidInput) }
    }

    /// Takes back what was carried out.
    pub(crate) fn undo(&mut self, id: &str) -> Result<Value, ErrorCode> {
        let mut proposal = self.proposal(id)?;
        if !undo(&mut proposal) {
            return Err(ErrorCode::InvalidInput);
        }
        self.set_proposal(id, &proposal);
        Ok(proposal)
    }

    pub(super) fn set_proposal(&mut self, id: &str, proposal: &Value) {
        let proposals = self.calls.values_mut().filter_map(|(_, call)| call.proposal.as_mut());
        for known in proposals.filter(|known| known["id"] == id) {
            known.clone_from(proposal);
        }
    }
}
