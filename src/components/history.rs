//! The list of earlier chats.

mod keys;
mod list;
mod menu;
mod row;
mod search;
mod undo;

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use crate::dom::is_touched;
use crate::state::{Action, Chat, History, Notice};
use leptos::prelude::*;
use web_sys::Element;

/// The list of earlier chats, with its search.
pub fn history(chat: Chat, history: History) -> El {
    let texts = chat.texts();
    on_cleanup(move || {
        history.closed();
        request_animation_frame(move || give_back_focus(chat));
    });
    let search = match chat.bootstrap().can_search {
        true => search::search(chat, history).done(),
        false => nothing(),
    };
    el("div")
        .class("history")
        .attr("role", "region")
        .attr("aria-label", texts.get("history.open"))
        .attr("tabindex", "-1")
        .attr("data-testid", "history")
        .reference(move |view| {
            history.opened(view.clone());
            request_animation_frame(move || take_focus(history, &view));
        })
        .on("keydown", move |event| keys::pressed(history, &event))
        .view(search)
        .view(place(chat, history))
        .view(trouble(chat, history))
        .child(list::list(chat, history))
        .view(undo::bar(chat, history))
        .view(archive(chat, history))
        .view(menu::menu(chat, history))
}

/// Where one is, when that is not the list of current chats, with the way back.
fn place(chat: Chat, history: History) -> AnyView {
    let texts = chat.texts();
    let is_archive = Memo::new(move |_| history.archived.get() && history.words.with(String::is_empty));
    dynamic(move || match is_archive.get() {
        false => nothing(),
        true => el("div")
            .class("where")
            .child(
                icon_button("icon", "archive-back", texts.get("history.archived.back"), move || {
                    history.show_archived(false);
                    history.focus_search();
                })
                .child(Icon::Back.el()),
            )
            .child(el("h3").text(texts.get("history.archived")))
            .done(),
    })
}

/// The way to the archived chats.
fn archive(chat: Chat, history: History) -> AnyView {
    let texts = chat.texts();
    let is_offered = Memo::new(move |_| !history.archived.get() && history.words.with(String::is_empty));
    dynamic(move || match is_offered.get() {
        false => nothing(),
        true => el("button")
            .attr("type", "button")
            .class("archive")
            .attr("data-testid", "archive-open")
            .on("click", move |_| {
                history.show_archived(true);
                history.focus_search();
            })
            .child(Icon::Archive.el())
            .child(el("span").text(texts.get("history.archived")))
            .done(),
    })
}

/// What did not work.
fn trouble(chat: Chat, history: History) -> AnyView {
    dynamic(move || history.trouble.get().map_or_else(nothing, |notice| trouble_view(chat, history, notice)))
}

fn trouble_view(chat: Chat, history: History, notice: Notice) -> AnyView {
    let texts = chat.texts();
    let said = el("div").child(el("p").attr("dir", "auto").text(notice.text));
    let said = notice.actions.into_iter().fold(said, |said, action| match action {
        Action::Login => said.child(text_button("button", "login", texts.get("error.login"), move || chat.login())),
        _ => said.child(text_button("button", "history-retry", texts.get("error.retry"), move || {
            history.try_again();
            history.focus_search();
        })),
    });
    let dismiss = icon_button("icon small", "history-dismiss", texts.get("error.dismiss"), move || {
        history.trouble.set(None);
        history.focus_search();
    });
    el("div")
        .class("notice")
        .attr("role", "alert")
        .attr("data-testid", "history-error")
        .attr("data-code", notice.code)
        .child(Icon::Alert.el())
        .child(said)
        .child(dismiss.child(Icon::Close.el()))
        .done()
}

/// The caret goes in the search box. Where that would bring up a keyboard over half of the list, the view has the focus.
fn take_focus(history: History, view: &Element) {
    if let Some(scroller) = view.query_selector("[data-testid=history-list]").ok().flatten() {
        scroller.set_scroll_top(history.scrolled());
    }
    if is_touched() { history.focus_view() } else { history.focus_search() }
}

fn give_back_focus(chat: Chat) {
    if is_touched() { chat.focus_log() } else { chat.focus_composer() }
}
