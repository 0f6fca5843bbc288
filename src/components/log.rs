//! The conversation.

use super::empty::empty;
use super::icon::Icon;
use super::message::message_view;
use super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use crate::dom::document;
use crate::host::NotificationKind;
use crate::render::Context;
use crate::state::{Chat, MessageState, Phase};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// How far from the end, in CSS pixels, the way back is offered.
const FAR: i32 = 120;

/// The conversation. It keeps to its end by itself: the box runs from the bottom up (`column-reverse`), so the browser
/// holds the end in place without a layout being asked for, and leaves a reader who scrolled up where they are.
pub fn log(chat: Chat) -> El {
    let texts = chat.texts();
    let context = Context { origin: crate::dom::origin(), texts: texts.clone() };
    let far = RwSignal::new(false);
    let is_away = Memo::new(move |_| far.get() || chat.later.get());
    let way_back = dynamic(move || match is_away.get() {
        false => nothing(),
        true => icon_button("icon jump", "jump", chat.text("chat.jump"), move || {
            chat.go_to_end(|_| {});
            chat.focus_log();
        })
        .child(Icon::Down.el())
        .done(),
    });
    let column = el("div")
        .class("messages")
        .view(opening(chat))
        .view(edge(chat, true))
        .view(messages(chat, context))
        .view(edge(chat, false))
        .view(progress(chat));
    let list = el("div")
        .class("log")
        .attr("tabindex", "0")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("aria-label", chat.text("chat.log"))
        .attr("data-testid", "log")
        .reference(move |element| chat.set_scroller(element))
        .on("scroll", move |event| {
            let scroller = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(scroller) = scroller else { return };
            far.set(scroller.scroll_top() < -FAR);
            chat.scrolled(&scroller);
        })
        .on("click", move |event| act(chat, &event))
        .child(column);
    el("div").class("log-frame").child(list).view(way_back)
}

/// The messages, in the pages in which they came: where a page is put before others, each of those is moved in the list
/// as one, which leaves its place on the screen alone. Single messages would be taken off the page and put there again,
/// and lose focus and selection.
fn messages(chat: Chat, context: Context) -> AnyView {
    let pages = move || {
        let mut pages = chat.messages.with(|messages| messages.iter().map(|message| message.page).collect::<Vec<_>>());
        pages.dedup();
        pages.into_iter().map(|key| Row { key, message: None }).collect()
    };
    let of_page = move |page| {
        chat.messages.with(|messages| {
            let messages = messages.iter().filter(|message| message.page == page);
            messages.map(|message| Row { key: message.key, message: Some(message.clone()) }).collect()
        })
    };
    let view = move |row: Row| match row.message {
        Some(message) => message_view(chat, message, context.clone()),
        None => nothing(),
    };
    let view: View = Arc::new(view);
    let page = move |row: Row| {
        let rows = list(Box::new(move || of_page(row.key)), Arc::clone(&view));
        el("div").class("page").view(rows).done()
    };
    list(Box::new(pages), Arc::new(page))
}

/// A page of messages, or one of them.
struct Row {
    key: u32,
    message: Option<MessageState>,
}

type View = Arc<dyn Fn(Row) -> AnyView + Send + Sync>;

fn list(each: Box<dyn Fn() -> Vec<Row> + Send>, view: View) -> AnyView {
    For(ForProps { each, key: |row: &Row| row.key, children: move |row| view(row) }).into_any()
}

/// What stands there before the first message.
fn opening(chat: Chat) -> AnyView {
    let is_empty = Memo::new(move |_| chat.messages.with(Vec::is_empty));
    dynamic(move || match chat.phase.get() {
        Phase::Loading if is_empty.get() => el("p").class("loading").text(chat.text("chat.loading")).done(),
        Phase::Idle if is_empty.get() => empty(chat).done(),
        _ => nothing(),
    })
}

