//! The question before an address outside is opened.

use super::ui::{dynamic, el, focus_later, nothing, text_button};
use crate::dom::window;
use crate::state::Chat;
use leptos::prelude::*;

/// Shows the full address and asks.
pub fn leave(chat: Chat) -> AnyView {
    dynamic(move || chat.leaving.get().map_or_else(nothing, |address| question(chat, address)))
}

fn question(chat: Chat, address: String) -> AnyView {
    let texts = chat.texts();
    let target = address.clone();
    let cancel = text_button("button", "leave-cancel", texts.get("link.cancel"), move || {
        chat.leaving.set(None);
        chat.focus_composer();
    })
    // The harmless answer.
    .reference(focus_later);
    let open = text_button("button primary", "leave-open", texts.get("link.open"), move || {
        // A browser that forbids the window says so itself.
        let _ = window().open_with_url_and_target_and_features(&target, "_blank", "noopener,noreferrer");
        chat.leaving.set(None);
    });
    el("div")
        .class("leave")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .attr("aria-label", texts.get("link.title"))
        .attr("data-testid", "leave")
        .child(
            el("div")
                .child(el("p").text(texts.get("link.title")))
                .child(el("p").class("address").attr("dir", "ltr").attr("data-testid", "leave-address").text(address))
                .child(el("div").class("row").child(cancel).child(open)),
        )
        .done()
}
