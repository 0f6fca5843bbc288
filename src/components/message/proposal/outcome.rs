//! What became of a proposal.

use super::decide::error;
use super::item::items;
use crate::components::icon::Icon;
use crate::components::message::records::chips;
use crate::components::ui::{El, el, nothing, text_button};
use crate::state::Chat;
use ai_agent_agui::{ItemState, Proposal, RecordRef};
use ai_agent_conversation::ToolCall;
use leptos::prelude::*;
use std::sync::Arc;

/// The rest of the card of a proposal that no longer waits.
pub fn body(chat: Chat, call: &ToolCall, proposal: &Arc<Proposal>, state: &str, card: El) -> AnyView {
    let texts = chat.texts();
    let said = match (state, proposal.reason.is_empty()) {
        ("rejected", false) => texts.with("proposal.state.rejected.reason", "reason", &proposal.reason),
        _ => texts.get(&format!("proposal.state.{state}")),
    };
    let failure = call.result.as_ref().and_then(|result| result.failure.as_ref());
    let failure = failure.filter(|_| state == "failed").map(|failure| failure.message.clone());
    let done = matches!(state, "executed" | "undone");
    let records = if state == "executed" { touched(call, proposal) } else { Vec::new() };
    let mut line = el("div").class("row").child(el("span").class("said").text(said));
    if proposal.can_undo {
        let busy = RwSignal::new(false);
        let id = proposal.id.clone();
        let undo = text_button("button", "undo-proposal", texts.get("history.undo"), move || chat.undo(&id, busy));
        line = line.child(undo.disabled(move || busy.get() || chat.waits.get()));
    }
    let note = match done && !proposal.undo_note.is_empty() {
        true => el("p").class("notes").attr("dir", "auto").text(proposal.undo_note.clone()).done(),
        false => nothing(),
    };
    let details = el("details")
        .class("tool")
        .child(el("summary").child(el("span").text(texts.get("tool.details"))).child(Icon::Next.el()))
        .view(items(chat, proposal, None));
    card.child(line)
        .view(failure.filter(|text| !text.is_empty()).map_or_else(nothing, |text| error(text).done()))
        .view(chips(chat, &records))
        .view(note)
        .child(details)
        .done()
}

/// The records that were made or changed: those of the result, else those of the items.
fn touched(call: &ToolCall, proposal: &Proposal) -> Vec<RecordRef> {
    let told = call.result.as_ref().map(|result| result.records.clone()).unwrap_or_default();
    if !told.is_empty() {
        return told;
    }
    let done = proposal.items.iter().filter(|item| item.state == ItemState::Executed);
    done.filter_map(|item| item.record.clone()).collect()
}
