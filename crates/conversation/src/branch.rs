//! Branches: leaving one, coming back to it, and the versions that there are of a message.

use crate::fold::Conversation;
use crate::message::{Feedback, Message, Role};
use ai_agent_agui::MessageId;

/// What was left of a branch when another one was begun.
#[derive(Clone, Debug)]
pub struct Left {
    after: Option<MessageId>,
    messages: Vec<Message>,
    later: bool,
}

/// Which of its versions a message is, counted from 1, and how many there are; `None` when there is no other.
pub fn version(message: &MessageId, siblings: &[MessageId]) -> Option<(usize, usize)> {
    let place = siblings.iter().position(|sibling| sibling == message)?;
    (siblings.len() > 1).then_some((place + 1, siblings.len()))
}

impl Conversation {
    /// Leaves the branch before `question` and adds what the person asks instead of it; `None` when it is not shown.
    pub fn ask_instead(&mut self, question: &MessageId, id: MessageId, text: String) -> Option<Left> {
        let at = self.position(question)?;
        let left = self.leave(at);
        self.push_user(id, text);
        if let (Some(asked), Some(question)) = (self.messages.last_mut(), left.messages.first()) {
            asked.parent.clone_from(&question.parent);
        }
        Some(left)
    }

    /// Leaves the branch after the question that `answer` answers, which is about to be answered again; `None` when the
    /// question is not among what is shown.
    pub fn leave_after_question(&mut self, answer: &MessageId) -> Option<Left> {
        let answer = self.position(answer)?;
        let question = self.messages[..answer].iter().rposition(|message| message.role == Role::User)?;
        Some(self.leave(question + 1))
    }

    /// Goes back to a branch that was left: the other one did not come to be.
    pub fn come_back(&mut self, left: Left) {
        let end = left.after.and_then(|after| self.position(&after)).map_or(0, |at| at + 1);
        self.messages.truncate(end);
        self.messages.extend(left.messages);
        self.later = left.later;
        self.unsent.retain(|id| self.messages.iter().any(|message| message.id == *id));
    }

    /// What the person thinks of a message.
    pub fn feedback(&self, message: &MessageId) -> Option<&Feedback> {
        self.messages[self.position(message)?].feedback.as_ref()
    }

    /// Notes what the person thinks of a message.
    pub fn set_feedback(&mut self, message: &MessageId, feedback: Option<Feedback>) {
        if let Some(at) = self.position(message) {
            self.messages[at].feedback = feedback;
        }
    }

    fn leave(&mut self, at: usize) -> Left {
        let messages = self.messages.split_off(at);
        let after = self.messages.last().map(|message| message.id.clone());
        Left { after, messages, later: std::mem::take(&mut self.later) }
    }

    fn position(&self, message: &MessageId) -> Option<usize> {
        self.messages.iter().position(|known| known.id == *message)
    }
}

#[cfg(test)]
#[path = "branch_tests.rs"]
mod tests;
