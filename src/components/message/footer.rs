//! What stands below an answer: how it ended, and what can be done with it.

use super::super::icon::Icon;
use super::super::log::copy;
use super::super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use super::{act_button, rating, versions};
use crate::state::{Chat, MessageState, Phase};
use ai_agent_conversation::Status;
use leptos::prelude::*;
use std::time::Duration;

/// What stands below an answer that is complete.
pub fn footer(chat: Chat, message: MessageState) -> AnyView {
    dynamic(move || {
        let status = message.status.get();
        if matches!(status, Status::Streaming | Status::Waiting) {
            return nothing();
        }
        let form = RwSignal::new(false);
        let mut bar = el("footer").child(copy_button(chat, message.clone()));
        let rated = status == Status::Finished && chat.can_rate();
        if rated {
            bar = bar.child(rating::thumb(chat, message.clone(), form, true)).child(rating::thumb(
                chat,
                message.clone(),
                form,
                false,
            ));
        }
        if chat.can_branch() {
            let id = message.id.clone();
            let again = act_button(chat, "again", "message.again", true, move || chat.answer_again(id.clone()));
            bar = bar.child(again.child(Icon::Again.el())).view(versions::versions(chat, message.clone()));
        }
        let id = message.id.as_str().to_owned();
        let sent =
            icon_button("icon small", "sent", chat.text("sent.open"), move || chat.sent_of.set(Some(id.clone())));
        bar = bar.child(sent.child(Icon::Sent.el())).view(ending(chat, message.key, status));
        match rated {
            false => bar.done(),
            true => vec![bar.done(), rating::form(chat, message.clone(), form)].into_any(),
        }
    })
}

fn copy_button(chat: Chat, message: MessageState) -> El {
    let copied = RwSignal::new(false);
    let key = move || if copied.get() { "message.copied" } else { "message.copy" };
    let copy_text = move || {
        copy(chat, message.text(), move || {
            copied.try_set(true);
            let settle = move || {
                copied.try_set(false);
            };
            set_timeout(settle, Duration::from_millis(1500));
        });
    };
    icon_button("icon small", "copy", String::new(), copy_text)
        .bind("title", move || Some(chat.text(key())))
        .bind("aria-label", move || Some(chat.text(key())))
        .view(dynamic(move || if copied.get() { Icon::Done.el().done() } else { Icon::Copy.el().done() }))
}

/// How an answer ended that is not whole. The last one is not said to be broken off where a notice says it.
fn ending(chat: Chat, message_key: u32, status: Status) -> AnyView {
    let key = match status {
        Status::Streaming | Status::Waiting | Status::Finished => return nothing(),
        Status::Cancelled => return el("span").text(chat.text("message.cancelled")).done(),
        Status::Failed => "message.failed",
        Status::Lost => "message.lost",
    };
    dynamic(move || {
        let is_last = chat.messages.with(|messages| messages.last().is_some_and(|last| last.key == message_key));
        let said = is_last && chat.notice.with(Option::is_some);
        if said {
            return nothing();
        }
        let ending = el("span").class("ending").text(chat.text(key));
        match is_last && status == Status::Lost && !chat.later.get() && chat.phase.get() == Phase::Idle {
            false => ending.done(),
            true => ending
                .child(text_button("ghost", "go-on", chat.text("run.go_on"), move || chat.go_on()))
                .child(text_button("ghost", "retry", chat.text("error.retry"), move || chat.retry()))
                .done(),
        }
    })
}
