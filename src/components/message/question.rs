//! A question, and what can be done with it.

use super::super::icon::Icon;
use super::super::ui::{dynamic, el, nothing};
use super::{act_button, editor, versions};
use crate::state::{Chat, MessageState};
use leptos::prelude::*;

/// The question, or where it is asked in another way.
pub fn question(chat: Chat, message: MessageState) -> AnyView {
    // Another wording that the server did not take goes on being written.
    let editing = RwSignal::new(chat.rejected(&message.id));
    dynamic(move || {
        if let Some(text) = editing.get() {
            return editor::editor(chat, message.id.clone(), text, editing);
        }
        let text = message.text();
        let body = el("div").class("body").attr("dir", "auto").text(text.clone());
        let tools = match chat.can_branch() {
            false => nothing(),
            true => el("div")
                .class("tools")
                .child(
                    act_button(chat, "edit", "message.edit", true, move || editing.set(Some(text.clone())))
                        .child(Icon::Edit.el()),
                )
                .view(versions::versions(chat, message.clone()))
                .done(),
        };
        vec![body.done(), tools].into_any()
    })
}
