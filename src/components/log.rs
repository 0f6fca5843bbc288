//! The conversation.

use super::empty::Empty;
use super::icon::Icon;
use super::message::MessageView;
use crate::dom::document;
use crate::host::NotificationKind;
use crate::render::Context;
use crate::state::{Chat, Phase};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// How far from the end, in CSS pixels, the way back is offered.
const FAR: i32 = 120;

/// The conversation. It keeps to its end by itself: the box runs from the bottom up (`column-reverse`), so the browser
/// holds the end in place without a layout being asked for, and leaves a reader who scrolled up where they are.
#[component]
pub fn Log(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let texts = chat.texts();
    let context = Context { origin: crate::dom::origin(), texts: texts.clone() };
    let scroller = NodeRef::<Div>::new();
    let far = RwSignal::new(false);
    let jump = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    };
    let on_scroll = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            far.set(scroller.scroll_top() < -FAR);
        }
    };
    // A new question brings its reader back to the end.
    Effect::new(move |before: Option<usize>| {
        let count = chat.messages.with(Vec::len);
        if before.is_some_and(|before| count > before) && chat.phase.get_untracked() != Phase::Streaming {
            jump();
        }
        count
    });
    let loading = texts.get("chat.loading");
    let label = texts.get("chat.log");
    view! {
        <div class="log-frame">
            <div
                class="log"
                node_ref=scroller
                on:scroll=on_scroll
                on:click=move |event| act(chat, &event)
                tabindex="0"
                role="log"
                aria-live="off"
                aria-label=label
                data-testid="log"
            >
                <div class="messages">
                    {move || {
                        let empty = chat.messages.with(Vec::is_empty);
                        match chat.phase.get() {
                            Phase::Loading => view! { <p class="loading">{loading.clone()}</p> }.into_any(),
                            Phase::Idle if empty => view! { <Empty chat /> }.into_any(),
                            _ => ().into_any(),
                        }
                    }}
                    <For
                        each=move || chat.messages.get()
                        key=|message| message.id.clone()
                        let(message)
                    >
                        <MessageView chat message context=context.clone() />
                    </For>
                    <Progress chat />
                </div>
            </div>
            {move || {
                far.get().then(|| {
                    let label = chat.texts().get("chat.jump");
                    view! {
                        <button
                            type="button"
                            class="icon jump"
                            data-testid="jump"
                            title=label.clone()
                            aria-label=label
                            on:click=move |_| jump()
                        >
                            {Icon::Down.view()}
                        </button>
                    }
                })
            }}
        </div>
    }
}

/// What is going on while there is no text to see.
#[component]
fn Progress(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    move || {
        let texts = chat.texts();
        let key = match chat.phase.get() {
            Phase::Waiting => "message.thinking",
            Phase::Reconnecting => "run.reconnecting",
            Phase::Stopping => "run.stopping",
            Phase::Idle | Phase::Loading | Phase::Streaming => return ().into_any(),
        };
        view! {
            <p class="progress" role="status" data-testid="progress">
                <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                {texts.get(key)}
            </p>
        }
        .into_any()
    }
}

/// Clicks in answers, by the `data-action` of what was clicked.
fn act(chat: Chat, event: &MouseEvent) {
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

/// Copies, and calls `done` when that worked.
pub fn copy(chat: Chat, text: String, done: impl FnOnce() + 'static) {
    leptos::task::spawn_local(async move {
        if crate::dom::copy(&text).await {
            done();
        } else if let Some(host) = chat.host() {
            host.notify(&chat.texts().get("message.copy.failed"), NotificationKind::Warning);
        }
    });
}

/// Says on the button for a moment that it was copied.
fn flash(chat: Chat, button: &Element) {
    let texts = chat.texts();
    button.set_text_content(Some(&texts.get("message.copied")));
    let button = button.clone();
    set_timeout(
        move || button.set_text_content(Some(&texts.get("code.copy"))),
        std::time::Duration::from_millis(1500),
    );
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
