//! The rows, below their headings, or what stands there instead.

use super::row::row;
use super::search::count;
use crate::components::ui::{El, dynamic, el, keyed, nothing, text_button};
use crate::state::{Chat, History};
use crate::times::Times;
use ai_agent_history::{Date, Scope, Section, sections};
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

/// What there is to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Nothing,
    Loading,
    Empty(Scope),
    Rows,
}

/// The list.
pub fn list(chat: Chat, history: History) -> El {
    let times = Times::new(&chat.bootstrap());
    let today = today(times.clone());
    let state = Memo::new(move |_| state(history));
    let drawn = Memo::new(move |_| below_headings(history, &times, today.get()));
    let rows = move || {
        keyed(
            move || drawn.with(|sections| sections.iter().map(|(key, _)| key.clone()).collect()),
            move |key| section(chat, history, today, drawn, key),
        )
    };
    let content = dynamic(move || match state.get() {
        State::Nothing => nothing(),
        State::Loading => skeleton(chat),
        State::Empty(scope) => empty(chat, history, scope),
        State::Rows => rows(),
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

fn state(history: History) -> State {
    let failed = history.trouble.with(Option::is_some);
    history.words.track();
    history.archived.track();
    let wanted = history.is_shown();
    history.shown.with(|shown| match shown {
        // What is there is not what is wanted.
        _ if failed && !wanted => State::Nothing,
        None => State::Loading,
        Some(shown) if shown.list.threads().is_empty() => State::Empty(shown.list.scope()),
        Some(_) => State::Rows,
    })
}

/// Rows' ids by the keys of their headings.
fn below_headings(history: History, times: &Times, today: Option<Date>) -> Vec<(String, Vec<String>)> {
    history.shown.with(|shown| {
        let Some(shown) = shown else { return Vec::new() };
        let threads = shown.list.threads();
        let Some(today) = today.filter(|_| shown.list.scope() != Scope::Found) else {
            return vec![(FOUND.to_owned(), threads.iter().map(|thread| thread.id.as_str().to_owned()).collect())];
        };
        let sections = sections(threads, today, |thread| times.day(&thread.updated_at));
        sections.into_iter().map(|Section { group, ids }| (group.key(), ids)).collect()
    })
}

fn section(
    chat: Chat,
    history: History,
    today: RwSignal<Option<Date>>,
    drawn: Memo<Vec<(String, Vec<String>)>>,
    key: String,
) -> AnyView {
    let heading = heading(chat, &key);
    let ids = move || {
        drawn.with(|sections| {
            sections.iter().find(|(known, _)| *known == key).map(|(_, ids)| ids.clone()).unwrap_or_default()
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

fn empty(chat: Chat, history: History, scope: Scope) -> AnyView {
    let texts = chat.texts();
    let box_ = el("div").class("none").attr("data-testid", "history-empty");
    match scope {
        Scope::Current => box_
            .child(el("p").text(texts.get("history.empty")))
            .child(el("p").class("soft").text(texts.get("history.empty.hint")))
            .child(text_button("button", "history-new", texts.get("chat.new"), move || chat.new_chat())),
        Scope::Archived => box_
            .child(el("p").text(texts.get("history.archived.empty")))
            .child(el("p").class("soft").text(texts.get("history.archived.hint"))),
        Scope::Found => {
            let sentence = dynamic(move || {
                let words = history.shown.with(|shown| shown.as_ref().map(|shown| history.count(shown)));
                words.unwrap_or_default().into_any()
            });
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
    let has_more = Memo::new(move |_| {
        history.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.query.cursor.is_some()))
    });
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
fn today(times: Times) -> RwSignal<Option<Date>> {
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
