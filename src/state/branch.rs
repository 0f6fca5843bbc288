//! Branches of the open thread: another question, another answer, and the way between them.

use super::chat::{Chat, Core, Phase};
use super::message::MessageState;
use crate::api::{Part, ThreadChange};
use crate::dom::random_id;
use ai_agent_agui::MessageId;
use ai_agent_conversation::{Drafts, Left};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The branch that was left for one that the server has not begun yet.
#[derive(Debug)]
pub(super) struct Fork {
    left: Left,
    /// The question that was asked in another way, and how.
    edited: Option<(MessageId, String)>,
}

impl Chat {
    /// Whether the person may act on a message; says why not.
    pub fn may_act(self) -> bool {
        let may = self.phase.get_untracked() == Phase::Idle;
        if !may && let Some(host) = self.host() {
            self.announce(&host.bootstrap.texts.get("message.wait"));
        }
        may
    }

    /// Asks an earlier question in another way; whether that was taken.
    pub fn edit(self, question: &MessageId, text: &str) -> bool {
        let Some(core) = self.core().filter(|_| !text.is_empty() && self.may_act()) else { return false };
        if let Some(failure) = core.too_long(text) {
            self.tell(&failure);
            return false;
        }
        let id = MessageId::new(random_id());
        let left = core.conversation.borrow_mut().ask_instead(question, id, text.to_owned());
        let Some(left) = left else { return false };
        core.keep_draft(&Drafts::join(text, &self.draft.get_untracked()));
        let parent = core.conversation.borrow().messages().last().and_then(|asked| asked.parent.clone());
        let parent = parent.map_or(serde_json::Value::Null, |parent| parent.as_str().into());
        self.begin_branch(core, left, Some((question.clone(), text.to_owned())), Some(parent));
        true
    }

    /// Has the question of an answer answered again.
    pub fn answer_again(self, answer: MessageId) {
        let Some(core) = self.core().filter(|_| self.may_act()) else { return };
        let left = core.conversation.borrow_mut().leave_after_question(&answer);
        match left {
            Some(left) => self.begin_branch(core, left, None, None),
            // Its question is on the page before.
            None => spawn_local(async move {
                if self.load(true).await {
                    self.answer_again(answer);
                }
            }),
        }
    }

    fn begin_branch(
        self,
        core: Rc<Core>,
        left: Left,
        edited: Option<(MessageId, String)>,
        parent: Option<serde_json::Value>,
    ) {
        *core.fork.borrow_mut() = Some(Fork { left, edited });
        self.draw(&core);
        self.scroll_to_end();
        // Which versions there are then, the server says.
        core.stale.set(true);
        self.start_run(core, parent);
        self.focus_composer();
    }

    /// Goes back to the branch that was left if the server has not begun the other one; whether that was so.
    pub(super) fn come_back(self, core: &Core) -> bool {
        let Some(fork) = core.fork.take() else { return false };
        core.conversation.borrow_mut().come_back(fork.left);
        core.keep_draft(&self.draft.get_untracked());
        *core.rejected.borrow_mut() = fork.edited;
        self.draw(core);
        // The server may have begun it after all.
        core.stale.set(true);
        true
    }

    /// The other wording of a question that was not taken, once.
    pub fn rejected(self, question: &MessageId) -> Option<String> {
        let core = self.core()?;
        core.rejected.borrow_mut().take_if(|(rejected, _)| rejected == question).map(|(_, text)| text)
    }

    /// Goes to the version of a message that is so many places further on, with the branch that was last seen behind it.
    pub fn walk(self, message: &MessageState, step: isize) {
        let Some((core, to)) = self.core().zip(message.neighbour(step)).filter(|_| self.may_act()) else { return };
        let from = message.id.clone();
        let thread = core.thread.borrow().clone();
        let epoch = core.epoch.get();
        self.phase.set(Phase::Loading);
        spawn_local(async move {
            let walked = async {
                let change = ThreadChange { head: Some(to.clone()), ..ThreadChange::default() };
                core.transport.server()?.change_thread(&thread, &change).await?;
                core.fetch(&thread, Part::Around(to.clone())).await
            };
            let walked = walked.await;
            if self.core_at(epoch).is_none() {
                return;
            }
            self.phase.set(Phase::Idle);
            match walked {
                Ok(loaded) => {
                    let walker = if step < 0 { "[data-testid=previous-version]" } else { "[data-testid=next-version]" };
                    self.hand_over(&from, &to, walker);
                    self.take_over(&core, loaded);
                }
                Err(failure) => self.tell(&failure),
            }
            self.refresh();
        });
    }
}
