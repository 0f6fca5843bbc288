//! The question before an address outside is opened.

use crate::dom::window;
use crate::state::Chat;
use leptos::html::Button;
use leptos::prelude::*;

/// Shows the full address and asks.
#[component]
pub fn Leave(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    move || {
        chat.leaving.get().map(|address| {
            let texts = chat.texts();
            let cancel = NodeRef::<Button>::new();
            // The harmless answer has the focus.
            Effect::new(move |_| {
                if let Some(cancel) = cancel.get() {
                    let _ = cancel.focus();
                }
            });
            let target = address.clone();
            let open = move |_| {
                // A browser that forbids the window says so itself.
                let _ = window().open_with_url_and_target_and_features(&target, "_blank", "noopener,noreferrer");
                chat.leaving.set(None);
            };
            let close = move |_| {
                chat.leaving.set(None);
                chat.focus_composer();
            };
            view! {
                <div class="leave" role="alertdialog" aria-modal="true" aria-label=texts.get("link.title") data-testid="leave">
                    <div>
                        <p>{texts.get("link.title")}</p>
                        <p class="address" dir="ltr" data-testid="leave-address">{address}</p>
                        <div class="row">
                            <button type="button" class="button" node_ref=cancel on:click=close>
                                {texts.get("link.cancel")}
                            </button>
                            <button type="button" class="button primary" data-testid="leave-open" on:click=open>
                                {texts.get("link.open")}
                            </button>
                        </div>
                    </div>
                </div>
            }
        })
    }
}
