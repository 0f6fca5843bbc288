//! The whole widget.

use super::composer::composer;
use super::context::context;
use super::header::header;
use super::history::history;
use super::leave::leave;
use super::log::log;
use super::notice::notice_bar;
use super::sent::{close_sent, sent};
use super::ui::{dynamic, el, nothing};
use crate::state::{Chat, History};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The whole widget.
#[component]
pub fn App(
    /// The widget's state.
    chat: Chat,
) -> AnyView {
    let bootstrap = chat.bootstrap();
    let list = History::new(chat);
    let layout = if chat.host().is_some_and(|host| host.panel) { " panel" } else { "" };
    let under = move || chat.sent_of.get().map(|_| String::new());
    el("section")
        .bind("class", move || Some(format!("root{layout}{}", if chat.dark.get() { " dark" } else { "" })))
        .attr("dir", if bootstrap.rtl { "rtl" } else { "ltr" })
        .attr("aria-label", bootstrap.texts.get("chat.title"))
        .on("keydown", move |event| escape(chat, list, &event))
        .child(header(chat).bind("inert", under))
        .view(dynamic(move || match chat.history_open.get() {
            true => history(chat, list).done(),
            false => nothing(),
        }))
        .child(
            el("div")
                .class("chat")
                .bind("hidden", move || chat.history_open.get().then(String::new))
                .bind("inert", under)
                .child(log(chat))
                .view(notice_bar(chat))
                .view(context(chat))
                .view(composer(chat)),
        )
        .view(sent(chat))
        .view(leave(chat))
        .child(
            el("div")
                .class("unseen")
                .attr("role", "log")
                .attr("aria-live", "polite")
                .attr("data-testid", "announcer")
                .reference(move |region| chat.set_announcer(region)),
        )
        .done()
}

/// Escape closes what is on top: the question about a link, what was sent, the history, the panel.
fn escape(chat: Chat, list: History, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    if event.key() != "Escape" || event.is_composing() {
        return;
    }
    event.prevent_default();
    if chat.leaving.get_untracked().is_some() {
        chat.leaving.set(None);
        chat.focus_composer();
    } else if chat.sent_of.get_untracked().is_some() {
        close_sent(chat);
    } else if chat.history_open.get_untracked() {
        list.back();
    } else if let Some(host) = chat.host() {
        host.close();
    }
}
