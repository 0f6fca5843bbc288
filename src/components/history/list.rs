//! The rows, below their headings, or what stands there instead.

use super::row::row;
use super::search::count;
use crate::components::ui::{El, dynamic, el, keyed, nothing, text_button};
use crate::state::{Chat, History};
use crate::times::Times;
use ai_agent_history::{Date, Scope, sections};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The heading of what a search found: none.
const FOUND: &str = "found";
/// How near to the end, in CSS pixels, the next page is fetched.
const NEAR: i32 = 240;
/// How often is looked whether a new day has begun.
const DAY_CHECK: Duration = Duration::from_secs(60);

/// The list.
pub fn list(chat: Chat, history: History) -> El {
    let times = Times::new(&chat.bootstrap());
    let today = today(times.clone());
    let state = Memo::new(move |_| state(history).to_owned());
    let drawn = Memo::new(move |_| below_headings(history, &times, &today.get()));
    let rows = move || {
        keyed(
            move || drawn.with(|drawn| drawn.lines().map(|line| key(line).to_owned()).collect()),
            move |key| section(chat, history, today, drawn, key),
        )
    };
    let content = dynamic(move || match state.get().as_str() {
        "rows" => rows(),
        "loading" => skeleton(chat),
        "" => nothing(),
        _ => empty(chat, history),
    });
    el("div")
        .class("scroll")
        .attr("data-testid", "history-list")
        .bind("aria-busy", move || Some(history.fetching.get().to_string()))
        .on("scroll", move |event| scrolled(history, &event))
        .view(count(history))
        .view(content)
        .view(more(chat, history))
}

/// What there is to see: `rows`, `loading`, nothing, or why there is nothing.
fn state(history: History) -> &'static str {
    let failed = history.trouble.with(Option::is_some);
    history.words.track();
    history.archived.track();
    match history.watch() {
        // What is there is not what is wanted.
        _ if failed && !history.is_shown() => "",
        None => "loading",
        Some(shown) if !shown.list.threads().is_empty() => "rows",
        Some(shown) => match shown.list.scope() {
            Scope::Current => "no chats",
            Scope::Archived => "none archived",
            Scope::Found => "none found",
        },
    }
}

/// A line for each heading: its key, and the ids of the threads below it. Ids have no blanks.
fn below_headings(history: History, times: &Times, today: &str) -> String {
    let Some(shown) = history.watch() else { return String::new() };
    let threads = shown.list.threads();
    let line = |key: &str, ids: Vec<&str>| [key, " ", &ids.join(" ")].concat();
    let Some(today) = Date::parse(today).filter(|_| shown.list.scope() != Scope::Found) else {
        return line(FOUND, threads.iter().map(|thread| thread.id.as_str()).collect());
    };
    let sections = sections(threads, today, |thread| times.day(&thread.updated_at));
    let lines =
        sections.iter().map(|section| line(&section.group.key(), section.ids.iter().map(String::as_str).collect()));
    lines.collect::<Vec<_>>().join("\n")
}

fn key(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

fn section(chat: Chat, history: History, today: RwSignal<String>, drawn: Memo<String>, name: String) -> AnyView {
    let heading = heading(chat, &name);
    let ids = move || {
        drawn.with(|drawn| {
            let line = drawn.lines().find(|line| key(line) == name).unwrap_or_default();
            line.split(' ').skip(1).filter(|id| !id.is_empty()).map(str::to_owned).collect()
        })
    };
    let rows = keyed(ids, move |id| row(chat, history, today, id));
    let section = el("section");
    match heading {
        None => section,
        Some(heading) => section.child(el("h3").class("group").text(heading)),
    }
    .child(el("ul").attr("role", "list").view(rows))
    .done()
}

fn heading(chat: Chat, key: &str) -> Option<String> {
    if key == FOUND {
        return None;
    }
    let month = key.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    Some(match month {
        Some((year, month)) => Times::new(&chat.bootstrap()).month(year, month),
        None => chat.text(&format!("history.group.{key}")),
    })
}

/// Bars where titles will be. A list that comes at once is not preceded by them: they appear after a moment.
fn skeleton(chat: Chat) -> AnyView {
    let bars = (0..6).fold(el("div").class("skeleton").attr("data-testid", "history-loading"), |bars, _| {
        bars.child(el("i").attr("aria-hidden", "true"))
    });
    bars.child(el("p").class("unseen").text(chat.text("history.loading"))).done()
}

fn empty(chat: Chat, history: History) -> AnyView {
    let texts = chat.texts();
    let box_ = el("div").class("none").attr("data-testid", "history-empty");
    match history.shown().map_or(Scope::Current, |shown| shown.list.scope()) {
        Scope::Current => box_
            .child(el("p").text(texts.get("history.empty")))
            .child(el("p").class("soft").text(texts.get("history.empty.hint")))
            .child(text_button("button", "history-new", texts.get("chat.new"), move || chat.new_chat())),
        Scope::Archived => box_
            .child(el("p").text(texts.get("history.archived.empty")))
            .child(el("p").class("soft").text(texts.get("history.archived.hint"))),
        Scope::Found => {
            let sentence =
                dynamic(move || history.watch().map(|shown| history.count(&shown)).unwrap_or_default().into_any());
            let clear = text_button("button", "history-clear-all", texts.get("history.search.clear"), move || {
                history.clear();
                history.focus_search();
            });
            box_.child(el("p").attr("dir", "auto").view(sentence)).child(clear)
        }
    }
    .done()
}

fn more(chat: Chat, history: History) -> AnyView {
    let has_more = Memo::new(move |_| history.watch().is_some_and(|shown| shown.query.cursor.is_some()));
    dynamic(move || match has_more.get() {
        false => nothing(),
        true => text_button("button", "more", chat.text("history.more"), move || history.more()).done(),
    })
}

fn scrolled(history: History, event: &Event) {
    let Some(list) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    history.set_scrolled(list.scroll_top());
    // After something that did not work, the button asks again, not every movement.
    let failed = history.trouble.with_untracked(Option::is_some);
    if !failed && list.scroll_height() - list.scroll_top() - list.client_height() < NEAR {
        history.more();
    }
}

/// The day it is, also after midnight.
fn today(times: Times) -> RwSignal<String> {
    let today = RwSignal::new(times.today());
    let check = move || {
        let now = times.today();
        if today.get_untracked() != now {
            today.set(now);
        }
    };
    if let Ok(timer) = set_interval_with_handle(check, DAY_CHECK) {
        on_cleanup(move || timer.clear());
    }
    today
}
