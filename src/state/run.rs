//! Asking, following the answer, stopping it.

use super::chat::{Chat, Core, Phase};
use super::message::MessageState;
use super::notice::Action;
use crate::api::{EventStream, Failure, Numbered};
use crate::dom::{random_id, sleep};
use ai_agent_agui::{ErrorCode, MessageId, RunAgentInput, RunId, UserMessage};
use ai_agent_conversation::{Change, Role, RunEnd, Status};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_sys::AbortController;

/// How often a broken connection is made again before the person is asked.
const MAX_ATTEMPTS: u32 = 8;
/// The first pause before connecting again, in milliseconds; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: u32 = 400;
const LONGEST_PAUSE: u32 = 8_000;
/// How long a stop may take, in milliseconds, before the widget no longer waits for the server's word.
const STOP_PATIENCE: u32 = 5_000;

enum Opening {
    Ask(Box<RunAgentInput>),
    Follow(RunId),
}

impl Chat {
    /// Sends what is typed.
    pub fn send_draft(self) {
        let text = self.draft.get_untracked();
        if self.ask(text.trim()) {
            self.draft.set(String::new());
        }
    }

    /// Asks at once, or keeps the text in the composer while an answer is being written.
    pub fn ask_or_draft(self, text: String) {
        self.history_open.set(false);
        if !self.ask(text.trim()) {
            self.set_draft(text);
        }
        self.focus_composer();
    }

    /// Asks; whether the question was taken.
    fn ask(self, text: &str) -> bool {
        let Some(core) = self.core() else { return false };
        if text.is_empty() || self.phase.get_untracked() != Phase::Idle {
            return false;
        }
        if text.chars().count() > core.host.bootstrap.prompt_chars {
            self.fail(&Failure::of(ErrorCode::TooLarge), Action::Retry);
            return false;
        }
        let id = MessageId::new(random_id());
        core.conversation.borrow_mut().push_user(id.clone(), text.to_owned());
        core.unsent.borrow_mut().push(id);
        self.push_last(&core);
        core.keep.set_thread(Some(&core.thread.borrow()));
        // Until the server has it, a reload must find the question again.
        core.keep.set_draft(text);
        self.start_run(core);
        true
    }

    /// Tries again what failed: goes on with the run if it may still be alive, else answers the last question again.
    pub fn retry(self) {
        let Some(core) = self.core() else { return };
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        let unfinished = core.unfinished.borrow_mut().take();
        let shown = {
            let mut conversation = core.conversation.borrow_mut();
            if conversation.rewind().is_none() {
                return;
            }
            conversation.messages().len()
        };
        self.messages.update(|messages| messages.truncate(shown));
        match unfinished {
            Some(run) => self.follow(run),
            None => self.start_run(core),
        }
    }

    /// Follows a run that is going on, from its first event.
    pub(super) fn follow(self, run: RunId) {
        if let Some(core) = self.core() {
            core.conversation.borrow_mut().begin(run.clone());
            self.spawn(core, Opening::Follow(run));
        }
    }

    /// Stops the answer. What was said so far stays.
    pub fn stop(self) {
        let Some(core) = self.core() else { return };
        let run = core.conversation.borrow().active_run().cloned();
        let (Some(run), true) = (run, self.phase.get_untracked().is_busy()) else { return };
        self.phase.set(Phase::Stopping);
        let epoch = core.epoch.get();
        spawn_local(async move {
            let refused = core.transport.stop(&run).await.is_err();
            if !refused {
                sleep(STOP_PATIENCE).await;
            }
            // The end normally came by the stream meanwhile.
            let still = self.core_at(epoch).is_some() && core.conversation.borrow().active_run() == Some(&run);
            if still && self.phase.get_untracked() == Phase::Stopping {
                core.next_epoch();
                self.end(&core, RunEnd::Cancelled);
            }
        });
    }

    fn start_run(self, core: Rc<Core>) {
        let run = RunId::new(random_id());
        let messages = last_messages(&core);
        let thread = core.thread.borrow().clone();
        let mut props = serde_json::Map::new();
        props.insert("odoo".to_owned(), core.host.context());
        let input = RunAgentInput::new(thread, run.clone(), messages, props.into());
        core.conversation.borrow_mut().begin(run);
        self.spawn(core, Opening::Ask(Box::new(input)));
    }

