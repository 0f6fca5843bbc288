//! What the person is asked to approve, and what became of it.

mod decide;
mod field;
mod item;
mod outcome;

use super::super::icon::Icon;
use super::super::ui::{El, el};
use crate::state::Chat;
use ai_agent_agui::{Proposal, ProposalState};
use ai_agent_conversation::{CallState, ToolCall};
use leptos::prelude::*;

/// What a card of the proposal of `call` depends on: a card stays as long as this does. `None`: there is no proposal.
pub fn look(call: &ToolCall) -> Option<String> {
    let proposal = call.proposal.as_ref()?;
    let (id, state) = (proposal.id.as_str(), proposal.state.as_str());
    Some(format!("{id} {state} {} {}", call.state.as_str(), proposal.can_undo))
}

/// The card of the proposal of `call`.
pub fn card(chat: Chat, call: ToolCall) -> AnyView {
    let asks = call.asks();
    let Some(proposal) = call.proposal.clone() else { return ().into_any() };
    let state = if asks { "pending" } else { shown_state(&call, &proposal) };
    let card = el("section")
        .class("proposal")
        .attr("data-testid", "proposal")
        .attr("data-state", state)
        .attr("data-proposal", proposal.id.as_str())
        .attr("data-kind", proposal.kind.clone())
        .attr("aria-label", proposal.title.clone())
        .child(heading(&proposal, state));
    match asks {
        true => decide::body(chat, proposal, card.attr("data-open", "")),
        false => outcome::body(chat, &call, &proposal, state, card),
    }
}

fn heading(proposal: &Proposal, state: &str) -> El {
    let icon = match (state, proposal.kind.as_str()) {
        ("executed", _) => Icon::Done,
        ("failed" | "expired", _) => Icon::Alert,
        ("undone" | "changed", _) => Icon::Again,
        ("rejected" | "cancelled", _) => Icon::Close,
        (_, "delete") => Icon::Delete,
        (_, "create") => Icon::New,
        (_, "activity") => Icon::History,
        _ => Icon::Edit,
    };
    el("h4").attr("tabindex", "-1").child(icon.el()).child(el("span").attr("dir", "auto").text(proposal.title.clone()))
}

/// What became of it as far as is known: until the server tells, the result of the call says it.
fn shown_state(call: &ToolCall, proposal: &Proposal) -> &'static str {
    let failed = call.result.as_ref().is_some_and(|result| result.failure.is_some());
    match proposal.state {
        ProposalState::Pending | ProposalState::Approved if failed => "failed",
        ProposalState::Pending if call.state != CallState::Done => "cancelled",
        ProposalState::Pending | ProposalState::Approved => "executed",
        state => state.as_str(),
    }
}
