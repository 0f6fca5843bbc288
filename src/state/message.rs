//! A message as it is drawn: a question, or an answer of one run or of several that continue each other.

use super::part::{CallState, PartState, TextState};
use ai_agent_agui::MessageId;
use ai_agent_conversation::{Feedback, Message, Part, Role, Status, version};
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A message as it is drawn. Clones are the same message.
#[derive(Clone, Debug)]
pub struct MessageState {
    /// Keys it in the list.
    pub key: u32,
    /// Keys the messages that came together before those that were there.
    pub page: u32,
    /// Its id; of an answer of several runs that of the first one.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// How far it has come.
    pub status: ArcRwSignal<Status>,
    told: ArcTrigger,
    facts: Arc<Mutex<Facts>>,
    reshaped: ArcTrigger,
    parts: Arc<Mutex<Vec<PartState>>>,
}

/// What is known of a message besides what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    /// The messages that it is made of.
    ids: Vec<MessageId>,
    /// Those in the place of the first one.
    siblings: Vec<MessageId>,
    /// On the last one, which ends the answer.
    feedback: Option<Feedback>,
}

impl Facts {
    fn of(group: &[Message]) -> Self {
        Self {
            ids: group.iter().map(|message| message.id.clone()).collect(),
            siblings: group.first().map(|first| first.siblings.clone()).unwrap_or_default(),
            feedback: group.last().and_then(|last| last.feedback.clone()),
        }
    }
}

impl MessageState {
    /// Makes what is drawn of `group`, which begins with `first` and comes after a message of `page`; `None`: after none.
    pub fn new(first: &Message, group: &[Message], page: Option<u32>) -> Self {
        let key = next_key();
        let state = Self {
            key,
            page: page.unwrap_or(key),
            id: first.id.clone(),
            role: first.role,
            status: ArcRwSignal::new(Status::Streaming),
            told: ArcTrigger::new(),
            facts: Arc::new(Mutex::new(Facts::of(group))),
            reshaped: ArcTrigger::new(),
            parts: Arc::default(),
        };
        state.tell(group);
        state
    }

    /// Whether this is what is drawn of the group that begins with `first`, however far that has come.
    pub fn draws(&self, first: &Message) -> bool {
        self.id == first.id && self.role == first.role && (self.role == Role::Assistant || self.text() == first.text())
    }

    /// Tells what is known of it now; whether it has come further.
    pub fn tell(&self, group: &[Message]) -> bool {
        let facts = Facts::of(group);
        let mut known = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != facts {
            *known = facts;
            drop(known);
            self.told.notify();
        }
        let status = group.last().map_or(Status::Finished, |last| last.status);
        let mut changed = self.tell_parts(group, status == Status::Streaming);
        if self.status.get_untracked() != status {
            self.status.set(status);
            changed = true;
        }
        changed
    }

    /// Keeps what is drawn of the parts that are the same, or have grown.
    fn tell_parts(&self, group: &[Message], grows: bool) -> bool {
        let wanted: Vec<&Part> = group.iter().flat_map(|message| &message.parts).collect();
        let known = self.parts();
        let (mut changed, mut reshaped) = (false, known.len() != wanted.len());
        let mut parts = Vec::with_capacity(wanted.len());
        for (place, part) in wanted.iter().enumerate() {
            let kept = known.get(place).and_then(|known| Some((known, known.tell(part)?)));
            reshaped |= kept.is_none();
            changed |= kept.is_some_and(|(_, told)| told);
            let part = kept.map_or_else(|| PartState::new(part), |(known, _)| known.clone());
            if let PartState::Text(text) = &part {
                text.set_open(grows && place + 1 == wanted.len());
            }
            parts.push(part);
        }
        if reshaped {
            *self.parts.lock().unwrap_or_else(PoisonError::into_inner) = parts;
            self.reshaped.notify();
        }
        changed || reshaped
    }

    /// What it is made of. Makes the current effect run again when a part comes or goes.
    pub fn watch_parts(&self) -> Vec<PartState> {
        self.reshaped.track();
        self.parts()
    }

    /// As [`MessageState::watch_parts`], without running again.
    pub fn parts(&self) -> Vec<PartState> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its tool calls.
    pub fn calls(&self) -> Vec<CallState> {
        let call = |part| match part {
            PartState::Call(call) => Some(call),
            PartState::Text(_) => None,
        };
        self.parts().into_iter().filter_map(call).collect()
    }

    /// The messages that it is made of, with a blank between. Makes the current effect run again when that changes.
    pub fn ids(&self) -> String {
        self.told.track();
        let mut ids = String::new();
        for id in self.facts().ids {
            ids.push_str(id.as_str());
            ids.push(' ');
        }
        ids.truncate(ids.trim_end().len());
        ids
    }

    /// As [`MessageState::ids`], without running again.
    pub fn ids_untracked(&self) -> Vec<MessageId> {
        self.facts().ids
    }

    /// The message that ends it, which is the one that is rated.
    pub fn last_id(&self) -> MessageId {
        self.facts().ids.last().unwrap_or(&self.id).clone()
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

    /// Appends text to its last one and says so to whoever draws it.
    pub fn push(&self, delta: &str) {
        if let Some(PartState::Text(text)) = self.parts().last() {
            text.push(delta);
        }
    }

    /// All that it says, with a blank line between the pieces.
    pub fn text(&self) -> String {
        let mut all = String::new();
        for text in self.parts().iter().filter_map(PartState::text).map(TextState::text) {
            if !all.is_empty() && !text.is_empty() {
                all.push_str("\n\n");
            }
            all.push_str(&text);
        }
        all
    }
}

/// A number that nothing else drawn has.
pub(super) fn next_key() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
