//! A message as it is drawn.

use ai_agent_agui::MessageId;
use ai_agent_conversation::{Message, Role, Status};
use ai_agent_markdown::{Stream, Update};
use leptos::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A message as it is drawn. Clones are the same message.
#[derive(Clone, Debug)]
pub struct MessageState {
    /// Keys it in the list: a message whose text was replaced is drawn anew.
    pub key: u32,
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// How far it has come.
    pub status: ArcRwSignal<Status>,
    grew: ArcTrigger,
    grown: Arc<AtomicBool>,
    stream: Arc<Mutex<Stream>>,
}

impl MessageState {
    /// Makes what is drawn of `message`.
    pub fn new(message: &Message) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut stream = Stream::new();
        stream.push(&message.text);
        Self {
            key: NEXT.fetch_add(1, Ordering::Relaxed),
            id: message.id.clone(),
            role: message.role,
            status: ArcRwSignal::new(message.status),
            grew: ArcTrigger::new(),
            grown: Arc::default(),
            stream: Arc::new(Mutex::new(stream)),
        }
    }

    /// Whether this is what is drawn of `message`, however far that has come.
    pub fn draws(&self, message: &Message) -> bool {
        self.id == message.id && self.with(|stream| stream.text() == message.text)
    }

    /// Tells how far it has come; whether that is new.
    pub fn set_status(&self, status: Status) -> bool {
        let changed = self.status.get_untracked() != status;
        if changed {
            self.status.set(status);
        }
        changed
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
