//! What did not work, and what helps.

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use crate::state::{Action, Chat, Notice};
use leptos::prelude::*;
use std::time::Duration;

/// The last failure, if there is one.
pub fn notice_bar(chat: Chat) -> AnyView {
    dynamic(move || chat.notice.get().map_or_else(nothing, |notice| notice_view(chat, notice)))
}

fn notice_view(chat: Chat, notice: Notice) -> AnyView {
    let texts = chat.texts();
    let wait = countdown(notice.retry_after);
    let dismiss = icon_button("icon small", "dismiss", chat.text("error.dismiss"), move || {
        chat.notice.set(None);
        chat.focus_log();
    });
    let waiting = dynamic(move || match wait.get() {
        0 => nothing(),
        seconds => el("p").class("wait").text(texts.with("error.retry.in", "seconds", &seconds.to_string())).done(),
    });
    let said = el("div").child(el("p").attr("dir", "auto").text(notice.text)).view(waiting);
    let said = notice.actions.into_iter().map(|action| button(chat, action, wait)).fold(said, El::child);
    el("div")
        .class("notice")
        .attr("role", "alert")
        .attr("data-testid", "error")
        .attr("data-code", notice.code)
        .child(Icon::Alert.el())
        .child(said)
        .child(dismiss.child(Icon::Close.el()))
        .done()
}

fn button(chat: Chat, action: Action, wait: RwSignal<u32>) -> El {
    let (class, testid, key, act): (_, _, _, fn(Chat)) = match action {
        Action::Retry => ("button", "retry", "error.retry", Chat::retry),
        Action::GoOn => ("button primary", "go-on", "run.go_on", Chat::go_on),
        Action::Reload => ("button", "retry", "error.retry", Chat::reload_thread),
        Action::Login => ("button", "login", "error.login", Chat::login),
        Action::Settings(url) => return el("a").class("button").attr("href", url).text(chat.text("error.settings")),
    };
    text_button(class, testid, chat.text(key), move || act(chat)).disabled(move || wait.get() != 0)
}

/// The seconds until trying again can help, counting down.
fn countdown(seconds: Option<u64>) -> RwSignal<u32> {
    let wait = RwSignal::new(seconds.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or_default());
    if seconds.is_some() {
        let tick = move || wait.update(|seconds| *seconds = seconds.saturating_sub(1));
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    }
    wait
}