    fn spawn(self, core: Rc<Core>, opening: Opening) {
        self.notice.set(None);
        self.phase.set(Phase::Waiting);
        let epoch = core.epoch.get();
        spawn_local(async move {
            if let Err(failure) = self.read(&core, epoch, &opening).await {
                self.give_up(&core, failure);
            }
        });
    }

    /// Reads a run to its end, over as many connections as that takes.
    async fn read(self, core: &Rc<Core>, epoch: u32, opening: &Opening) -> Result<(), Failure> {
        let mut attempt = 0;
        loop {
            let after = core.conversation.borrow().last_seq();
            let abort = AbortController::new().map_err(|_| Failure::Protocol)?;
            *core.connection.borrow_mut() = Some(abort.clone());
            let opened = match opening {
                // The server knows a run that is posted twice, so that a lost answer to the post does no harm.
                Opening::Ask(input) if after == 0 => core.transport.run(input, abort).await,
                Opening::Ask(input) => core.transport.events(&input.run_id, after, abort).await,
                Opening::Follow(run) => core.transport.events(run, after, abort).await,
            };
            match opened {
                Ok(mut stream) => {
                    let before = core.conversation.borrow().last_seq();
                    if self.drain(core, epoch, &mut stream).await? {
                        return Ok(());
                    }
                    if core.conversation.borrow().last_seq() > before {
                        attempt = 0;
                    }
                }
                Err(Failure::Connection) => {}
                Err(failure) => return if self.core_at(epoch).is_some() { Err(failure) } else { Ok(()) },
            }
            if self.core_at(epoch).is_none() {
                return Ok(());
            }
            attempt += 1;
            if attempt > MAX_ATTEMPTS {
                return Err(Failure::Connection);
            }
            if attempt > 1 && self.phase.get_untracked() != Phase::Stopping {
                self.phase.set(Phase::Reconnecting);
            }
            sleep(pause(attempt)).await;
        }
    }

    /// Folds in what one connection brings. Whether the run is over, or nobody watches it any more.
    async fn drain(self, core: &Rc<Core>, epoch: u32, stream: &mut EventStream) -> Result<bool, Failure> {
        loop {
            let next = stream.next().await;
            if self.core_at(epoch).is_none() {
                return Ok(true);
            }
            match next {
                Ok(Some(item)) => {
                    if self.apply(core, item)? {
                        return Ok(true);
                    }
                }
                Ok(None) | Err(Failure::Connection) => return Ok(false),
                Err(failure) => return Err(failure),
            }
        }
    }

    fn apply(self, core: &Core, item: Numbered) -> Result<bool, Failure> {
        let Some(event) = item.event else { return Ok(false) };
        let first = core.conversation.borrow().last_seq() == 0;
        let change = core.conversation.borrow_mut().apply(item.seq, event).map_err(|_| Failure::Protocol)?;
        if first {
            self.sent(core);
        }
        match change {
            Change::Nothing => {}
            Change::Began(_) => self.began(core),
            Change::Grew { index, began, delta } => {
                if began {
                    self.began(core);
                }
                self.messages.with_untracked(|messages| messages[index].push(&delta));
                for sentence in core.sentences.borrow_mut().push(&delta) {
                    self.announce(&sentence);
                }
            }
            Change::Completed(_) => self.announce_rest(core),
            Change::Ended(end) => {
                self.ended(core, end);
                return Ok(true);
            }
        }
        if self.phase.get_untracked() == Phase::Reconnecting {
            self.phase.set(Phase::Streaming);
        }
        Ok(false)
    }

    /// The server has the question.
    fn sent(self, core: &Core) {
        core.keep.set_draft(&self.draft.get_untracked());
        let conversation = core.conversation.borrow();
        let question = conversation.messages().iter().rev().find(|message| message.role == Role::User);
        if let Some(question) = question {
            core.unsent.borrow_mut().retain(|id| *id != question.id);
        }
    }

    fn began(self, core: &Core) {
        self.push_last(core);
        if self.phase.get_untracked() != Phase::Stopping {
            self.phase.set(Phase::Streaming);
        }
    }

