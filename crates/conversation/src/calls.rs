//! Tool calls in the fold, and what the person and the browser have to do with them.

use crate::fold::{Change, Conversation, FoldError, RunEnd};
use crate::message::{Message, Role};
use crate::part::{CallState, Part, ToolCall};
use ai_agent_agui::{Interrupt, MessageId, Proposal, RunId, ToolCallId, ToolResult};
use std::sync::Arc;

impl Conversation {
    /// The last answer: the messages after the last question, which runs that continue each other have written.
    pub fn last_answer(&self) -> &[Message] {
        let question = self.messages.iter().rposition(|message| message.role == Role::User);
        &self.messages[question.map_or(0, |question| question + 1)..]
    }

    /// The calls of the last answer, in order.
    pub fn last_calls(&self) -> impl Iterator<Item = &ToolCall> {
        self.last_answer().iter().flat_map(Message::calls)
    }

    /// Whether something was changed for the last answer: answering its question again could change it twice.
    pub fn has_changed_records(&self) -> bool {
        self.last_calls().any(|call| call.state == CallState::Done && call.proposal.is_some())
    }

    /// The calls of `run` that the browser is to carry out.
    pub fn open_calls(&self, run: &RunId) -> Vec<ToolCall> {
        let of_run = self.messages.iter().filter(|message| message.run.as_ref() == Some(run));
        of_run.flat_map(Message::calls).filter(|call| call.state == CallState::Open).cloned().collect()
    }

    /// Forgets what `run` has said: it is told again from the beginning.
    pub fn forget(&mut self, run: &RunId) {
        self.messages.retain(|message| message.run.as_ref() != Some(run));
    }

    /// Takes what the server knows of a proposal; whether that changed anything.
    pub fn set_proposal(&mut self, proposal: Proposal) -> bool {
        let parts = self.messages.iter_mut().rev().flat_map(|message| &mut message.parts);
        let known = parts.filter_map(|part| match part {
            Part::Call(call) => Some(call),
            Part::Text(_) => None,
        });
        for call in known {
            if call.proposal.as_ref().is_some_and(|known| known.id == proposal.id) {
                let changed = call.proposal.as_deref() != Some(&proposal);
                call.proposal = Some(Arc::new(proposal));
                return changed;
            }
        }
        false
    }

    /// Notes what a call gave.
    pub fn set_result(&mut self, call: &ToolCallId, result: ToolResult) {
        self.call_over(call, result);
    }

    pub(crate) fn call(&mut self, call: ToolCall, parent: Option<MessageId>) -> Result<Change, FoldError> {
        if self.find_call(&call.id).is_some() {
            return Err(FoldError::Twice);
        }
        let id = call.id.clone();
        let index = self.caller(&id, parent)?;
        self.messages[index].parts.push(Part::Call(call));
        if let Some(run) = &mut self.run {
            // What is said after it is another text.
            run.open = None;
            run.call = Some(id);
        }
        Ok(Change::Called(index))
    }

    pub(crate) fn call_grew(&mut self, id: &ToolCallId, delta: &str) -> Result<Change, FoldError> {
        let (index, call) = self.find_call(id).ok_or(FoldError::NotOpen)?;
        if call.state != CallState::Called {
            return Err(FoldError::NotOpen);
        }
        call.arguments.push_str(delta);
        Ok(Change::Called(index))
    }

    pub(crate) fn call_complete(&mut self, id: &ToolCallId) -> Result<Change, FoldError> {
        let (index, call) = self.find_call(id).ok_or(FoldError::NotOpen)?;
        if call.state == CallState::Called {
            call.state = CallState::Pending;
        }
        Ok(Change::Called(index))
    }

    pub(crate) fn call_chunk(
        &mut self,
        id: Option<ToolCallId>,
        name: Option<String>,
        parent: Option<MessageId>,
        delta: &str,
    ) -> Result<Change, FoldError> {
        let open = self.run.as_ref().and_then(|run| run.call.clone());
        let id = id.or(open).ok_or(FoldError::NotOpen)?;
        if self.find_call(&id).is_none() {
            self.call(ToolCall::new(id.clone(), name.ok_or(FoldError::NotOpen)?), parent)?;
        }
        self.call_grew(&id, delta)
    }

    /// The call may be of an earlier run, and of a page that is not shown.
    pub(crate) fn call_over(&mut self, id: &ToolCallId, result: ToolResult) -> Change {
        let Some((index, call)) = self.find_call(id) else { return Change::Nothing };
        call.state = if result.failure.is_some() { CallState::Failed } else { CallState::Done };
        call.result = Some(Arc::new(result));
        Change::Called(index)
    }

    /// Ends the run with what it waits for.
    pub(crate) fn interrupted(&mut self, interrupts: Vec<Interrupt>) -> Change {
        let waits = !interrupts.is_empty();
        for (number, Interrupt { call, proposal }) in interrupts.into_iter().enumerate() {
            let id = call.unwrap_or_else(|| ToolCallId::new(format!("{}:{number}", proposal.id.as_str())));
            if self.find_call(&id).is_none() {
                // A run cannot wait without anything to be seen of it.
                let name = proposal.kind.clone();
                if self.call(ToolCall::new(id.clone(), name), None).is_err() {
                    continue;
                }
            }
            if let Some((_, call)) = self.find_call(&id) {
                call.state = CallState::Waiting;
                call.proposal = Some(Arc::new(proposal));
            }
        }
        self.end(if waits { RunEnd::Waiting } else { RunEnd::Finished })
    }

    fn find_call(&mut self, id: &ToolCallId) -> Option<(usize, &mut ToolCall)> {
        let messages = self.messages.iter_mut().enumerate().rev();
        messages.filter_map(|(index, message)| Some((index, message.call_mut(id)?))).next()
    }

    /// The message of the run that a call belongs to; one is begun if need be.
    fn caller(&mut self, call: &ToolCallId, parent: Option<MessageId>) -> Result<usize, FoldError> {
        let run = self.run.as_ref().ok_or(FoldError::NoRun)?;
        let own = |message: &Message| message.run.as_ref() == Some(&run.id);
        if let Some(last) = self.messages.iter().rposition(own) {
            let named = |message: &Message| own(message) && parent.as_ref().is_some_and(|id| message.owns(id));
            return Ok(self.messages.iter().rposition(named).unwrap_or(last));
        }
        let taken = |id: &MessageId| self.messages.iter().any(|message| message.id == *id);
        let id = parent.filter(|id| !taken(id)).unwrap_or_else(|| MessageId::new(call.as_str()));
        if taken(&id) {
            return Err(FoldError::Twice);
        }
        self.begin_message(id)
    }
}

impl Message {
    /// The run is over: what had begun and gave nothing is for the browser, or was not carried out.
    pub(crate) fn settle_calls(&mut self, end: &RunEnd) {
        for part in &mut self.parts {
            if let Part::Call(call) = part
                && matches!(call.state, CallState::Called | CallState::Pending)
            {
                call.state = match end {
                    RunEnd::Finished if call.state == CallState::Pending => CallState::Open,
                    _ => CallState::Cancelled,
                };
            }
        }
    }

    /// Takes what it says from a telling that knows texts only. What was done stays, before it.
    pub(crate) fn hear(&mut self, text: String) {
        if self.text() == text {
            return;
        }
        self.parts.retain(|part| matches!(part, Part::Call(_)));
        if !text.is_empty() {
            self.say(self.id.clone(), text);
        }
    }
}

#[cfg(test)]
#[path = "calls_tests.rs"]
mod tests;
