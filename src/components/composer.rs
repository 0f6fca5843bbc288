//! Where the person types.

use super::icon::Icon;
use crate::state::{Chat, Phase};
use leptos::html::Textarea;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The key code that browsers report while an input method is composing (UI Events, "Legacy key attributes"); Safari
/// sends the Enter that ends a composition with this code and without `isComposing`.
const COMPOSING: u32 = 229;

/// Where the person types. It grows with its text: the box is as high as the copy of the text behind it, so that no
/// layout is read.
#[component]
pub fn Composer(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let texts = chat.texts();
    let input = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            chat.set_composer(input);
        }
    });
    let on_keydown = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == COMPOSING;
        let plain = !event.shift_key() && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        if event.key() == "Enter" && plain && !composing {
            event.prevent_default();
            chat.send_draft();
        }
    };
    let busy = Memo::new(move |_| chat.phase.get().is_busy());
    let buttons = texts.clone();
    view! {
        <form class="composer" on:submit=move |event| event.prevent_default()>
            <div class="grow" data-value=move || chat.draft.get()>
                <textarea
                    rows="1"
                    dir="auto"
                    node_ref=input
                    data-testid="composer"
                    aria-label=texts.get("composer.label")
                    placeholder=texts.get("composer.placeholder")
                    prop:value=move || chat.draft.get()
                    on:input=move |event| chat.set_draft(event_target_value(&event))
                    on:keydown=on_keydown
                ></textarea>
            </div>
            {move || {
                if busy.get() {
                    let label = buttons.get("composer.stop");
                    view! {
                        <button
                            type="button"
                            class="send"
                            data-testid="stop"
                            title=label.clone()
                            aria-label=label
                            prop:disabled=move || chat.phase.get() == Phase::Stopping
                            on:click=move |_| {
                                chat.stop();
                                chat.focus_composer();
                            }
                        >
                            {Icon::Stop.view()}
                        </button>
                    }
                    .into_any()
                } else {
                    let label = buttons.get("composer.send");
                    view! {
                        <button
                            type="button"
                            class="send"
                            data-testid="send"
                            title=label.clone()
                            aria-label=label
                            prop:disabled=move || chat.draft.with(|draft| draft.trim().is_empty())
                            on:click=move |_| {
                                chat.send_draft();
                                chat.focus_composer();
                            }
                        >
                            {Icon::Send.view()}
                        </button>
                    }
                    .into_any()
                }
            }}
        </form>
        <p class="hint">{texts.get("composer.hint")}</p>
    }
}
