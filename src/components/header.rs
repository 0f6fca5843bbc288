//! The bar at the top.

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button};
use crate::state::Chat;
use leptos::prelude::*;

/// The bar at the top: title, earlier chats, new chat, close.
pub fn header(chat: Chat) -> El {
    let labels = (chat.text("history.open"), chat.text("history.back"));
    let toggle = dynamic(move || {
        let (label, icon) = match chat.history_open.get() {
            true => (&labels.1, Icon::Back),
            false => (&labels.0, Icon::History),
        };
        icon_button("icon", "history-toggle", label.clone(), move || chat.history_open.update(|open| *open = !*open))
            .child(icon.el())
            .done()
    });
    let bar =
        el("header").child(el("span").class("mark").child(Icon::Spark.el())).child(title(chat)).view(toggle).child(
            icon_button("icon", "new-chat", chat.text("chat.new"), move || chat.new_chat()).child(Icon::New.el()),
        );
    match chat.host().filter(|host| host.panel) {
        None => bar,
        Some(host) => {
            let close = icon_button("icon", "close", chat.text("chat.close"), move || host.close());
            bar.child(close.child(Icon::Close.el()))
        }
    }
}

/// The title of the open thread.
fn title(chat: Chat) -> El {
    let title = move || match chat.title.get() {
        _ if chat.history_open.get() => chat.text("history.open"),
        title if title.is_empty() => chat.text("chat.title"),
        title => title,
    };
    el("h2")
        .attr("dir", "auto")
        .attr("data-testid", "title")
        .bind("title", move || Some(title()))
        .view(dynamic(move || title().into_any()))
}
