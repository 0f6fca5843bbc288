//! What the next question tells of the place where the person is.

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button, nothing};
use crate::state::{Chat, Shown};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The place as a chip above the composer, with what would be sent of it; no view where there is none.
pub fn context(chat: Chat) -> AnyView {
    chat.watch_place();
    // While the list of earlier chats lies over it, nobody is asked about the place.
    Effect::new(move |_| {
        if !chat.history_open.get() {
            chat.look();
        }
    });
    let open = RwSignal::new(false);
    dynamic(move || match chat.place() {
        None => nothing(),
        Some(place) if place.removed => add(chat, &place),
        Some(place) => chip(chat, place, open),
    })
}

/// What was removed, to be added again.
fn add(chat: Chat, place: &Shown) -> AnyView {
    let label = chat.texts().with("context.add", "place", &name(place));
    let add = el("button")
        .attr("type", "button")
        .class("context-chip off")
        .attr("data-testid", "context-add")
        .on("click", move |_| {
            chat.remove_place(false);
            chat.focus_composer();
        })
        .child(Icon::New.el())
        .child(el("span").class("context-name").text(label));
    el("div").class("context").attr("data-testid", "context").child(add).done()
}

fn chip(chat: Chat, place: Shown, open: RwSignal<bool>) -> AnyView {
    let icon = if place.told.chips.iter().any(|(kind, _)| kind == "list") { Icon::Table } else { Icon::Record };
    let more = place
        .told
        .chips
        .iter()
        .skip(1)
        .map(|(_, label)| el("span").class("context-more").child(el("bdi").text(label.clone())));
    let main = el("button")
        .attr("type", "button")
        .class("context-chip")
        .attr("data-testid", "context-details")
        .attr("title", chat.text("context.details"))
        .bind("aria-expanded", move || Some(open.get().to_string()))
        .on("click", move |_| {
            open.update(|open| *open = !*open);
            if open.get_untracked() {
                chat.refresh_place();
            }
        })
        .child(icon.el())
        .child(el("span").class("unseen").text(chat.text("context.label")))
        .child(el("span").class("context-name").attr("dir", "auto").text(name(&place)));
    let pin_label = if place.pinned { "context.unpin" } else { "context.pin" };
    let pin = icon_button("icon small", "context-pin", chat.text(pin_label), move || chat.pin_place())
        .attr("aria-pressed", place.pinned.to_string())
        .child(Icon::Pin.el());
    let remove = icon_button("icon small", "context-remove", chat.text("context.remove"), move || {
        open.set(false);
        chat.remove_place(true);
        chat.announce(&chat.text("context.removed"));
        chat.focus_composer();
    });
    let row = el("div")
        .class("context")
        .attr("data-testid", "context")
        .attr("data-pinned", place.pinned.to_string())
        .attr("data-stale", place.stale.to_string())
        .child(more.fold(main, El::child))
        .child(pin)
        .child(remove.child(Icon::Close.el()));
    let details = dynamic(move || if open.get() { details(chat, &place, open) } else { nothing() });
    vec![details, row.done()].into_any()
}

/// The text that goes to the service.
fn details(chat: Chat, place: &Shown, open: RwSignal<bool>) -> AnyView {
    let (texts, told) = (chat.texts(), &place.told);
    let text = if told.text.is_empty() { texts.get("context.hidden") } else { told.text.clone() };
    let inside = el("div")
        .class("context-details")
        .attr("role", "group")
        .attr("aria-label", texts.get("context.details"))
        .attr("data-testid", "context-text")
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape") {
                event.stop_propagation();
                event.prevent_default();
                open.set(false);
                chat.focus_composer();
            }
        })
        .child(el("p").text(texts.with("context.tokens", "tokens", &told.tokens.to_string())))
        .child(el("pre").attr("tabindex", "0").attr("dir", "auto").text(text));
    match told.masked.is_empty() {
        true => inside.done(),
        false => inside.child(el("p").text(texts.with("context.masked", "values", &told.masked.join(", ")))).done(),
    }
}

fn name(place: &Shown) -> String {
    place.told.chips.first().map(|(_, label)| label.clone()).unwrap_or_default()
}
