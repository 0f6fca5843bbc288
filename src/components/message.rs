//! One message.

use super::icon::Icon;
use super::log::copy;
use super::ui::{El, dynamic, el, icon_button, nothing, text_button};
use crate::render::{Context, MarkdownView, append, element};
use crate::state::{Chat, MessageState, Phase};
use ai_agent_conversation::{Role, Status};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// One message.
pub fn message_view(chat: Chat, message: MessageState, context: Context) -> AnyView {
    let texts = chat.texts();
    let status = message.status.clone();
    let (class, label) = match message.role {
        Role::User => ("message user", "message.you"),
        Role::Assistant => ("message assistant", "message.assistant"),
    };
    let article = el("article")
        .class(class)
        .attr("aria-label", texts.get(label))
        .attr("data-testid", "message")
        .attr("data-role", message.role.as_str())
        .bind("data-status", move || Some(status.get().as_str().to_owned()));
    match message.role {
        Role::User => article.child(el("div").class("body").attr("dir", "auto").text(message.text())),
        Role::Assistant => article.child(answer(message.clone(), context)).view(footer(chat, message)),
    }
    .done()
}

/// What stands below an answer: how it ended, and what can be done with it.
fn footer(chat: Chat, message: MessageState) -> AnyView {
    let texts = chat.texts();
    let copied = RwSignal::new(false);
    let message_key = message.key;
    dynamic(move || {
        let ending = match message.status.get() {
            Status::Streaming => return nothing(),
            Status::Finished => None,
            Status::Cancelled => Some("message.cancelled"),
            Status::Failed => Some("message.failed"),
            Status::Lost => Some("message.lost"),
        };
        let (label, icon) = match copied.get() {
            true => ("message.copied", Icon::Done),
            false => ("message.copy", Icon::Copy),
        };
        let message = message.clone();
        let copy_text = move || {
            copy(chat, message.text(), move || {
                copied.try_set(true);
                let settle = move || {
                    copied.try_set(false);
                };
                set_timeout(settle, Duration::from_millis(1500));
            });
        };
        let bar = el("footer").child(icon_button("icon small", "copy", texts.get(label), copy_text).child(icon.el()));
        let Some(key) = ending else { return bar.done() };
        let bar = bar.child(el("span").text(texts.get(key)));
        match key == "message.lost" && offers_more(chat, message_key) {
            false => bar.done(),
            true => bar
                .child(text_button("ghost", "go-on", texts.get("run.go_on"), move || chat.go_on()))
                .child(text_button("ghost", "retry", texts.get("error.retry"), move || chat.retry()))
                .done(),
        }
    })
}

/// Whether the answer is the last thing that happened, and no notice offers what helps.
fn offers_more(chat: Chat, message_key: u32) -> bool {
    let is_last = chat.messages.with(|messages| messages.last().is_some_and(|last| last.key == message_key));
    is_last && chat.phase.get() == Phase::Idle && chat.notice.with(Option::is_none)
}

/// The text of an answer, drawn at most once a frame.
fn answer(message: MessageState, context: Context) -> El {
    el("div").class("body").reference(move |place| {
        // Leptos keeps a marker node of its own in every element it makes; the view counts its children.
        let Some(element) = element("div", "markdown") else { return };
        append(&place, &element);
        message.restart();
        let painter = Rc::new(Painter {
            view: RefCell::new(MarkdownView::new(element, context)),
            message: message.clone(),
            scheduled: Cell::new(false),
        });
        Effect::new(move |_| {
            message.track_text();
            match message.status.get() {
                Status::Streaming => painter.schedule(),
                _ => painter.finish(),
            }
        });
    })
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
