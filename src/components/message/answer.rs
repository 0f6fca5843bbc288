//! The text of an answer, and how it is drawn while it grows.

use super::super::ui::{El, el};
use crate::render::{Context, MarkdownView, append, element};
use crate::state::MessageState;
use ai_agent_conversation::Status;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// The text of an answer, drawn at most once a frame.
pub fn answer(message: MessageState, context: Context) -> El {
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
