//! What the person decides on changes that wait for approval, and sending it.

use super::chat::{Chat, Core};
use crate::scroll;
use ai_agent_agui::{Decision, MessageId, Proposal, ProposalId, ProposalState, Resume, RunAgentInput};
use ai_agent_conversation::{CallState, ToolCall};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// What the person has decided so far on one proposal. Clones are the same choice.
#[derive(Clone, Debug)]
pub struct Choice {
    told: ArcTrigger,
    known: Arc<Mutex<Known>>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    left_out: Vec<String>,
    decision: Decision,
    decided: bool,
    preview: Option<Arc<Proposal>>,
}

impl Choice {
    fn new() -> Self {
        Self { told: ArcTrigger::new(), known: Arc::default() }
    }

    fn with<T>(&self, run: impl FnOnce(&mut Known) -> T) -> T {
        run(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, run: impl FnOnce(&mut Known)) {
        self.with(run);
        self.told.notify();
    }

    fn watch<T>(&self, run: impl FnOnce(&mut Known) -> T) -> T {
        self.told.track();
        self.with(run)
    }

    /// Whether the person has decided, and how. Makes the current effect run again when that changes.
    pub fn decided(&self) -> Option<bool> {
        self.watch(|known| known.decided.then_some(known.decision.approved))
    }

    /// Whether an item is to be carried out. Makes the current effect run again when that changes.
    pub fn takes(&self, item: &str) -> bool {
        self.watch(|known| !known.left_out.iter().any(|left_out| left_out == item))
    }

    /// How many of these items are to be carried out. Makes the current effect run again when that changes.
    pub fn count(&self, proposal: &Proposal) -> usize {
        proposal.items.iter().filter(|item| self.takes(&item.id)).count()
    }

    /// Leaves an item out, or takes it in again.
    pub fn take(&self, item: &str, wanted: bool) {
        self.change(|known| {
            known.left_out.retain(|left_out| left_out != item);
            if !wanted {
                known.left_out.push(item.to_owned());
            }
        });
    }

    /// The value that the person chose instead of the proposed one.
    pub fn edit(&self, item: &str, field: &str) -> Option<Value> {
        self.with(|known| known.decision.edits.get(item)?.get(field).cloned())
    }

    /// What the choice would lead to, as the server sees it; `None`: as proposed. Makes the current effect run again when
    /// that changes.
    pub fn preview(&self) -> Option<Arc<Proposal>> {
        self.watch(|known| known.preview.clone())
    }

    /// Takes a decision back that waits for those on other proposals.
    pub fn reconsider(&self) {
        self.change(|known| known.decided = false);
    }

    fn decide(&self, approved: bool, reason: &str) {
        self.change(|known| {
            known.decided = true;
            known.decision.approved = approved;
            known.decision.reason = reason.to_owned();
        });
    }

    /// The decision on `proposal` as it is sent. Of what is not wanted no edits are.
    fn resume(&self, proposal: &Proposal) -> Resume {
        let known = self.with(|known| known.clone());
        let mut decision = known.decision;
        let approved = decision.approved;
        let taken = |id: &String| approved && !known.left_out.contains(id);
        let items: Vec<String> = proposal.items.iter().map(|item| item.id.clone()).filter(taken).collect();
        for left_out in known.left_out {
            decision.edits.remove(&left_out);
        }
        if !approved {
            decision.edits.clear();
        }
        decision.items = (approved && items.len() < proposal.items.len()).then_some(items);
        Resume::new(proposal.id.clone(), decision)
    }
}

impl Chat {
    /// What the person has decided so far on `proposal`.
    pub fn choice(self, proposal: &ProposalId) -> Choice {
        let Some(core) = self.core() else { return Choice::new() };
        let mut choices = core.choices.borrow_mut();
        if let Some((_, choice)) = choices.iter().find(|(id, _)| id == proposal) {
            return choice.clone();
        }
        let choice = Choice::new();
        choices.push((proposal.clone(), choice.clone()));
        choice
    }

    /// The proposals that wait for the person.
    pub fn asked(self) -> Vec<Arc<Proposal>> {
        let Some(core) = self.core().filter(|_| !self.later.get_untracked()) else { return Vec::new() };
        let conversation = core.conversation.borrow();
        conversation.last_calls().filter(|call| call.asks()).filter_map(|call| call.proposal.clone()).collect()
    }

    /// Decides on one proposal. When others wait too, all are told to the server together once each is decided.
    pub fn decide(self, proposal: &ProposalId, approved: bool, reason: &str) {
        if self.may_act() {
            self.choice(proposal).decide(approved, reason.trim());
            self.send_decisions();
        }
    }

    /// Approves every proposal that is not decided yet.
    pub fn approve_all(self) {
        if !self.may_act() {
            return;
        }
        for proposal in self.asked() {
            let choice = self.choice(&proposal.id);
            if choice.with(|known| !known.decided) {
                choice.decide(choice.with(|known| known.left_out.len() < proposal.items.len()), "");
            }
        }
        self.send_decisions();
    }

