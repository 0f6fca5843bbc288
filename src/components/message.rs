//! One message.

mod answer;
mod editor;
mod footer;
mod parts;
mod proposal;
mod question;
mod rating;
mod records;
mod tool;
mod versions;

use super::ui::{El, el, icon_button};
use crate::render::Context;
use crate::state::{Chat, MessageState};
use ai_agent_conversation::Role;
use leptos::prelude::*;

/// One message. It takes the focus when it is gone to.
pub fn message_view(chat: Chat, message: MessageState, context: Context) -> AnyView {
    let (status, ids) = (message.status.clone(), message.clone());
    let (class, label) = match message.role {
        Role::User => ("message user", "message.you"),
        Role::Assistant => ("message assistant", "message.assistant"),
    };
    let article = el("article")
        .class(class)
        .attr("tabindex", "-1")
        .attr("aria-label", chat.text(label))
        .attr("data-testid", "message")
        .bind("data-id", move || Some(ids.ids()))
        .attr("data-role", message.role.as_str())
        .bind("data-status", move || Some(status.get().as_str().to_owned()));
    match message.role {
        Role::User => article.view(question::question(chat, message)),
        Role::Assistant => {
            article.child(parts::parts(chat, message.clone(), context)).view(footer::footer(chat, message))
        }
    }
    .done()
}

/// A button for what must wait while an answer is being written; it says so then. Without `there` it does nothing.
fn act_button(chat: Chat, testid: &'static str, key: &'static str, there: bool, act: impl Fn() + 'static) -> El {
    let label = chat.text(key);
    let title = move || if chat.waits.get() { "message.wait" } else { key };
    let act = move || {
        if there && chat.may_act() {
            act();
        }
    };
    icon_button("icon small", testid, label, act)
        .bind("title", move || Some(chat.text(title())))
        .bind("aria-disabled", move || (!there || chat.waits.get()).then(|| "true".to_owned()))
}
