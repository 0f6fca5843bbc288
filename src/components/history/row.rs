//! One thread of the list.

use crate::api::{Found, ThreadSummary};
use crate::components::composer::is_send;
use crate::components::icon::Icon;
use crate::components::ui::{El, dynamic, el, icon_button, nothing, text_button, typed};
use crate::dom::select_later;
use crate::state::{Chat, History};
use crate::times::Times;
use leptos::prelude::*;

/// The longest title that the server takes, in characters.
const LONGEST: &str = "200";

/// The row of the thread with this id.
pub fn row(chat: Chat, history: History, today: RwSignal<String>, id: String) -> AnyView {
    let known = id.clone();
    let look =
        Memo::new(move |_| history.watch().and_then(|shown| shown.list.get(&known).map(look)).unwrap_or_default());
    let is_renamed = {
        let id = id.clone();
        Memo::new(move |_| history.renaming.with(|renamed| *renamed == Some(id.clone())))
    };
    let (main, opened, expanded, labelled) = (id.clone(), id.clone(), id.clone(), id.clone());
    let title = dynamic(move || match is_renamed.get() {
        true => rename(chat, history, main.clone()).done(),
        false => entry(chat, history, look, today, main.clone()).done(),
    });
    let label = move || {
        look.with(|_| ());
        let title = history.thread(&labelled).map(|thread| thread.title).unwrap_or_default();
        chat.texts().with("history.menu", "title", &title)
    };
    let menu = icon_button("icon", "thread-menu", String::new(), move || history.menu.set(Some(opened.clone())))
        .bind("aria-label", move || Some(label()))
        .bind("title", move || Some(chat.text("history.menu.short")))
        .attr("aria-haspopup", "menu")
        .bind("aria-expanded", move || Some(history.menu.with(|open| *open == Some(expanded.clone())).to_string()));
    el("li").attr("data-thread", id).view(title).child(menu.child(Icon::More.el())).done()
}

fn entry(chat: Chat, history: History, look: Memo<String>, today: RwSignal<String>, id: String) -> El {
    let times = Times::new(&chat.bootstrap());
    let (here, shown) = (id.clone(), id.clone());
    text_button("entry", "thread", String::new(), move || history.open(&id))
        .bind("aria-current", move || {
            history.current.with(|open| (*open == Some(here.clone())).then(|| "true".to_owned()))
        })
        .view(dynamic(move || {
            // A memo that is only tracked never runs.
            look.with(|_| ());
            history.thread(&shown).map_or_else(nothing, |thread| content(chat, &times, &today.get(), thread))
        }))
}

/// All of a thread that is seen: what looks the same is not drawn anew.
fn look(thread: &ThreadSummary) -> String {
    let mut look = format!("{}{}{} {}", thread.pinned, thread.archived, thread.updated_at, thread.title);
    for (text, hit) in thread.found.iter().flat_map(|found| &found.snippet) {
        look.push(if *hit { '*' } else { '|' });
        look.push_str(text);
    }
    look
}

fn content(chat: Chat, times: &Times, today: &str, thread: ThreadSummary) -> AnyView {
    let texts = chat.texts();
    let is_found = thread.found.is_some();
    // The first question is mostly the title: no need to show it twice.
    let is_title = |found: &Found| {
        found.message.is_none()
            || found.snippet.iter().map(|(text, _)| text.as_str()).collect::<String>() == thread.title
    };
    let (in_title, in_text) = match thread.found {
        Some(found) if is_title(&found) => (Some(found.snippet), None),
        Some(found) => (None, Some(found.snippet)),
        None => (None, None),
    };
    let name = el("span").class("name").attr("dir", "auto");
    let name = match in_title {
        Some(pieces) => marked(name, pieces),
        None => name.text(thread.title),
    };
    let mut line = el("span").class("line").child(name);
    if thread.archived && is_found {
        line = line.child(el("span").class("badge").text(texts.get("history.archived.mark")));
    }
    if thread.pinned {
        let pin = el("span").class("pin").attr("title", texts.get("history.group.pinned"));
        line = line
            .child(pin.child(Icon::Pin.el()).child(el("span").class("unseen").text(texts.get("history.group.pinned"))));
    }
    let time = el("time")
        .attr("datetime", thread.updated_at.clone())
        .attr("title", times.full(&thread.updated_at))
        .text(times.short(&thread.updated_at, today));
    let line = line.child(time);
    match in_text {
        None => line.done(),
        Some(pieces) => {
            let snippet = marked(el("span").class("snippet").attr("dir", "auto"), pieces);
            el("span").class("lines").child(line).child(snippet).done()
        }
    }
}

/// Text with what was searched for marked in it.
fn marked(place: El, pieces: Vec<(String, bool)>) -> El {
    pieces.into_iter().fold(place, |place, (text, hit)| match hit {
        false => place.text(text),
        true => place.child(el("mark").text(text)),
    })
}

/// The title, to be written anew.
fn rename(chat: Chat, history: History, id: String) -> El {
    let texts = chat.texts();
    let title = history.thread(&id).map(|thread| thread.title).unwrap_or_default();
    let (blurred, id) = (id.clone(), id);
    el("input")
        .class("rename")
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("maxlength", LONGEST)
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "done")
        .attr("data-testid", "rename")
        .attr("aria-label", texts.get("history.rename.label"))
        .attr("placeholder", texts.get("history.rename.placeholder"))
        .attr("value", title)
        .reference(select_later)
        .on("blur", move |event| {
            // Whoever pressed a key has left already.
            if history.renaming.with_untracked(|renamed| *renamed == Some(blurred.clone())) {
                history.rename(&blurred, &typed(&event));
            }
        })
        .on("keydown", move |event| {
            if is_send(&event) {
                event.prevent_default();
                history.rename(&id, &typed(&event));
                history.focus_entry(id.clone());
            }
        })
}
