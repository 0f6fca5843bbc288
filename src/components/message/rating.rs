//! What the person thinks of an answer.

use super::super::icon::Icon;
use super::super::ui::{El, dynamic, el, icon_button, nothing, text_button, typed};
use crate::dom::get_bool;
use crate::state::{Chat, MessageState};
use ai_agent_conversation::Feedback;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The most characters that a comment may have.
const COMMENT: &str = "2000";

/// A thumb. Choosing it opens `form`; choosing it again takes it back.
pub fn thumb(chat: Chat, message: MessageState, form: RwSignal<bool>, up: bool) -> El {
    let (testid, key, icon) = match up {
        true => ("rate-up", "rating.up", Icon::Good),
        false => ("rate-down", "rating.down", Icon::Poor),
    };
    let rated = message.clone();
    let choose = move || {
        let before = message.feedback_untracked();
        let taken_back = before.as_ref().is_some_and(|feedback| feedback.up == up);
        let feedback = (!taken_back).then(|| Feedback { up, ..before.unwrap_or_default() });
        chat.hold_sight_above();
        chat.rate(&message.last_id(), feedback, None);
        form.set(!taken_back);
        if !taken_back {
            chat.announce(&chat.text("rating.thanks"));
        }
    };
    icon_button("icon small", testid, chat.text(key), choose)
        .bind("aria-pressed", move || Some(rated.feedback().is_some_and(|feedback| feedback.up == up).to_string()))
        .child(icon.el())
}

/// Where the person says more, while `open`.
pub fn form(chat: Chat, message: MessageState, open: RwSignal<bool>) -> AnyView {
    dynamic(move || {
        if !open.get() {
            return nothing();
        }
        let before = message.feedback_untracked().unwrap_or_default();
        let comment = RwSignal::new(before.comment);
        let shared = RwSignal::new(before.shared);
        let id = message.id.clone();
        let close = Rc::new(move || {
            chat.hold_sight_above();
            open.set(false);
            chat.focus_in(&id, "[aria-pressed=true]");
        });
        let (close_key, rated) = (Rc::clone(&close), message.clone());
        let send = move || {
            let said = Feedback {
                comment: comment.get_untracked().trim().to_owned(),
                shared: shared.get_untracked(),
                ..rated.feedback_untracked().unwrap_or_default()
            };
            chat.rate(&rated.last_id(), Some(said), Some(open));
            chat.focus_in(&rated.id, "[aria-pressed=true]");
        };
        let area = el("textarea")
            .attr("rows", "2")
            .attr("dir", "auto")
            .attr("maxlength", COMMENT)
            .attr("data-testid", "rating-comment")
            .attr("aria-label", chat.text("rating.comment"))
            .attr("placeholder", chat.text("rating.comment"))
            .bind_value(move || comment.get())
            .on("input", move |event| comment.set(typed(&event)));
        let share = el("input")
            .attr("type", "checkbox")
            .attr("data-testid", "rating-share")
            .bind("checked", move || shared.get_untracked().then(String::new))
            .on("change", move |event| shared.set(event.target().is_some_and(|target| get_bool(&target, "checked"))));
        let later = text_button("button", "rating-later", chat.text("rating.later"), move || close());
        let send = text_button("button primary", "rating-send", chat.text("rating.send"), send);
        el("div")
            .class("rating")
            .attr("role", "group")
            .attr("aria-label", chat.text("rating.title"))
            .attr("data-testid", "rating")
            .on("keydown", move |event| {
                if event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape" && !key.is_composing()) {
                    event.stop_propagation();
                    event.prevent_default();
                    close_key();
                }
            })
            .child(area)
            .child(el("label").child(share).child(el("span").text(chat.text("rating.share"))))
            .child(el("p").text(chat.text("rating.note")))
            .child(el("div").class("row").child(later).child(send))
            .done()
    })
}
