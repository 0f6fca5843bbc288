//! What is to be done to each record.

use super::decide::error;
use super::field::{input, value_text};
use crate::components::icon::Icon;
use crate::components::message::records::chip;
use crate::components::ui::{El, dynamic, el, nothing, text_button};
use crate::dom::get_bool;
use crate::state::{Chat, Choice};
use ai_agent_agui::{Effect, FieldChange, Item, ItemState, Proposal, Shown};
use leptos::prelude::*;
use std::sync::Arc;

/// So many are shown at once.
const FIRST: usize = 6;

/// The items of a proposal. With a `choice` they can be left out and changed.
pub fn items(chat: Chat, proposal: &Arc<Proposal>, choice: Option<&Choice>) -> AnyView {
    let all = RwSignal::new(proposal.items.len() <= FIRST + 1);
    let (proposal, choice) = (Arc::clone(proposal), choice.cloned());
    let view = {
        let (proposal, choice) = (Arc::clone(&proposal), choice.clone());
        move |place: usize| row(chat, &proposal, place, choice.as_ref())
    };
    let first = (0..proposal.items.len().min(FIRST)).map(&view).fold(el("ul").class("items"), El::child);
    // Those that are there stay, with what was typed in them.
    let rest = dynamic(move || match (all.get(), proposal.items.len()) {
        (_, count) if count <= FIRST => nothing(),
        (true, count) => (FIRST..count).map(&view).fold(el("ul").class("items"), El::child).done(),
        (false, count) => {
            let label = chat.texts().with("proposal.more", "count", &(count - FIRST).to_string());
            text_button("ghost", "more-items", label, move || all.set(true)).done()
        }
    });
    vec![first.done(), rest].into_any()
}

fn row(chat: Chat, proposal: &Arc<Proposal>, place: usize, choice: Option<&Choice>) -> El {
    let item = &proposal.items[place];
    let name = match &item.record {
        Some(record) => chip(record),
        None => el("span").class("name").attr("dir", "auto").text(item.name().to_owned()),
    };
    let changes = item.changes.iter().map(|change| change_row(chat, proposal, item, change, choice));
    let changes = changes.fold(el("dl"), |list, [label, value]| list.child(label).child(value));
    let row = el("li").attr("data-testid", "item").attr("data-item", item.id.clone());
    let row = match choice.filter(|_| proposal.items.len() > 1) {
        None => row.child(el("div").class("head").child(name).view(state(chat, item))),
        Some(choice) => {
            let (taken, dimmed, id) = (choice.clone(), choice.clone(), item.id.clone());
            let dimmed_id = id.clone();
            let tick = el("input")
                .attr("type", "checkbox")
                .attr("data-testid", "take")
                .attr("aria-label", chat.texts().with("proposal.take", "name", item.name()))
                .attr_if("checked", choice.takes(&id))
                .on("change", move |event| {
                    taken.take(&id, event.target().is_some_and(|target| get_bool(&target, "checked")));
                });
            row.bind("data-left", move || (!dimmed.takes(&dimmed_id)).then(String::new))
                .child(el("div").class("head").child(tick).child(name))
        }
    };
    row.child(changes).view(consequences(chat, proposal, place, choice))
}

/// What became of an item that is not as the card says of all.
fn state(chat: Chat, item: &Item) -> AnyView {
    let key = match item.state {
        ItemState::LeftOut => "proposal.left_out",
        ItemState::Failed => "tool.failed",
        ItemState::Pending | ItemState::Executed | ItemState::Undone => return nothing(),
    };
    el("span").class("badge").text(chat.text(key)).done()
}

/// What else changes, and what is wrong: with what the person has chosen, as the server tells.
fn consequences(chat: Chat, proposal: &Arc<Proposal>, place: usize, choice: Option<&Choice>) -> AnyView {
    let (proposal, choice) = (Arc::clone(proposal), choice.cloned());
    dynamic(move || {
        let preview = choice.as_ref().and_then(Choice::preview);
        let item = preview.as_ref().unwrap_or(&proposal).items.get(place);
        let Some(Item { effects, errors, .. }) = item else { return nothing() };
        let errors = errors.iter().map(|text| error(text.clone()).done()).collect::<Vec<_>>().into_any();
        if effects.is_empty() {
            return errors;
        }
        let row = |list: El, Effect { label, old, new }: &Effect| {
            list.child(el("dt").text(label.clone())).child(el("dd").view(becomes(chat, old.as_ref(), shown(new))))
        };
        let effects =
            effects.iter().fold(el("dl").class("effects").attr("aria-label", chat.text("proposal.effects")), row);
        vec![effects.done(), errors].into_any()
    })
}

fn change_row(chat: Chat, proposal: &Proposal, item: &Item, change: &FieldChange, choice: Option<&Choice>) -> [El; 2] {
    let new =
        choice.and_then(|choice| input(chat, proposal, item, change, choice)).unwrap_or_else(|| shown(&change.new));
    let label = el("dt").text(change.label.clone());
    [label, el("dd").view(becomes(chat, change.old.as_ref(), new))]
}

/// The old value, where there is one, and the new one.
fn becomes(chat: Chat, old: Option<&Shown>, new: El) -> AnyView {
    let Some(old) = old.map(value_text).filter(|old| !old.is_empty()) else { return new.done() };
    let arrow = el("span").class("to").attr("role", "img").attr("aria-label", chat.text("proposal.becomes"));
    vec![el("del").attr("dir", "auto").text(old).done(), arrow.child(Icon::To.el()).done(), new.done()].into_any()
}

fn shown(value: &Shown) -> El {
    let text = value_text(value);
    let text = if text.is_empty() { "–".to_owned() } else { text };
    el("ins").attr("dir", "auto").text(text)
}
