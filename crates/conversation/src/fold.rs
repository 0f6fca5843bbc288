//! The fold: events in, changes out.

use crate::message::{Message, Role, Status};
use crate::part::ToolCall;
use ai_agent_agui::{ErrorCode, Event, MessageId, Outcome, RunId, SnapshotMessage, ToolCallId};

/// The messages of a thread and the run that is adding to them.
#[derive(Debug, Default)]
pub struct Conversation {
    pub(crate) messages: Vec<Message>,
    /// Questions that the server is not known to have.
    pub(crate) unsent: Vec<MessageId>,
    /// Whether the branch has messages before these, and after them.
    pub(crate) earlier: bool,
    pub(crate) later: bool,
    pub(crate) run: Option<Run>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) id: RunId,
    last_seq: u64,
    /// The text that grows.
    pub(crate) open: Option<Open>,
    /// The call whose arguments grow.
    pub(crate) call: Option<ToolCallId>,
    /// Texts of other roles than the assistant, which are not shown.
    hidden: Vec<MessageId>,
}

/// A text that grows.
#[derive(Debug)]
pub(crate) struct Open {
    /// Where its message is in `messages`.
    pub(crate) index: usize,
    text: MessageId,
}

/// What an event changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing to draw.
    Nothing,
    /// A message, or another text of it, began at this place.
    Began(usize),
    /// The last text of the message at this place grew by this. It may have begun with it: see `began`.
    Grew {
        /// Its place.
        index: usize,
        /// Whether the text is new.
        began: bool,
        /// What was added.
        delta: String,
    },
    /// The text that grew in the message at this place is complete.
    Completed(usize),
    /// A tool call of the message at this place began or came further.
    Called(usize),
    /// The messages are others than before.
    Replaced,
    /// The run is over.
    Ended(RunEnd),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// With an answer.
    Finished,
    /// With a question to the person: whether something may be changed.
    Waiting,
    /// By the person.
    Cancelled,
    /// Because something failed.
    Failed {
        /// What.
        code: ErrorCode,
        /// The sentence that the server made of it; may be empty.
        message: String,
        /// Seconds after which trying again can help.
        retry_after: Option<u64>,
    },
}

/// Why the events of a run make no sense. The run cannot be shown truthfully any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// An event came without a run.
    #[error("an event came without a run")]
    NoRun,
    /// `RUN_STARTED` names another run than the one that was asked for.
    #[error("the stream is of another run")]
    OtherRun,
    /// Text came for a message, or arguments for a tool call, that did not begin or is over.
    #[error("something came for a message or a tool call that is not open")]
    NotOpen,
    /// A message or a tool call begins with the id of one that is there already.
    #[error("a message or a tool call begins twice")]
    Twice,
}