    fn push_last(self, core: &Core) {
        if let Some(message) = core.conversation.borrow().messages().last() {
            self.messages.update(|messages| messages.push(MessageState::new(message)));
        }
    }

    fn end(self, core: &Core, end: RunEnd) {
        let change = core.conversation.borrow_mut().end(end);
        if let Change::Ended(end) = change {
            self.ended(core, end);
        }
    }

    fn ended(self, core: &Core, end: RunEnd) {
        self.settle(core);
        if let RunEnd::Failed { code, message, retry_after } = end {
            self.failed(core, &Failure::Problem { code, detail: message, retry_after });
        }
    }

    /// Shows that nothing is being written any more.
    fn settle(self, core: &Core) {
        self.announce_rest(core);
        self.phase.set(Phase::Idle);
        let conversation = core.conversation.borrow();
        self.messages.with_untracked(|shown| {
            for (shown, message) in shown.iter().zip(conversation.messages()) {
                if shown.status.get_untracked() == Status::Streaming {
                    shown.status.set(message.status);
                }
            }
        });
    }

    /// A run that could not be started or read to its end.
    fn give_up(self, core: &Core, failure: Failure) {
        let run = core.conversation.borrow().active_run().cloned();
        let seen = core.conversation.borrow().last_seq() > 0;
        let (code, detail) = match &failure {
            Failure::Problem { code, detail, .. } => (*code, detail.clone()),
            Failure::Connection | Failure::Protocol => (ErrorCode::Internal, String::new()),
        };
        core.conversation.borrow_mut().end(RunEnd::Failed { code, message: detail, retry_after: None });
        self.settle(core);
        match (&failure, run) {
            (Failure::Connection, Some(run)) if seen => *core.unfinished.borrow_mut() = Some(run),
            // Nobody will read what a damaged stream goes on to say.
            (Failure::Protocol, Some(run)) => self.stop_unread(run),
            _ => {}
        }
        self.failed(core, &failure);
    }

    fn stop_unread(self, run: RunId) {
        if let Some(core) = self.core() {
            spawn_local(async move {
                // Whether or not it could be stopped, the person was told what matters.
                let _ = core.transport.stop(&run).await;
            });
        }
    }

    fn failed(self, core: &Core, failure: &Failure) {
        if matches!(failure.code(), Some(ErrorCode::TooLarge | ErrorCode::InvalidInput)) {
            self.take_back(core);
        }
        self.fail(failure, Action::Retry);
    }

    /// Puts the question back into the composer: the server did not take it, and would not take it again.
    fn take_back(self, core: &Core) {
        let question = {
            let mut conversation = core.conversation.borrow_mut();
            let question = conversation.rewind().map(|message| message.text.clone());
            *conversation = ai_agent_conversation::Conversation::with_messages(
                conversation.messages().split_last().map(|(_, before)| before.to_vec()).unwrap_or_default(),
            );
            self.messages.update(|messages| messages.truncate(conversation.messages().len()));
            question
        };
        if let Some(question) = question.filter(|_| self.draft.get_untracked().is_empty()) {
            self.set_draft(question);
        }
    }

    fn announce_rest(self, core: &Core) {
        let rest = core.sentences.borrow_mut().finish();
        if let Some(rest) = rest {
            self.announce(&rest);
        }
    }
}

/// The question, and the known message before it, which says where in the thread the question belongs.
fn last_messages(core: &Core) -> Vec<UserMessage> {
    let conversation = core.conversation.borrow();
    let unsent = core.unsent.borrow();
    let Some((question, before)) = conversation.messages().split_last() else { return Vec::new() };
    let known = before.iter().rev().find(|message| !message.text.is_empty() && !unsent.contains(&message.id));
    known
        .into_iter()
        .chain([question])
        .map(|message| UserMessage {
            id: message.id.clone(),
            role: message.role.as_str(),
            content: message.text.clone(),
        })
        .collect()
}

/// The pause before attempt `attempt`, in milliseconds: doubling, and spread so that not all clients of a server that
/// comes back knock at once.
fn pause(attempt: u32) -> u32 {
    let longest = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(6)).min(LONGEST_PAUSE);
    let half = f64::from(longest) / 2.0;
    (half + js_sys::Math::random() * half) as u32
}
