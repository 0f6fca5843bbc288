//! Deciding on a proposal. Nothing is approved but by the button that says so.

use super::item::items;
use crate::components::icon::Icon;
use crate::components::ui::{El, dynamic, el, focus_later, nothing, text_button, typed};
use crate::state::{Chat, Choice};
use crate::times::Times;
use ai_agent_agui::Proposal;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The most characters of a reason.
const REASON: &str = "500";

/// The rest of the card of a proposal that waits for the person.
pub fn body(chat: Chat, proposal: Arc<Proposal>, card: El) -> AnyView {
    let choice = chat.choice(&proposal.id);
    let decided = choice.clone();
    let list = el("fieldset").disabled(move || decided.decided().is_some()).view(items(chat, &proposal, Some(&choice)));
    let rejecting = RwSignal::new(false);
    let left = countdown(&proposal.expires_at);
    let notices = proposal.notices.iter().cloned().chain(undo_note(chat, &proposal));
    let notices =
        notices.fold(el("div").class("notes"), |notes, notice| notes.child(el("p").attr("dir", "auto").text(notice)));
    let bar = dynamic(move || bar(chat, &proposal, &choice, rejecting, left));
    card.child(list).child(notices).view(bar).done()
}

fn undo_note(chat: Chat, proposal: &Proposal) -> Option<String> {
    match (proposal.undo_possible, proposal.undo_note.is_empty()) {
        (_, false) => Some(proposal.undo_note.clone()),
        (true, true) => Some(chat.text("proposal.undo.possible")),
        (false, true) => Some(chat.text("proposal.undo.impossible")),
    }
}

/// What can be done with the card just now.
fn bar(
    chat: Chat,
    proposal: &Arc<Proposal>,
    choice: &Choice,
    rejecting: RwSignal<bool>,
    left: RwSignal<f64>,
) -> AnyView {
    let texts = chat.texts();
    if let Some(approved) = choice.decided() {
        return match chat.waits.get() {
            true => el("p")
                .class("progress")
                .attr("role", "status")
                .child(dots())
                .text(texts.get("proposal.sending"))
                .done(),
            false => decided(chat, choice, approved),
        };
    }
    if left.get() <= 0.0 {
        return el("p").class("row").text(texts.get("proposal.expired")).done();
    }
    if rejecting.get() {
        return reject(chat, proposal, rejecting);
    }
    let (taken, all) = (choice.count(proposal), proposal.items.len());
    let label = match all {
        0 | 1 => texts.get("proposal.approve"),
        _ if taken == all => texts.with("proposal.approve.all", "count", &all.to_string()),
        _ => texts.fill("proposal.approve.some", &[("count", &taken.to_string()), ("all", &all.to_string())]),
    };
    let (approved, others) = (proposal.id.clone(), chat.asked());
    // What settles everything at once stands out.
    let class = if others.len() < 2 { "button primary" } else { "button" };
    let approve = text_button(class, "approve", label, move || chat.decide(&approved, true, ""))
        .disabled(move || chat.waits.get() || taken == 0 && all > 0);
    let reject = text_button("button", "reject", texts.get("proposal.reject"), move || rejecting.set(true))
        .disabled(move || chat.waits.get());
    let row = el("div").class("row").view(until(chat, proposal, left)).child(reject).child(approve);
    let is_last = others.last().is_some_and(|last| last.id == proposal.id);
    if others.len() < 2 || !is_last {
        return row.done();
    }
    let count = others.len().to_string();
    let label = texts.with("proposal.approve.proposals", "count", &count);
    let all = text_button("button primary", "approve-all", label, move || chat.approve_all())
        .disabled(move || chat.waits.get());
    vec![row.done(), el("div").class("row all").child(all).done()].into_any()
}

/// Others are to be decided too.
fn decided(chat: Chat, choice: &Choice, approved: bool) -> AnyView {
    let key = if approved { "proposal.approved" } else { "proposal.rejected" };
    let choice = choice.clone();
    let change = text_button("button", "reconsider", chat.text("proposal.reconsider"), move || choice.reconsider());
    el("div").class("row").child(el("span").class("said").text(chat.text(key))).child(change).done()
}

/// Where the person says why not.
fn reject(chat: Chat, proposal: &Proposal, rejecting: RwSignal<bool>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let (id, card) = (proposal.id.clone(), proposal.id.clone());
    let back: Rc<dyn Fn()> = Rc::new(move || {
        rejecting.set(false);
        chat.focus_card(&card, "[data-testid=reject]");
    });
    let back_key = Rc::clone(&back);
    let send: Rc<dyn Fn()> = Rc::new(move || chat.decide(&id, false, &reason.get_untracked()));
    let send_key = Rc::clone(&send);
    let field = el("input")
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("maxlength", REASON)
        .attr("data-testid", "reason")
        .attr("aria-label", chat.text("proposal.reason"))
        .attr("placeholder", chat.text("proposal.reason"))
        .on("input", move |event| reason.set(typed(&event)))
        .on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.is_composing()) else { return };
            match key.key().as_str() {
                "Enter" => send_key(),
                "Escape" => back_key(),
                _ => return,
            }
            event.stop_propagation();
            event.prevent_default();
        })
        .reference(focus_later);
    let back = text_button("button", "reject-back", chat.text("proposal.back"), move || back());
    let send = text_button("button danger", "reject-send", chat.text("proposal.reject"), move || send());
    el("div").class("row").child(field).child(back).child(send).done()
}

/// Until when it can be approved, where that is near.
fn until(chat: Chat, proposal: &Proposal, left: RwSignal<f64>) -> AnyView {
    /// How near, in milliseconds.
    const NEAR: f64 = 900_000.0;
    if left.get() > NEAR {
        return nothing();
    }
    let times = Times::new(&chat.bootstrap());
    let time = times.short(&proposal.expires_at, &times.today());
    el("span").class("said").text(chat.texts().with("proposal.until", "time", &time)).done()
}

/// The milliseconds that are left until `time`, as they pass.
fn countdown(time: &str) -> RwSignal<f64> {
    let end = js_sys::Date::parse(time);
    let left = move || if end.is_nan() { f64::INFINITY } else { end - js_sys::Date::now() };
    let signal = RwSignal::new(left());
    if let Ok(timer) = set_interval_with_handle(move || signal.set(left()), Duration::from_secs(20)) {
        on_cleanup(move || timer.clear());
    }
    signal
}

fn dots() -> El {
    (0..3).fold(el("span").class("dots").attr("aria-hidden", "true"), |dots, _| dots.child(el("i")))
}

/// A mark for something that is wrong.
pub fn error(text: String) -> El {
    el("p").class("wrong").attr("dir", "auto").child(Icon::Alert.el()).text(text)
}
