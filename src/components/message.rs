//! One message.

use super::icon::Icon;
use super::log::copy;
use crate::render::{Context, MarkdownView};
use crate::state::{Chat, MessageState};
use ai_agent_conversation::{Role, Status};
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// One message.
#[component]
pub fn MessageView(
    /// The widget's state.
    chat: Chat,
    /// What to draw.
    message: MessageState,
    /// What drawing an answer needs to know of the page.
    context: Context,
) -> impl IntoView {
    let texts = chat.texts();
    let status = message.status.clone();
    let (class, label) = match message.role {
        Role::User => ("message user", texts.get("message.you")),
        Role::Assistant => ("message assistant", texts.get("message.assistant")),
    };
    let body = match message.role {
        Role::User => view! { <div class="body" dir="auto">{message.text()}</div> }.into_any(),
        Role::Assistant => view! { <Answer message=message.clone() context /> }.into_any(),
    };
    let role = message.role;
    view! {
        <article
            class=class
            aria-label=label
            data-testid="message"
            data-role=role.as_str()
            data-status=move || status.get().as_str()
        >
            {body}
            {(role == Role::Assistant).then(|| view! { <Footer chat message /> })}
        </article>
    }
}

/// What stands below an answer: how it ended, and what can be done with it.
#[component]
fn Footer(
    /// The widget's state.
    chat: Chat,
    /// The answer.
    message: MessageState,
) -> impl IntoView {
    let texts = chat.texts();
    let copied = RwSignal::new(false);
    move || {
        let ending = match message.status.get() {
            Status::Streaming => return ().into_any(),
            Status::Finished => None,
            Status::Cancelled => Some("message.cancelled"),
            Status::Failed => Some("message.failed"),
            Status::Lost => Some("message.lost"),
        };
        let label = texts.get(if copied.get() { "message.copied" } else { "message.copy" });
        let icon = if copied.get() { Icon::Done } else { Icon::Copy };
        let message = message.clone();
        let on_click = move |_| {
            copy(chat, message.text(), move || {
                copied.set(true);
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    Duration::from_millis(1500),
                );
            });
        };
        view! {
            <footer>
                <button
                    type="button"
                    class="icon small"
                    data-testid="copy"
                    title=label.clone()
                    aria-label=label
                    on:click=on_click
                >
                    {icon.view()}
                </button>
                {ending.map(|key| view! { <span>{texts.get(key)}</span> })}
            </footer>
        }
        .into_any()
    }
}

/// The text of an answer, drawn at most once a frame.
#[component]
fn Answer(
    /// The answer.
    message: MessageState,
    /// What drawing it needs to know of the page.
    context: Context,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    Effect::new(move |painter: Option<Option<Rc<Painter>>>| {
        message.track_text();
        let streaming = message.status.get() == Status::Streaming;
        let element = place.get()?;
        let painter = painter.flatten().unwrap_or_else(|| {
            Rc::new(Painter {
                view: RefCell::new(MarkdownView::new(element.into(), context.clone())),
                message: message.clone(),
                scheduled: Cell::new(false),
            })
        });
        if streaming {
            painter.schedule();
        } else {
            painter.finish();
        }
        Some(painter)
    });
    view! { <div class="body markdown" node_ref=place></div> }
}

/// Draws a text that grows without ever taking more than a fifth of the browser's time.
struct Painter {
    view: RefCell<MarkdownView>,
    message: MessageState,
    scheduled: Cell<bool>,
}

impl Painter {
    /// How many times as long as the last drawing took the next one waits.
    const REST: f64 = 4.0;
    /// One frame, in milliseconds: what is quicker needs no rest.
    const FRAME: f64 = 4.0;

    fn schedule(self: &Rc<Self>) {
        if !self.scheduled.replace(true) {
            let painter = Rc::clone(self);
            request_animation_frame(move || painter.paint());
        }
    }

    fn paint(self: &Rc<Self>) {
        let started = now();
        self.view.borrow_mut().update(self.message.advance());
        let took = now() - started;
        if took < Self::FRAME {
            self.scheduled.set(false);
            return;
        }
        let painter = Rc::clone(self);
        set_timeout(
            move || {
                painter.scheduled.set(false);
                // What came during the rest.
                painter.schedule_if_streaming();
            },
            Duration::from_millis((took * Self::REST) as u64),
        );
    }

    fn schedule_if_streaming(self: &Rc<Self>) {
        if self.message.status.get_untracked() == Status::Streaming && self.message.has_grown() {
            self.schedule();
        }
    }

    fn finish(&self) {
        let mut view = self.view.borrow_mut();
        if self.message.has_definitions() {
            view.redraw(&self.message.text());
        } else {
            view.update(self.message.advance());
        }
    }
}

fn now() -> f64 {
    crate::dom::window().performance().map_or(0.0, |performance| performance.now())
}
