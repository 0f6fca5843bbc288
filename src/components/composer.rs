//! Where the person types.

use super::icon::Icon;
use super::ui::{dynamic, el, icon_button, typed};
use crate::state::{Chat, Phase};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The key code that browsers report while an input method is composing (UI Events, "Legacy key attributes"); Safari
/// sends the Enter that ends a composition with this code and without `isComposing`.
const COMPOSING: u32 = 229;

/// Where the person types. It grows with its text: the box is as high as the copy of the text behind it, so that no
/// layout is read.
pub fn composer(chat: Chat) -> AnyView {
    let area = el("textarea")
        .attr("rows", "1")
        .attr("dir", "auto")
        .attr("data-testid", "composer")
        .attr("aria-label", chat.text("composer.label"))
        .attr("placeholder", chat.text("composer.placeholder"))
        .bind_value(move || chat.draft.get())
        .on("input", move |event| chat.set_draft(typed(&event)))
        .on("keydown", move |event| {
            if is_send(&event) {
                event.prevent_default();
                chat.send_draft();
            }
        })
        .reference(move |area| {
            if let Ok(area) = area.dyn_into() {
                chat.set_composer(area);
            }
        });
    let hint = dynamic(move || match chat.asks() {
        true => el("p").class("hint asks").attr("role", "status").text(chat.text("proposal.waiting")).done(),
        false => el("p").class("hint").text(chat.text("composer.hint")).done(),
    });
    let busy = Memo::new(move |_| chat.phase.get().is_busy());
    let button = dynamic(move || match busy.get() {
        true => icon_button("send", "stop", chat.text("composer.stop"), move || {
            chat.stop();
            chat.focus_composer();
        })
        .disabled(move || chat.phase.get() == Phase::Stopping)
        .child(Icon::Stop.el())
        .done(),
        false => icon_button("send", "send", chat.text("composer.send"), move || {
            chat.send_draft();
            chat.focus_composer();
        })
        .disabled(move || chat.draft.with(|draft| draft.trim().is_empty()))
        .child(Icon::Send.el())
        .done(),
    });
    el("div")
        .child(
            el("div")
                .class("composer")
                .child(el("div").class("grow").bind("data-value", move || Some(chat.draft.get())).child(area))
                .view(button),
        )
        .view(hint)
        .done()
}

/// Whether a key means to send: a plain Enter that ends no composition.
pub fn is_send(event: &Event) -> bool {
    event.dyn_ref::<KeyboardEvent>().is_some_and(|event| {
        let composing = event.is_composing() || event.key_code() == COMPOSING;
        let plain = !event.shift_key() && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        event.key() == "Enter" && plain && !composing
    })
}
