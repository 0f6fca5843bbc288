//! The whole widget.

use super::composer::Composer;
use super::header::Header;
use super::history::HistoryView;
use super::leave::Leave;
use super::log::Log;
use super::notice::NoticeBar;
use crate::state::Chat;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The whole widget.
#[component]
pub fn App(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let bootstrap = chat.bootstrap();
    let panel = chat.host().is_some_and(|host| host.panel);
    let title = bootstrap.texts.get("chat.title");
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            escape(chat);
        }
    };
    view! {
        <section
            class="root"
            class:panel=panel
            class:dark=move || chat.dark.get()
            dir=if bootstrap.rtl { "rtl" } else { "ltr" }
            aria-label=title
            on:keydown=on_keydown
        >
            <Header chat />
            {move || {
                if chat.history_open.get() {
                    view! { <HistoryView chat /> }.into_any()
                } else {
                    view! {
                        <Log chat />
                        <NoticeBar chat />
                        <Composer chat />
                    }
                    .into_any()
                }
            }}
            <Leave chat />
            <div class="unseen" role="log" aria-live="polite" data-testid="announcer">
                <For each=move || chat.announcements.get() key=|(number, _)| *number let((_, text))>
                    <p>{text}</p>
                </For>
            </div>
        </section>
    }
}

/// Escape closes what is on top: the question about a link, the history, the panel.
fn escape(chat: Chat) {
    if chat.leaving.get_untracked().is_some() {
        chat.leaving.set(None);
        chat.focus_composer();
    } else if chat.history_open.get_untracked() {
        chat.history_open.set(false);
    } else if let Some(host) = chat.host() {
        host.close();
    }
}
