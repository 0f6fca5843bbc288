//! Pages of a branch, and how they join what is shown.
//!
//! The parent of a message never changes, so a page that begins or ends next to a message that is shown is of its branch.

use crate::fold::Conversation;
use crate::message::Message;
use ai_agent_agui::{MessageId, SnapshotMessage};

/// A part of a thread's branch, as the server tells it.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether the branch has messages before these.
    pub earlier: bool,
    /// Whether the branch has messages after these.
    pub later: bool,
}

impl Conversation {
    /// The message before which the branch has more that is not shown.
    pub fn earlier(&self) -> Option<&MessageId> {
        self.messages.iter().map(|message| &message.id).find(|id| !self.unsent.contains(id)).filter(|_| self.earlier)
    }

    /// The message after which the branch has more that is not shown.
    pub fn later(&self) -> Option<&MessageId> {
        self.messages
            .iter()
            .rev()
            .map(|message| &message.id)
            .find(|id| !self.unsent.contains(id))
            .filter(|_| self.later)
    }

    /// Puts a page before what is shown; whether it belongs there.
    pub fn add_earlier(&mut self, page: Page) -> bool {
        let first = self.messages.first();
        let joins = match page.messages.last() {
            Some(last) => first.is_some_and(|first| first.parent.as_ref() == Some(&last.id)),
            None => !page.earlier,
        };
        if joins {
            self.earlier = page.earlier;
            if let Some(open) = self.run.as_mut().and_then(|run| run.open.as_mut()) {
                open.index += page.messages.len();
            }
            self.messages.splice(0..0, page.messages);
        }
        joins
    }

    /// Puts a page after what is shown; whether it belongs there.
    pub fn add_later(&mut self, page: Page) -> bool {
        let joins = self.later
            && match page.messages.first() {
                Some(first) => {
                    first.parent.is_some() && first.parent.as_ref() == self.messages.last().map(|last| &last.id)
                }
                None => !page.later,
            };
        if joins {
            self.later = page.later;
            self.messages.extend(page.messages);
        }
        joins
    }

    /// Takes a page as what the branch is from its first message on. What is shown before it stays where it joins;
    /// otherwise the page is all that is shown. Of questions that the server does not have none is lost.
    pub fn refresh(&mut self, page: Page) {
        let first = page.messages.first();
        let known = |id: &MessageId| self.messages.iter().position(|message| message.id == *id);
        let before =
            first.and_then(|first| known(&first.id).or_else(|| first.parent.as_ref().and_then(known).map(|at| at + 1)));
        let older = self.messages.iter().take(before.unwrap_or(0)).filter(|message| !self.unsent.contains(&message.id));
        let mut messages: Vec<Message> = older.cloned().collect();
        if messages.is_empty() {
            self.earlier = page.earlier;
        }
        self.later = page.later;
        messages.extend(page.messages);
        self.replace(messages);
    }

    /// Takes the messages as the server has them. Only questions that it does not have stay, each before the message that
    /// came after it.
    pub(crate) fn replace(&mut self, messages: Vec<Message>) {
        let before = std::mem::replace(&mut self.messages, messages);
        self.unsent.retain(|id| self.messages.iter().all(|message| message.id != *id));
        if self.unsent.is_empty() {
            return;
        }
        let mut place = self.messages.len();
        for message in before.into_iter().rev() {
            if self.unsent.contains(&message.id) {
                self.messages.insert(place, message);
            } else if let Some(index) = self.messages.iter().position(|known| known.id == message.id) {
                place = index;
            }
        }
    }

    /// What of a whole branch is to be shown: from the first message that is shown already, else its end.
    pub(crate) fn shown_of(&mut self, mut branch: Vec<SnapshotMessage>) -> Vec<SnapshotMessage> {
        /// The most messages that are shown of a branch that is new.
        const END: usize = 100;
        let shown = branch.iter().position(|told| self.messages.iter().any(|message| message.id == told.id));
        let from = shown.unwrap_or(branch.len().saturating_sub(END));
        self.earlier = from > 0;
        self.later = false;
        branch.split_off(from)
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
