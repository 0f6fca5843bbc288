//! What the person thinks of answers.

use super::chat::{Chat, Core};
use crate::api::Failure;
use ai_agent_agui::MessageId;
use ai_agent_conversation::Feedback;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A rating that is on its way.
#[derive(Debug)]
pub(super) struct Rating {
    answer: MessageId,
    wanted: Option<Feedback>,
    /// The form that is to close when it has arrived.
    form: Option<RwSignal<bool>>,
}

impl Chat {
    /// Notes what the person thinks of an answer, at once, and tells the server; `None` takes it back. What the server does
    /// not take is not shown any more then; `form` closes only when it was taken.
    pub fn rate(self, answer: &MessageId, wanted: Option<Feedback>, form: Option<RwSignal<bool>>) {
        let Some(core) = self.core() else { return };
        let known = core.conversation.borrow().feedback(answer).cloned();
        self.note(&core, answer, wanted.clone());
        // Who is on the way already takes this along: ratings must not overtake each other.
        if let Some(rating) = core.ratings.borrow_mut().iter_mut().find(|rating| rating.answer == *answer) {
            rating.wanted = wanted;
            rating.form = form;
            return;
        }
        core.ratings.borrow_mut().push(Rating { answer: answer.clone(), wanted, form });
        let answer = answer.clone();
        spawn_local(async move {
            let (known, result) = core.send_rating(&answer, known).await;
            let place = core.ratings.borrow().iter().position(|rating| rating.answer == answer);
            let form = place.and_then(|place| core.ratings.borrow_mut().remove(place).form);
            if self.core().is_none() {
                return;
            }
            self.note(&core, &answer, known);
            match result {
                Ok(()) => {
                    form.map(|form| form.try_set(false));
                }
                Err(failure) => self.tell(&failure),
            }
        });
    }

    fn note(self, core: &Core, answer: &MessageId, feedback: Option<Feedback>) {
        core.conversation.borrow_mut().set_feedback(answer, feedback);
        self.draw(core);
    }
}

impl Core {
    /// Tells the server until it knows what is wanted. Gives what it is known to have.
    async fn send_rating(
        &self,
        answer: &MessageId,
        mut known: Option<Feedback>,
    ) -> (Option<Feedback>, Result<(), Failure>) {
        loop {
            let wanted = self.wanted_rating(answer);
            if wanted == known {
                return (known, Ok(()));
            }
            let sent = async { self.transport.server()?.rate(answer, wanted.as_ref()).await };
            match sent.await {
                Ok(()) => known = wanted,
                Err(failure) => return (known, Err(failure)),
            }
        }
    }
    fn wanted_rating(&self, answer: &MessageId) -> Option<Feedback> {
        let ratings = self.ratings.borrow();
        ratings.iter().find(|rating| rating.answer == *answer).and_then(|rating| rating.wanted.clone())
    }
}
