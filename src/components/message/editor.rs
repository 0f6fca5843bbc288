//! Asking an earlier question in another way.

use super::super::composer::is_send;
use super::super::ui::{el, focus_later, text_button, typed};
use crate::state::Chat;
use ai_agent_agui::MessageId;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The question as a text to change. `open` is emptied when that is over.
pub fn editor(chat: Chat, question: MessageId, text: String, open: RwSignal<Option<String>>) -> AnyView {
    let text = RwSignal::new(text);
    let id = question.clone();
    let send: Rc<dyn Fn()> = Rc::new(move || {
        chat.edit(&id, text.get_untracked().trim());
    });
    let cancel: Rc<dyn Fn()> = Rc::new(move || {
        chat.hold_sight();
        open.set(None);
        chat.focus_in(&question, "[data-testid=edit]");
    });
    let (send_key, cancel_key) = (Rc::clone(&send), Rc::clone(&cancel));
    let area = el("textarea")
        .attr("rows", "1")
        .attr("dir", "auto")
        .attr("data-testid", "edit-text")
        .attr("aria-label", chat.text("message.edit.label"))
        .bind_value(move || text.get())
        .on("input", move |event| text.set(typed(&event)))
        .on("keydown", move |event| {
            if is_send(&event) {
                event.prevent_default();
                send_key();
            } else if event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape" && !key.is_composing()) {
                event.stop_propagation();
                event.prevent_default();
                cancel_key();
            }
        })
        .reference(focus_later);
    let send = text_button("button primary", "edit-send", chat.text("composer.send"), move || send())
        .disabled(move || chat.waits.get() || text.with(|text| text.trim().is_empty()))
        .bind("title", move || chat.waits.get().then(|| chat.text("message.wait")));
    let cancel = text_button("button", "edit-cancel", chat.text("message.edit.cancel"), move || cancel());
    el("div")
        .class("editor")
        .child(el("div").class("grow").bind("data-value", move || Some(text.get())).child(area))
        .child(el("div").class("row").child(cancel).child(send))
        .done()
}
