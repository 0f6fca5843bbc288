//! What a new chat shows.

use super::icon::Icon;
use super::ui::{El, el, text_button};
use crate::state::Chat;

/// A greeting and questions to start with, or what is missing.
pub fn empty(chat: Chat) -> El {
    let bootstrap = chat.bootstrap();
    let texts = bootstrap.texts;
    let first_name = bootstrap.user_name.split_whitespace().next().unwrap_or_default();
    let greeting = el("div")
        .class("empty")
        .child(el("span").class("mark large").child(Icon::Spark.el()))
        .child(el("h3").text(texts.with("chat.empty.title", "name", first_name)))
        .child(el("p").text(texts.get("chat.empty.text")));
    if !bootstrap.configured {
        let missing = el("p").class("unset").attr("data-testid", "not-configured");
        let greeting = greeting.child(missing.text(texts.get("error.not_configured")));
        return match bootstrap.settings_url {
            None => greeting,
            Some(url) => greeting.child(
                el("a")
                    .class("button")
                    .attr("href", url)
                    .attr("data-testid", "settings")
                    .text(texts.get("error.settings")),
            ),
        };
    }
    let greeting = match bootstrap.tools_note {
        Some(note) => greeting.child(el("p").class("note").attr("data-testid", "tools-note").text(note)),
        None => greeting,
    };
    let starters = bootstrap.starters.into_iter().fold(el("div").class("starters"), |list, starter| {
        let text = starter.clone();
        list.child(text_button("starter", "starter", starter, move || chat.ask_or_draft(text.clone())))
    });
    greeting.child(starters)
}
