//! The parts of a message as they are drawn.

use super::message::next_key;
use ai_agent_conversation::{Part, ToolCall};
use ai_agent_markdown::{Stream, Update};
use leptos::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A part of a message as it is drawn.
#[derive(Clone, Debug)]
pub enum PartState {
    /// What was said.
    Text(TextState),
    /// What was done.
    Call(CallState),
}

/// A text as it is drawn. Clones are the same text.
#[derive(Clone, Debug)]
pub struct TextState {
    /// Keys it among the parts.
    pub key: u32,
    /// Whether it still grows.
    pub open: ArcRwSignal<bool>,
    grew: ArcTrigger,
    grown: Arc<AtomicBool>,
    stream: Arc<Mutex<Stream>>,
}

/// A tool call as it is drawn. Clones are the same call.
#[derive(Clone, Debug)]
pub struct CallState {
    /// Keys it among the parts.
    pub key: u32,
    told: ArcTrigger,
    call: Arc<Mutex<ToolCall>>,
}

impl PartState {
    /// What is drawn of `part`.
    pub fn new(part: &Part) -> Self {
        match part {
            Part::Text(text) => Self::Text(TextState::new(&text.text)),
            Part::Call(call) => Self::Call(CallState {
                key: next_key(),
                told: ArcTrigger::new(),
                call: Arc::new(Mutex::new(call.clone())),
            }),
        }
    }

    /// Tells what is known of it now; whether that changed anything. `None`: this is not what is drawn of `part`.
    pub fn tell(&self, part: &Part) -> Option<bool> {
        match (self, part) {
            (Self::Text(state), Part::Text(text)) => {
                let more = text.text.strip_prefix(&*state.text())?.to_owned();
                if !more.is_empty() {
                    state.push(&more);
                }
                Some(!more.is_empty())
            }
            (Self::Call(state), Part::Call(call)) => state.tell(call),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&TextState> {
        match self {
            Self::Text(text) => Some(text),
            Self::Call(_) => None,
        }
    }
}

impl CallState {
    fn tell(&self, call: &ToolCall) -> Option<bool> {
        let mut known = self.call.lock().unwrap_or_else(PoisonError::into_inner);
        if known.id != call.id {
            return None;
        }
        let changed = *known != *call;
        if changed {
            *known = call.clone();
            drop(known);
            self.told.notify();
        }
        Some(changed)
    }

    /// What is known of it. Makes the current effect run again when that changes.
    pub fn watch(&self) -> ToolCall {
        self.told.track();
        self.get()
    }

    /// As [`CallState::watch`], without running again.
    pub fn get(&self) -> ToolCall {
        self.call.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl TextState {
    fn new(text: &str) -> Self {
        let mut stream = Stream::new();
        stream.push(text);
        Self {
            key: next_key(),
            open: ArcRwSignal::new(true),
            grew: ArcTrigger::new(),
            grown: Arc::default(),
            stream: Arc::new(Mutex::new(stream)),
        }
    }

    /// Says whether it still grows.
    pub fn set_open(&self, open: bool) {
        if self.open.get_untracked() != open {
            self.open.set(open);
        }
    }

    /// Appends text and says so to whoever draws it.
    pub fn push(&self, delta: &str) {
        self.with(|stream| stream.push(delta));
        self.grown.store(true, Ordering::Relaxed);
        self.grew.notify();
    }

    /// Makes the current effect run again when the text grows.
    pub fn track(&self) {
        self.grew.track();
    }

    /// The text so far.
    pub fn text(&self) -> String {
        self.with(|stream| stream.text().to_owned())
    }

    /// Makes the next [`TextState::advance`] give every block, for a view that is drawn anew.
    pub fn restart(&self) {
        self.with(Stream::restart);
    }

    /// The blocks that are new.
    pub fn advance(&self) -> Update {
        self.grown.store(false, Ordering::Relaxed);
        self.with(Stream::advance)
    }

    /// Whether text came since the last [`TextState::advance`].
    pub fn has_grown(&self) -> bool {
        self.grown.load(Ordering::Relaxed)
    }

    /// Whether the finished text must be drawn again as a whole.
    pub fn has_definitions(&self) -> bool {
        self.with(|stream| stream.has_definitions())
    }

    fn with<T>(&self, run: impl FnOnce(&mut Stream) -> T) -> T {
        run(&mut self.stream.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
