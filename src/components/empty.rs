//! What a new chat shows.

use super::icon::Icon;
use crate::state::Chat;
use leptos::prelude::*;

/// A greeting and questions to start with.
#[component]
pub fn Empty(
    /// The widget's state.
    chat: Chat,
) -> impl IntoView {
    let bootstrap = chat.bootstrap();
    let texts = bootstrap.texts.clone();
    let starters: Vec<_> = bootstrap
        .starters
        .into_iter()
        .map(|starter| {
            let text = starter.clone();
            view! {
                <button
                    type="button"
                    class="starter"
                    data-testid="starter"
                    on:click=move |_| chat.ask_or_draft(text.clone())
                >
                    {starter}
                </button>
            }
        })
        .collect();
    let unset = (!bootstrap.configured).then(|| {
        let link = bootstrap.settings_url.clone().map(|url| {
            view! { <a class="button" href=url data-testid="settings">{texts.get("error.settings")}</a> }
        });
        view! {
            <p class="unset" data-testid="not-configured">{texts.get("error.not_configured")}</p>
            {link}
        }
    });
    let first_name = bootstrap.user_name.split_whitespace().next().unwrap_or_default().to_owned();
    view! {
        <div class="empty">
            <span class="mark large">{Icon::Spark.view()}</span>
            <h3>{texts.with("chat.empty.title", "name", &first_name)}</h3>
            <p>{texts.get("chat.empty.text")}</p>
            {match unset {
                Some(unset) => unset.into_any(),
                None => view! { <div class="starters">{starters}</div> }.into_any(),
            }}
        </div>
    }
}
