//! The list of earlier chats.

use super::icon::Icon;
use crate::api::ThreadSummary;
use crate::state::{Chat, History};
use leptos::prelude::*;

/// The list of earlier chats, newest first.
#[component]
pub fn HistoryView(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let history = History::new(chat);
    let texts = chat.texts();
    let more = texts.get("history.more");
    let (loading, empty) = (texts.get("chat.loading"), texts.get("history.empty"));
    view! {
        <div class="history" data-testid="history">
            {move || {
                let text = match history.threads.get() {
                    None => loading.clone(),
                    Some(threads) if threads.is_empty() => empty.clone(),
                    Some(_) => return ().into_any(),
                };
                view! { <p class="loading">{text}</p> }.into_any()
            }}
            <ul>
                <For each=move || history.threads.get().unwrap_or_default() key=|thread| thread.id.clone() let(thread)>
                    <Entry chat history thread />
                </For>
            </ul>
            {move || {
                history.next_cursor.get().map(|_| {
                    view! {
                        <button type="button" class="button" on:click=move |_| history.more()>{more.clone()}</button>
                    }
                })
            }}
        </div>
    }
}

#[component]
fn Entry(
    /// The widget's state.
    chat: Chat,
    /// The list it is in.
    history: History,
    /// The thread.
    thread: ThreadSummary,
) -> impl IntoView {
    let texts = chat.texts();
    let asked = RwSignal::new(false);
    let open = {
        let id = thread.id.clone();
        move |_| chat.open_thread(id.clone())
    };
    let delete = {
        let id = thread.id.clone();
        move |_| {
            if asked.get_untracked() {
                history.delete(id.clone());
            } else {
                asked.set(true);
            }
        }
    };
    let labels = (texts.get("history.delete"), texts.get("history.delete.confirm"));
    let label = labels.0.clone();
    view! {
        <li>
            <button type="button" class="entry" data-testid="thread" on:click=open>
                <span dir="auto">{thread.title}</span>
                <time datetime=thread.updated_at.clone()>{crate::dom::local_time(&thread.updated_at)}</time>
            </button>
            <button
                type="button"
                class="icon small"
                class:danger=move || asked.get()
                data-testid="delete-thread"
                title=label.clone()
                aria-label=label
                on:click=delete
                on:blur=move |_| asked.set(false)
            >
                {move || if asked.get() { labels.1.clone().into_any() } else { Icon::Delete.view() }}
            </button>
        </li>
    }
}