impl Conversation {
    /// A conversation that has these messages already.
    pub fn with_messages(messages: Vec<Message>) -> Self {
        Self { messages, ..Self::default() }
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The run that is adding to the conversation.
    pub fn active_run(&self) -> Option<&RunId> {
        self.run.as_ref().map(|run| &run.id)
    }

    /// The number of the last event that was folded in; where a reader goes on after a cut.
    pub fn last_seq(&self) -> u64 {
        self.run.as_ref().map_or(0, |run| run.last_seq)
    }

    /// Adds what the person asked; the server has it when the first event of its run comes.
    pub fn push_user(&mut self, id: MessageId, text: String) {
        let parent = self.known(self.messages.len()).map(|known| known.id.clone());
        self.unsent.push(id.clone());
        self.messages.push(Message { parent, ..Message::new(id, Role::User, text, Status::Finished, None) });
    }

    /// Drops the answers after the last question, which is about to be answered again. Gives that question.
    pub fn rewind(&mut self) -> Option<&Message> {
        let last = self.messages.iter().rposition(|message| message.role == Role::User)?;
        self.messages.truncate(last + 1);
        self.messages.last()
    }

    /// The last question, and the last message before it that the server has: that says where the question belongs.
    pub fn question(&self) -> Option<(Option<&Message>, &Message)> {
        let question = self.messages.last()?;
        Some((self.known(self.messages.len() - 1), question))
    }

    /// The last of the first `end` messages that the server has.
    fn known(&self, end: usize) -> Option<&Message> {
        let is_known = |message: &&Message| !message.is_empty() && !self.unsent.contains(&message.id);
        self.messages[..end].iter().rev().find(is_known)
    }

    /// Whether the last thing said is an answer that broke off.
    pub fn broken_off(&self) -> bool {
        self.messages.last().is_some_and(|last| {
            matches!(last.status, Status::Failed | Status::Lost) && last.role == Role::Assistant && !last.is_empty()
        })
    }

    /// Takes the last question and what came after it away, and gives its text.
    pub fn take_back(&mut self) -> Option<String> {
        self.rewind()?;
        let question = self.messages.pop()?;
        self.unsent.retain(|id| *id != question.id);
        Some(question.text())
    }

    /// Begins to follow a run, from its first event.
    pub fn begin(&mut self, run: RunId) {
        self.run = Some(Run { id: run, last_seq: 0, open: None, call: None, hidden: Vec::new() });
    }

    /// Folds one event in. `seq` is its number; one that was seen before changes nothing.
    ///
    /// # Errors
    /// [`FoldError`] when the events contradict each other; call [`Conversation::end`] then.
    pub fn apply(&mut self, seq: Option<u64>, event: Event) -> Result<Change, FoldError> {
        let run = self.run.as_mut().ok_or(FoldError::NoRun)?;
        if let Some(seq) = seq {
            if seq <= run.last_seq {
                return Ok(Change::Nothing);
            }
            run.last_seq = seq;
        }
        // A snapshot says itself which questions the server has.
        if !matches!(event, Event::Snapshot(_))
            && let Some(question) = self.messages.iter().rev().find(|message| message.role == Role::User)
        {
            self.unsent.retain(|id| *id != question.id);
        }
        match event {
            Event::Snapshot(messages) => Ok(self.snapshot(messages)),
            Event::RunStarted { run: started, .. } if started == run.id => Ok(Change::Nothing),
            Event::RunStarted { .. } => Err(FoldError::OtherRun),
            Event::TextStart { message, assistant } => self.start(message, assistant),
            Event::TextContent { message, delta } => self.grow(&message, delta),
            Event::TextEnd { message } => self.complete(&message),
            Event::TextChunk { message, delta, assistant } => self.chunk(message, delta, assistant),
            Event::CallStart { call, name, title, access, parent } => {
                self.call(ToolCall { title, access, ..ToolCall::new(call, name) }, parent)
            }
            Event::CallArgs { call, delta } => self.call_grew(&call, &delta),
            Event::CallEnd { call } => self.call_complete(&call),
            Event::CallChunk { call, name, parent, delta } => self.call_chunk(call, name, parent, &delta),
            Event::CallResult { call, result } => Ok(self.call_over(&call, result)),
            Event::RunFinished(Outcome::Cancelled) => Ok(self.end(RunEnd::Cancelled)),
            Event::RunFinished(Outcome::Success) => Ok(self.end(RunEnd::Finished)),
            Event::RunFinished(Outcome::Interrupt(interrupts)) => Ok(self.interrupted(interrupts)),
            Event::RunError { code, message, retry_after } => {
                Ok(self.end(RunEnd::Failed { code, message, retry_after }))
            }
        }
    }

    /// Ends the run: the message that still grows gets the status that the end means.
    pub fn end(&mut self, end: RunEnd) -> Change {
        let status = match &end {
            RunEnd::Finished => Status::Finished,
            RunEnd::Waiting => Status::Waiting,
            RunEnd::Cancelled => Status::Cancelled,
            RunEnd::Failed { code: ErrorCode::ProcessLost, .. } => Status::Lost,
            RunEnd::Failed { .. } => Status::Failed,
        };
        if let Some(run) = self.run.take() {
            let last = self.messages.iter_mut().rev().find(|message| message.run.as_ref() == Some(&run.id));
            if let Some(message) = last {
                message.status = status;
                message.settle_calls(&end);
            }
        }
        Change::Ended(end)
    }

    fn snapshot(&mut self, told: Vec<SnapshotMessage>) -> Change {
        let told = self.shown_of(told);
        let open = self.run.as_mut().and_then(|run| run.open.take());
        let open = open.map(|open| (self.messages[open.index].id.clone(), open.text));
        let run = self.active_run().cloned();
        let last = told.len();
        let take = |(place, told): (usize, SnapshotMessage)| {
            let known = self.messages.iter().find(|message| message.id == told.id);
            let writer = known.and_then(|known| known.run.clone());
            // What stands last is what this run has said, unless another one is known to have said it.
            let own = told.assistant && place + 1 == last && (known.is_none() || writer == run);
            let status = match known.map(|known| known.status) {
                _ if own => Status::Streaming,
                None | Some(Status::Streaming) => Status::Finished,
                Some(status) => status,
            };
            let role = if told.assistant { Role::Assistant } else { Role::User };
            let run = if own { run.clone() } else { writer };
            let fresh = || Message::new(told.id.clone(), role, String::new(), status, None);
            let mut message = Message { role, status, run, ..known.cloned().unwrap_or_else(fresh) };
            message.hear(told.text);
            message
        };
        let messages = told.into_iter().enumerate().map(take).collect();
        self.replace(messages);
        let place = |id: &MessageId| self.messages.iter().position(|message| message.id == *id);
        let open = open.and_then(|(message, text)| Some(Open { index: place(&message)?, text }));
        if let Some(run) = &mut self.run {
            run.open = open;
        }
        Change::Replaced
    }

    fn start(&mut self, id: MessageId, assistant: bool) -> Result<Change, FoldError> {
        let run = self.run.as_mut().ok_or(FoldError::NoRun)?;
        if run.hidden.contains(&id) {
            return Err(FoldError::Twice);
        }
        if !assistant {
            run.hidden.push(id);
            return Ok(Change::Nothing);
        }
        let own = |message: &Message| message.run.as_ref() == Some(&run.id) && message.owns(&id);
        let index = match self.messages.iter().rposition(own) {
            Some(index) => index,
            None if self.messages.iter().any(|message| message.id == id) => return Err(FoldError::Twice),
            None => self.begin_message(id.clone())?,
        };
        if self.messages[index].text_mut(&id).is_some() {
            return Err(FoldError::Twice);
        }
        self.messages[index].say(id.clone(), String::new());
        if let Some(run) = &mut self.run {
            run.open = Some(Open { index, text: id });
        }
        Ok(Change::Began(index))
    }

    /// Adds a message of the run; gives its place.
    pub(crate) fn begin_message(&mut self, id: MessageId) -> Result<usize, FoldError> {
        let run = self.run.as_mut().ok_or(FoldError::NoRun)?;
        run.open = None;
        let index = self.messages.len();
        let parent = self.messages.last().map(|last| last.id.clone());
        for message in self.messages.iter_mut().filter(|message| message.run.as_ref() == Some(&run.id)) {
            message.status = Status::Finished;
        }
        let message = Message::new(id, Role::Assistant, String::new(), Status::Streaming, Some(run.id.clone()));
        self.messages.push(Message { parent, ..message });
        Ok(index)
    }

    fn grow(&mut self, id: &MessageId, delta: String) -> Result<Change, FoldError> {
        let run = self.run.as_ref().ok_or(FoldError::NoRun)?;
        if run.hidden.contains(id) {
            return Ok(Change::Nothing);
        }
        let index = run.opened(id).ok_or(FoldError::NotOpen)?;
        let text = self.messages[index].text_mut(id).ok_or(FoldError::NotOpen)?;
        if delta.is_empty() {
            return Ok(Change::Nothing);
        }
        text.push_str(&delta);
        Ok(Change::Grew { index, began: false, delta })
    }

    fn complete(&mut self, id: &MessageId) -> Result<Change, FoldError> {
        let run = self.run.as_mut().ok_or(FoldError::NoRun)?;
        if run.hidden.contains(id) {
            return Ok(Change::Nothing);
        }
        let index = run.opened(id).ok_or(FoldError::NotOpen)?;
        run.open = None;
        Ok(Change::Completed(index))
    }

    fn chunk(&mut self, id: Option<MessageId>, delta: String, assistant: bool) -> Result<Change, FoldError> {
        let run = self.run.as_ref().ok_or(FoldError::NoRun)?;
        let open = run.open.as_ref().map(|open| open.text.clone());
        let id = id.or_else(|| open.clone()).ok_or(FoldError::NotOpen)?;
        let began = open.as_ref() != Some(&id) && !run.hidden.contains(&id);
        if began && self.start(id.clone(), assistant)? == Change::Nothing {
            return Ok(Change::Nothing);
        }
        match self.grow(&id, delta)? {
            Change::Grew { index, delta, .. } => Ok(Change::Grew { index, began, delta }),
            _ if began => Ok(Change::Began(self.messages.len() - 1)),
            other => Ok(other),
        }
    }
}

impl Run {
    /// Where the message is whose text `id` grows.
    fn opened(&self, id: &MessageId) -> Option<usize> {
        self.open.as_ref().filter(|open| open.text == *id).map(|open| open.index)
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod snapshot_tests;
