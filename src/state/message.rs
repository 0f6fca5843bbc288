//! A message as it is drawn.

use ai_agent_agui::MessageId;
use ai_agent_conversation::{Feedback, Message, Role, Status, version};
use ai_agent_markdown::{Stream, Update};
use leptos::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A message as it is drawn. Clones are the same message.
#[derive(Clone, Debug)]
pub struct MessageState {
    /// Keys it in the list: a message whose text was replaced is drawn anew.
    pub key: u32,
    /// Keys the messages that came together before those that were there.
    pub page: u32,
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// How far it has come.
    pub status: ArcRwSignal<Status>,
    told: ArcTrigger,
    facts: Arc<Mutex<Facts>>,
    grew: ArcTrigger,
    grown: Arc<AtomicBool>,
    stream: Arc<Mutex<Stream>>,
}

/// What is known of a message besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    siblings: Vec<MessageId>,
    feedback: Option<Feedback>,
}

impl Facts {
    fn of(message: &Message) -> Self {
        Self { siblings: message.siblings.clone(), feedback: message.feedback.clone() }
    }
}

impl MessageState {
    /// Makes what is drawn of `message`, which comes after one of `page`; `None`: after none.
    pub fn new(message: &Message, page: Option<u32>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let key = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut stream = Stream::new();
        stream.push(&message.text);
        Self {
            key,
            page: page.unwrap_or(key),
            id: message.id.clone(),
            role: message.role,
            status: ArcRwSignal::new(message.status),
            told: ArcTrigger::new(),
            facts: Arc::new(Mutex::new(Facts::of(message))),
            grew: ArcTrigger::new(),
            grown: Arc::default(),
            stream: Arc::new(Mutex::new(stream)),
        }
    }

    /// Whether this is what is drawn of `message`, however far that has come.
    pub fn draws(&self, message: &Message) -> bool {
        self.id == message.id && self.with(|stream| stream.text() == message.text)
    }

    /// Tells what is known of it now; whether it has come further.
    pub fn tell(&self, message: &Message) -> bool {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        if facts.siblings != message.siblings || facts.feedback != message.feedback {
            *facts = Facts::of(message);
            drop(facts);
            self.told.notify();
        }
        let changed = self.status.get_untracked() != message.status;
        if changed {
            self.status.set(message.status);
        }
        changed
    }

    /// Which of its versions it is, from 1, and of how many. Makes the current effect run again when that changes.
    pub fn version(&self) -> Option<(usize, usize)> {
        self.told.track();
        version(&self.id, &self.facts().siblings)
    }

    /// The version so many places further on.
    pub fn neighbour(&self, step: isize) -> Option<MessageId> {
        let siblings = self.facts().siblings;
        let place = siblings.iter().position(|sibling| *sibling == self.id)?;
        siblings.get(place.checked_add_signed(step)?).cloned()
    }

    /// What the person thinks of it. Makes the current effect run again when that changes.
    pub fn feedback(&self) -> Option<Feedback> {
        self.told.track();
        self.facts().feedback
    }

    /// As [`MessageState::feedback`], without running again.
    pub fn feedback_untracked(&self) -> Option<Feedback> {
        self.facts().feedback
    }

    fn facts(&self) -> Facts {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Appends text and says so to whoever draws it.
    pub fn push(&self, delta: &str) {
        self.with(|stream| stream.push(delta));
        self.grown.store(true, Ordering::Relaxed);
        self.grew.notify();
    }

    /// Makes the current effect run again when the text grows.
    pub fn track_text(&self) {
        self.grew.track();
    }

    /// The text so far.
    pub fn text(&self) -> String {
        self.with(|stream| stream.text().to_owned())
    }

    /// Makes the next [`MessageState::advance`] give every block, for a view that is drawn anew.
    pub fn restart(&self) {
        self.with(Stream::restart);
    }

    /// The blocks that are new.
    pub fn advance(&self) -> Update {
        self.grown.store(false, Ordering::Relaxed);
        self.with(Stream::advance)
    }

    /// Whether text came since the last [`MessageState::advance`].
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
