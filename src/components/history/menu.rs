//! What can be done with a thread.

use super::keys::{closest, step};
use crate::components::icon::Icon;
use crate::components::ui::{El, dynamic, el, nothing};
use crate::dom::focus;
use crate::scroll;
use crate::state::{Chat, History};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, KeyboardEvent, Node};

const ITEMS: &str = "[role=menuitem]";

/// The open menu, if there is one.
pub fn menu(chat: Chat, history: History) -> AnyView {
    dynamic(move || history.menu.get().map_or_else(nothing, |id| open(chat, history, id).unwrap_or_else(nothing)))
}

fn open(chat: Chat, history: History, id: String) -> Option<AnyView> {
    let thread = history.thread(&id)?;
    let texts = chat.texts();
    let item = |icon: Icon, testid: &'static str, key: &str, act: fn(History, &str)| {
        let id = id.clone();
        let item = el("button").attr("type", "button").on("click", move |_| {
            // What is done to the row finds the focus there.
            history.focus_menu_button(&id);
            history.close_menu();
            act(history, &id);
        });
        fill(item, icon, testid, texts.get(key))
    };
    let export = |testid: &'static str, format: &str| {
        let id = id.clone();
        let link = el("a").attr("href", history.export_url(&id, format)).attr("download", "").on("click", move |_| {
            history.focus_menu_button(&id);
            history.close_menu();
        });
        fill(link, Icon::Export, testid, texts.get(&format!("history.export.{format}")))
    };
    let rename = |history: History, id: &str| history.renaming.set(Some(id.to_owned()));
    let (pin, pin_icon) = if thread.pinned { ("history.unpin", Icon::Unpin) } else { ("history.pin", Icon::Pin) };
    let archive = if thread.archived { "history.unarchive" } else { "history.archive" };
    let mut list = el("div")
        .class("menu")
        .attr("role", "menu")
        .attr("aria-label", texts.with("history.menu", "title", &thread.title))
        .attr("data-testid", "menu")
        .child(item(Icon::Rename, "rename-thread", "history.rename", rename))
        .child(item(pin_icon, "pin-thread", pin, History::pin))
        .child(item(Icon::Archive, "archive-thread", archive, History::archive));
    if chat.bootstrap().can_export {
        list = list.child(export("export-md", "md")).child(export("export-json", "json"));
    }
    let list = list
        .child(item(Icon::Delete, "delete-thread", "history.delete", History::delete).attr("data-danger", ""))
        .on("keydown", move |event| pressed(history, &event))
        .on("focusout", move |event| left(history, &event))
        .reference(move |menu| request_animation_frame(move || settle(&menu, &id)));
    let veil = el("div")
        .class("veil")
        // The focus stays in the menu until it is closed.
        .on("pointerdown", |event| event.prevent_default())
        .on("mousedown", |event| event.prevent_default())
        .on("click", move |_| history.back());
    Some(el("div").child(veil).child(list).done())
}

fn fill(item: El, icon: Icon, testid: &'static str, label: String) -> El {
    item.attr("role", "menuitem")
        .attr("tabindex", "-1")
        .attr("data-testid", testid)
        .child(icon.el())
        .child(el("span").text(label))
}

/// Puts the menu beside its button, and the focus on its first item.
fn settle(menu: &Element, id: &str) {
    let Some(frame) = closest(menu, ".history") else { return };
    let button = frame.query_selector(&format!("[data-thread=\"{id}\"] [data-testid=thread-menu]"));
    if let Ok(Some(button)) = button {
        scroll::place(menu, &button, &frame);
    }
    if let Ok(Some(first)) = menu.query_selector(ITEMS) {
        focus(&first);
    }
}

fn pressed(history: History, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some((target, menu)) = target.and_then(|target| Some((target.clone(), closest(&target, "[role=menu]")?)))
    else {
        return;
    };
    match key.key().as_str() {
        "Tab" => {
            event.prevent_default();
            history.back();
        }
        name if step(&menu, ITEMS, closest(&target, ITEMS).as_ref(), name, true) => event.prevent_default(),
        _ => return,
    }
    event.stop_propagation();
}

fn left(history: History, event: &Event) {
    let to = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
    let to = to.and_then(|to| to.dyn_into::<Node>().ok());
    let menu = event.current_target().and_then(|menu| menu.dyn_into::<Node>().ok());
    if !menu.is_some_and(|menu| menu.contains(to.as_ref())) {
        history.close_menu();
    }
}
