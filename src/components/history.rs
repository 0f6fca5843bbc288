//! The list of earlier chats.

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use crate::api::ThreadSummary;
use crate::state::{Chat, History};
use leptos::prelude::*;

/// The list of earlier chats, newest first.
pub fn history(chat: Chat) -> El {
    let history = History::new(chat);
    let texts = chat.texts();
    let list = dynamic(move || {
        let text = match history.threads.get() {
            None => texts.get("chat.loading"),
            Some(threads) if threads.is_empty() => texts.get("history.empty"),
            Some(threads) => {
                return threads.into_iter().map(|thread| entry(chat, history, thread)).fold(el("ul"), El::child).done();
            }
        };
        el("p").class("loading").text(text).done()
    });
    let more = dynamic(move || match history.next_cursor.get() {
        None => nothing(),
        Some(_) => text_button("button", "more", chat.texts().get("history.more"), move || history.more()).done(),
    });
    el("div").class("history").attr("data-testid", "history").view(list).view(more)
}

fn entry(chat: Chat, history: History, thread: ThreadSummary) -> El {
    let texts = chat.texts();
    let asked = RwSignal::new(false);
    let when = crate::dom::local_time(&thread.updated_at);
    let id = thread.id.clone();
    let open = text_button("entry", "thread", String::new(), move || chat.open_thread(id.clone(), None))
        .child(el("span").attr("dir", "auto").text(thread.title))
        .child(el("time").attr("datetime", thread.updated_at).text(when));
    let confirm = texts.get("history.delete.confirm");
    let delete = icon_button("icon small", "delete-thread", texts.get("history.delete"), move || {
        if asked.get_untracked() {
            history.delete(thread.id.clone());
        } else {
            asked.set(true);
        }
    })
    .on("blur", move |_| asked.set(false))
    .view(dynamic(move || match asked.get() {
        true => el("span").class("danger").text(confirm.clone()).done(),
        false => Icon::Delete.el().done(),
    }));
    el("li").child(open).child(delete)
}