/// What fetches the messages before or after those that are shown, where there are any. Scrolling does it too.
fn edge(chat: Chat, earlier: bool) -> AnyView {
    let (there, testid, key) = match earlier {
        true => (chat.earlier, "earlier", "chat.earlier"),
        false => (chat.later, "later", "chat.later"),
    };
    dynamic(move || {
        if !there.get() {
            return nothing();
        }
        let key = move || if chat.paging.get() { "chat.paging" } else { key };
        text_button("button edge", testid, String::new(), move || chat.press_more(earlier))
            .view(dynamic(move || chat.text(key()).into_any()))
            .done()
    })
}

/// What is going on while there is no text to see. That the connection broke is announced by who finds it, once.
fn progress(chat: Chat) -> AnyView {
    dynamic(move || {
        let (key, role) = match chat.phase.get() {
            Phase::Waiting => ("message.thinking", "status"),
            Phase::Reconnecting => ("run.reconnecting", "presentation"),
            Phase::Stopping => ("run.stopping", "status"),
            Phase::Idle | Phase::Loading | Phase::Streaming => return nothing(),
        };
        let (class, sign) = match key {
            "run.reconnecting" => ("progress reconnecting", Icon::Again.el()),
            _ => (
                "progress",
                (0..3).fold(el("span").class("dots").attr("aria-hidden", "true"), |dots, _| dots.child(el("i"))),
            ),
        };
        el("p").class(class).attr("role", role).attr("data-testid", "progress").child(sign).text(chat.text(key)).done()
    })
}

/// Clicks in answers, by the `data-action` of what was clicked.
fn act(chat: Chat, event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("[data-action]").ok().flatten()) else { return };
    let value = button.get_attribute("data-value").unwrap_or_default();
    match button.get_attribute("data-action").as_deref() {
        Some("link") => chat.leaving.set(Some(value)),
        Some("record") => {
            if let (Some(host), Some((model, id))) = (chat.host(), value.split_once('/')) {
                host.open_record(model, id.parse().unwrap_or_default());
            }
        }
        Some("list") => open_list(chat, &value),
        Some("image") => show_image(&button, &value),
        Some("copy-code") => {
            let code = button.closest(".code").ok().flatten().and_then(|block| block.query_selector("code").ok()?);
            if let Some(code) = code {
                copy(chat, code.text_content().unwrap_or_default(), move || flash(chat, &button));
            }
        }
        _ => {}
    }
}

/// Opens the list that a number came from, if the tool call that computed it is of this thread.
fn open_list(chat: Chat, call: &str) {
    let messages = chat.messages.get_untracked();
    let known = messages.iter().flat_map(MessageState::calls).map(|state| state.get());
    let found = known.filter(|known| known.id.as_str() == call).find_map(|known| known.result);
    let Some((host, found)) = chat.host().zip(found) else { return };
    if let Some(list) = &found.list {
        host.open_list(list["model"].as_str().unwrap_or_default(), &list["domain"], &found.summary);
    }
}

/// Copies, and calls `done` when that worked.
pub fn copy(chat: Chat, text: String, done: impl FnOnce() + 'static) {
    leptos::task::spawn_local(async move {
        if crate::dom::copy(&text).await {
            done();
        } else if let Some(host) = chat.host() {
            host.notify(&chat.text("message.copy.failed"), NotificationKind::Warning);
        }
    });
}

/// Says on the button for a moment that it was copied.
fn flash(chat: Chat, button: &Element) {
    button.set_text_content(Some(&chat.text("message.copied")));
    let button = button.clone();
    let text = chat.text("code.copy");
    set_timeout(move || button.set_text_content(Some(&text)), std::time::Duration::from_millis(1500));
}

fn show_image(button: &Element, address: &str) {
    let Ok(image) = document().create_element("img") else { return };
    let alt = button.get_attribute("data-alt").unwrap_or_default();
    // The referrer would tell the image's host which Odoo, and which page of it, is read.
    for (name, value) in [("alt", alt.as_str()), ("referrerpolicy", "no-referrer"), ("src", address)] {
        let _ = image.set_attribute(name, value);
    }
    let _ = button.replace_with_with_node_1(&image);
}
