//! The bar at the top.

use super::icon::Icon;
use crate::state::Chat;
use leptos::prelude::*;

/// The bar at the top: title, earlier chats, new chat, close.
#[component]
pub fn Header(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let texts = chat.texts();
    let panel = chat.host().is_some_and(|host| host.panel);
    let close = move |_| {
        if let Some(host) = chat.host() {
            host.close();
        }
    };
    let labels = (texts.get("history.open"), texts.get("history.back"));
    view! {
        <header>
            <span class="mark">{Icon::Spark.view()}</span>
            <h2>{texts.get("chat.title")}</h2>
            {move || {
                let open = chat.history_open.get();
                let label = if open { labels.1.clone() } else { labels.0.clone() };
                let icon = if open { Icon::Back } else { Icon::History };
                button(label, "history", icon, move || chat.history_open.update(|open| *open = !*open))
            }}
            {button(texts.get("chat.new"), "new-chat", Icon::New, move || chat.new_chat())}
            {panel.then(|| button(texts.get("chat.close"), "close", Icon::Close, move || close(())))}
        </header>
    }
}

fn button(label: String, testid: &'static str, icon: Icon, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="icon"
            data-testid=testid
            title=label.clone()
            aria-label=label
            on:click=move |_| act()
        >
            {icon.view()}
        </button>
    }
    .into_any()
}