    /// Tells the server what was decided, if nothing waits for a decision any more.
    fn send_decisions(self) {
        let Some(core) = self.core() else { return };
        let asked = self.asked();
        let decided = |proposal: &Arc<Proposal>| self.choice(&proposal.id).with(|known| known.decided);
        if asked.is_empty() || !asked.iter().all(decided) {
            return;
        }
        let resume: Vec<Resume> = asked.iter().map(|proposal| self.choice(&proposal.id).resume(proposal)).collect();
        let again = core.continuation.borrow_mut().take().filter(|input| input.resume == resume);
        // What was sent and perhaps not heard goes out as the same run: it is carried out once.
        let input = again.unwrap_or_else(|| RunAgentInput { resume, ..core.input(Vec::new()) });
        self.focus_composer();
        self.go_on_with(core, input);
    }

    /// Chooses another value for a field; the server is asked what else that changes.
    pub fn edit_item(self, proposal: &ProposalId, item: &str, field: &str, value: Value) {
        let Some(core) = self.core() else { return };
        let choice = self.choice(proposal);
        choice.with(|known| {
            let mut edited = known.decision.edits.remove(item).unwrap_or_else(|| serde_json::json!({}));
            edited[field] = value;
            known.decision.edits.insert(item.to_owned(), edited);
        });
        let proposal = proposal.clone();
        spawn_local(async move {
            let edits = choice.with(|known| known.decision.edits.clone());
            let preview = core.transport.preview(&proposal, &edits).await;
            // Whoever changed something meanwhile has asked again.
            if choice.with(|known| known.decision.edits == edits)
                && let Ok(preview) = preview
            {
                choice.change(|known| known.preview = Some(Arc::new(preview)));
            }
        });
    }

    /// Undoes what was carried out; `busy` is true meanwhile.
    pub fn undo(self, proposal: &ProposalId, busy: RwSignal<bool>) {
        let Some(core) = self.core().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let proposal = proposal.clone();
        spawn_local(async move {
            let undone = core.transport.undo(&proposal).await;
            busy.try_set(false);
            if self.core().is_none() {
                return;
            }
            match undone {
                Ok(undone) => {
                    self.announce(&self.text("proposal.undone"));
                    self.focus_card(&proposal, "h4");
                    self.know(&core, undone);
                }
                Err(failure) => self.tell(&failure),
            }
        });
    }

    /// Gives the focus, after the next change, to what `selector` finds in the card of a proposal.
    pub fn focus_card(self, proposal: &ProposalId, selector: &str) {
        self.focus_in(&MessageId::new(""), &format!("[data-proposal=\"{}\"] {selector}", proposal.as_str()));
    }

    /// Takes what the server knows of a proposal.
    fn know(self, core: &Core, proposal: Proposal) {
        if core.conversation.borrow_mut().set_proposal(proposal) {
            self.draw(core);
        }
    }

    /// Asks the person for approval.
    pub(super) fn ask_approval(self, core: &Core) {
        let asked = self.asked();
        for proposal in &asked {
            self.announce(&self.texts().with("proposal.asked", "title", &proposal.title));
        }
        // Who is writing goes on writing.
        if !asked.is_empty() && self.draft.with_untracked(String::is_empty) {
            let scroller = core.scroller.borrow();
            if let Some(scroller) = scroller.as_ref() {
                scroll::approach(scroller, "[data-testid=proposal][data-open] h4");
            }
        }
    }

    /// What the person has decided did not arrive, and can be decided again.
    pub(super) fn reconsider(self, core: &Core) {
        for (_, choice) in core.choices.borrow().iter() {
            choice.reconsider();
        }
    }

    /// The calls of proposals of the last answer are over: fetches what became of those.
    pub(super) fn look_after(self, core: &Rc<Core>) {
        let over = |call: &&ToolCall| matches!(call.state, CallState::Done | CallState::Failed);
        let proposals: Vec<Arc<Proposal>> = {
            let conversation = core.conversation.borrow();
            let proposals = conversation.last_calls().filter(over).filter_map(|call| call.proposal.clone());
            proposals.filter(|proposal| proposal.is_open()).collect()
        };
        for proposal in proposals {
            // Asked for once.
            let decided = Proposal { state: ProposalState::Approved, ..(*proposal).clone() };
            let (proposal, core) = (decided.id.clone(), Rc::clone(core));
            core.conversation.borrow_mut().set_proposal(decided);
            spawn_local(async move {
                let told = core.transport.proposal(&proposal).await;
                // Until it is told, what the tool gave says it.
                if let Ok(told) = told
                    && self.core().is_some()
                {
                    self.know(&core, told);
                }
            });
        }
    }

    /// Something else is asked: what waits will not be carried out.
    pub(super) fn drop_asked(self, core: &Core) {
        for proposal in self.asked() {
            let dropped = Proposal { state: ProposalState::Cancelled, ..(*proposal).clone() };
            core.conversation.borrow_mut().set_proposal(dropped);
        }
        core.choices.borrow_mut().clear();
    }
}
