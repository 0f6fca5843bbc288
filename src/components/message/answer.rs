//! A text of an answer, and how it is drawn while it grows.

use super::super::ui::{El, el};
use crate::render::{Context, MarkdownView, append, element};
use crate::state::TextState;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// A text of an answer, drawn at most once a frame.
pub fn answer(text: TextState, context: Context) -> El {
    el("div").class("text").reference(move |place| {
        // Leptos keeps a marker node of its own in every element it makes; the view counts its children.
        let Some(element) = element("div", "markdown") else { return };
        append(&place, &element);
        text.restart();
        let painter = Rc::new(Painter {
            view: RefCell::new(MarkdownView::new(element, context)),
            text: text.clone(),
            scheduled: Cell::new(false),
        });
        Effect::new(move |_| {
            text.track();
            match text.open.get() {
                true => painter.schedule(),
                false => painter.finish(),
            }
        });
    })
}

/// Draws a text that grows without ever taking more than a fifth of the browser's time.
struct Painter {
    view: RefCell<MarkdownView>,
    text: TextState,
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
        self.view.borrow_mut().update(self.text.advance());
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
                painter.schedule_if_open();
            },
            Duration::from_millis((took * Self::REST) as u64),
        );
    }

    fn schedule_if_open(self: &Rc<Self>) {
        if self.text.open.get_untracked() && self.text.has_grown() {
            self.schedule();
        }
    }

    fn finish(&self) {
        let mut view = self.view.borrow_mut();
        if self.text.has_definitions() {
            view.redraw(&self.text.text());
        } else {
            view.update(self.text.advance());
        }
    }
}

fn now() -> f64 {
    crate::dom::window().performance().map_or(0.0, |performance| performance.now())
}
