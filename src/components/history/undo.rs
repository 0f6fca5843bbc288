//! The bar that offers to take back what was done last.

use crate::components::icon::Icon;
use crate::components::ui::{dynamic, el, icon_button, nothing, text_button};
use crate::state::{Chat, History};
use leptos::prelude::*;
use std::time::Duration;

/// How long it is offered; whoever is about to press it has longer.
const OFFERED: Duration = Duration::from_secs(10);

/// The bar, if there is something to take back.
pub fn bar(chat: Chat, history: History) -> AnyView {
    dynamic(move || history.undo.get().map_or_else(nothing, |text| view(chat, history, text)))
}

fn view(chat: Chat, history: History, text: String) -> AnyView {
    let texts = chat.texts();
    el("div")
        .class("undo")
        .attr("data-testid", "undo-bar")
        .child(el("span").attr("dir", "auto").text(text))
        .child(text_button("button", "undo", texts.get("history.undo"), move || history.undo()))
        .child(
            icon_button("icon small", "undo-dismiss", texts.get("error.dismiss"), move || {
                history.undo.set(None);
                history.focus_search();
            })
            .child(Icon::Close.el()),
        )
        .reference(move |bar| {
            let end = move || {
                if !bar.matches(":hover, :focus-within").unwrap_or_default() {
                    history.undo.set(None);
                }
            };
            if let Ok(timer) = set_interval_with_handle(end, OFFERED) {
                on_cleanup(move || timer.clear());
            }
        })
        .done()
}
