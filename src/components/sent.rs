//! What was sent to the AI service for an answer: the text of each request as it went.

use super::icon::Icon;
use super::log::copy;
use super::ui::{dynamic, el, focus_later, icon_button, nothing, text_button};
use crate::api::Sent;
use crate::render::{append, element, set, text};
use crate::state::{Chat, Notice};
use ai_agent_agui::MessageId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// Shows it while the person looks at it.
pub fn sent(chat: Chat) -> AnyView {
    dynamic(move || chat.sent_of.get().map_or_else(nothing, |answer| view(chat, &answer)))
}

/// Closes it, with the focus back where it came from.
pub fn close_sent(chat: Chat) {
    if let Some(answer) = chat.sent_of.get_untracked() {
        chat.sent_of.set(None);
        chat.focus_in(&MessageId::new(answer), "[data-testid=sent]");
    }
}

fn view(chat: Chat, answer: &str) -> AnyView {
    let texts = chat.texts();
    let whole = Rc::new(RefCell::new(String::new()));
    let (copied, runs) = (Rc::clone(&whole), chat.runs_of(answer));
    let close = icon_button("icon", "sent-close", texts.get("sent.close"), move || close_sent(chat));
    let copy_all = text_button("ghost", "sent-copy", texts.get("sent.copy"), move || {
        let text = copied.borrow().clone();
        copy(chat, text, move || chat.announce(&chat.text("message.copied")));
    });
    let fill = move |body: Element| {
        add(&body, "p", &chat.text("chat.paging"));
        spawn_local(async move {
            let answer = chat.fetch_sent(runs).await;
            let Some(host) = chat.host() else { return };
            body.set_text_content(None);
            match answer {
                Ok(runs) => show(chat, &body, &runs, &mut whole.borrow_mut()),
                Err(failure) => drop(add(&body, "p", &Notice::of(&failure, &host.bootstrap, None).text)),
            }
        });
    };
    let head = el("div")
        .class("sent-head")
        .child(el("h3").text(texts.get("sent.title")))
        .child(copy_all)
        .child(close.child(Icon::Close.el()).reference(focus_later));
    el("div")
        .class("sent")
        .attr("role", "dialog")
        .attr("aria-modal", "true")
        .attr("aria-label", texts.get("sent.title"))
        .attr("data-testid", "sent-view")
        .child(head)
        .child(el("div").class("sent-body").attr("data-testid", "sent-body").attr("tabindex", "0").reference(fill))
        .done()
}

/// Draws the requests of some runs and writes them to `whole`. What a request repeats of the one before is drawn once.
fn show(chat: Chat, body: &Element, runs: &[Sent], whole: &mut String) {
    let texts = chat.texts();
    let count = runs.iter().map(|run| run.requests.len()).sum::<usize>();
    let mut number = 0;
    for run in runs {
        let mut before: &[Value] = &[];
        for request in &run.requests {
            number += 1;
            let values = [("number", number.to_string()), ("count", count.to_string()), ("model", run.model.clone())];
            let title = texts.fill("sent.request", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
            let Some(part) = element("details", "sent-request") else { return };
            if number == count {
                set(&part, "open", "");
            }
            add(&part, "summary", &title);
            let repeated = if request.starts_with(before) { before.len() } else { 0 };
            if repeated > 0 {
                add(&part, "p", &texts.with("sent.repeats", "number", &(number - 1).to_string()));
            } else if !run.tools.is_empty() {
                add(&part, "p", &texts.with("sent.tools", "names", &run.tools.join(", ")));
            }
            whole.push_str(&title);
            for (place, message) in request.iter().enumerate() {
                let (role, content) = (message["role"].as_str().unwrap_or_default(), content(message));
                whole.extend(["\n\n[", role, "]\n", &content]);
                if place >= repeated {
                    add(&part, "h4", role);
                    if let Some(pre) = add(&part, "pre", &content) {
                        set(&pre, "dir", "auto");
                    }
                }
            }
            whole.push_str("\n\n");
            append(body, &part);
            before = request;
        }
    }
}

/// All that a message says: its text, and below it what else stands in it, as JSON.
fn content(message: &Value) -> String {
    let mut lines = Vec::new();
    for (name, value) in message.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("role", _) | (_, Value::Null) => {}
            ("content", Value::String(text)) => lines.insert(0, text.clone()),
            _ => lines.push(format!("{name}: {value}")),
        }
    }
    lines.join("\n")
}

fn add(parent: &Element, tag: &str, content: &str) -> Option<Element> {
    let node = element(tag, "")?;
    append(&node, &text(content));
    append(parent, &node);
    Some(node)
}
