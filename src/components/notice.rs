//! What did not work, and what helps.

use super::icon::Icon;
use crate::state::{Action, Chat, Notice};
use leptos::prelude::*;
use std::time::Duration;

/// The last failure, if there is one.
#[component]
pub fn NoticeBar(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    move || chat.notice.get().map(|notice| view! { <NoticeView chat notice /> })
}

#[component]
fn NoticeView(
    /// The widget's state.
    chat: Chat,
    /// What to say.
    notice: Notice,
) -> impl IntoView {
    let texts = chat.texts();
    let Notice { text, code, action, retry_after } = notice;
    let wait = RwSignal::new(retry_after.unwrap_or_default());
    if retry_after.is_some() {
        let tick = set_interval_with_handle(
            move || wait.update(|seconds| *seconds = seconds.saturating_sub(1)),
            Duration::from_secs(1),
        );
        on_cleanup(move || drop(tick.map(|tick| tick.clear())));
    }
    let dismiss = texts.get("error.dismiss");
    let countdown = texts.clone();
    view! {
        <div class="notice" role="alert" data-testid="error" data-code=code>
            {Icon::Alert.view()}
            <div>
                <p dir="auto">{text}</p>
                {move || {
                    let seconds = wait.get();
                    (seconds > 0).then(|| {
                        view! { <p class="wait">{countdown.with("error.retry.in", "seconds", &seconds.to_string())}</p> }
                    })
                }}
                {action.map(|action| action_view(chat, action, wait))}
            </div>
            <button
                type="button"
                class="icon small"
                title=dismiss.clone()
                aria-label=dismiss
                on:click=move |_| chat.notice.set(None)
            >
                {Icon::Close.view()}
            </button>
        </div>
    }
}

fn action_view(chat: Chat, action: Action, wait: RwSignal<u64>) -> AnyView {
    let texts = chat.texts();
    let button = move |label: String, testid: &'static str, act: Box<dyn Fn()>| {
        view! {
            <button
                type="button"
                class="button"
                data-testid=testid
                prop:disabled=move || wait.get() != 0
                on:click=move |_| act()
            >
                {label}
            </button>
        }
        .into_any()
    };
    match action {
        Action::Retry => button(texts.get("error.retry"), "retry", Box::new(move || chat.retry())),
        Action::Reload => button(texts.get("error.retry"), "retry", Box::new(move || chat.reload_thread())),
        Action::Login => {
            let login = move || {
                if let Some(host) = chat.host() {
                    host.login();
                }
            };
            let retry = button(texts.get("error.retry"), "retry", Box::new(move || chat.retry()));
            let login = button(texts.get("error.login"), "login", Box::new(login));
            view! { {login} {retry} }.into_any()
        }
        Action::Settings(url) => {
            let retry = button(texts.get("error.retry"), "retry", Box::new(move || chat.retry()));
            view! { <a class="button" href=url>{texts.get("error.settings")}</a> {retry} }.into_any()
        }
    }
}
