//! The search.

use crate::components::icon::Icon;
use crate::components::ui::{El, dynamic, el, icon_button, typed};
use crate::state::{Chat, History};
use leptos::prelude::*;

/// The most characters that the server looks for.
const LONGEST: &str = "200";

/// The search box.
pub fn search(chat: Chat, history: History) -> El {
    let texts = chat.texts();
    let is_empty = Memo::new(move |_| history.words.with(String::is_empty));
    let input = el("input")
        .attr("type", "search")
        // Without text, the placeholder's direction is the page's.
        .bind("dir", move || (!is_empty.get()).then(|| "auto".to_owned()))
        .attr("maxlength", LONGEST)
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search")
        .attr("data-testid", "history-search")
        .attr("aria-label", texts.get("history.search"))
        .attr("placeholder", texts.get("history.search"))
        .bind_value(move || history.words.get())
        .on("input", move |event| history.search(typed(&event)));
    let clear = icon_button("icon small", "history-clear", texts.get("history.search.clear"), move || {
        history.clear();
        history.focus_search();
    })
    .bind("hidden", move || is_empty.get().then(String::new));
    el("div")
        .class("search")
        .attr("role", "search")
        .bind("data-busy", move || (history.fetching.get() && !is_empty.get()).then(String::new))
        .child(Icon::Search.el())
        .child(input)
        .child(clear.child(Icon::Close.el()))
}

/// How many chats were found.
pub fn count(history: History) -> AnyView {
    dynamic(move || {
        let found = history.watch();
        let found = found.filter(|shown| !shown.query.words.is_empty() && !shown.list.threads().is_empty());
        let sentence = found.map(|shown| history.count(&shown));
        match sentence {
            None => crate::components::ui::nothing(),
            Some(sentence) => el("p").class("count").attr("data-testid", "history-count").text(sentence).done(),
        }
    })
}
