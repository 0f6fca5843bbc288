//! The way between the versions of a message.

use super::super::icon::Icon;
use super::super::ui::{dynamic, el, nothing};
use super::act_button;
use crate::state::{Chat, MessageState};
use leptos::prelude::*;

/// Which version this is, and the way to those before and after it; nothing when there is no other.
pub fn versions(chat: Chat, message: MessageState) -> AnyView {
    dynamic(move || {
        let Some((place, count)) = message.version().filter(|_| chat.can_branch()) else { return nothing() };
        let values = [("number", &*place.to_string()), ("count", &*count.to_string())];
        let label = chat.texts().fill("message.version", &values);
        let step = |testid, key, icon: Icon, there, step| {
            let message = message.clone();
            act_button(chat, testid, key, there, move || chat.walk(&message, step)).child(icon.el())
        };
        el("span")
            .class("versions")
            .attr("role", "group")
            .attr("aria-label", label)
            .attr("data-testid", "versions")
            .child(step("previous-version", "message.previous", Icon::Previous, place > 1, -1))
            .child(el("span").attr("aria-hidden", "true").text(format!("{place} / {count}")))
            .child(step("next-version", "message.next", Icon::Next, place < count, 1))
            .done()
    })
}
