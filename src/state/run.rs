//! Following an answer.

use super::chat::{Chat, Core, Phase};
use super::notice::Action;
use crate::api::{EventStream, Failure, Numbered};
use crate::dom::window;
use crate::wake;
use ai_agent_agui::{ErrorCode, RunAgentInput, RunId};
use ai_agent_conversation::{Change, Role, RunEnd, Status};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_sys::AbortController;

/// How often a broken connection is made again, or a busy server asked again, before the person is asked.
pub(super) const MAX_ATTEMPTS: u32 = 8;
/// The first pause before connecting again, in milliseconds; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: u32 = 400;
const LONGEST_PAUSE: u32 = 8_000;
/// The shortest and the longest pause that a server may ask for, in milliseconds.
const SERVERS_PAUSE: std::ops::RangeInclusive<u32> = 100..=60_000;

/// How a run is come to.
pub(super) enum Opening {
    /// By asking.
    Ask(Box<RunAgentInput>),
    /// By following one that is going on.
    Follow(RunId),
}

/// How a connection ended.
enum Drained {
    /// The run is over, or nobody watches it any more.
    Over,
    /// The server closed it; it wants its reader back after so many milliseconds.
    Later(u32),
    /// It broke.
    Broken,
}

impl Chat {
    /// Follows a run that is going on, from its first event.
    pub(super) fn follow(self, run: RunId) {
        if let Some(core) = self.core() {
            core.conversation.borrow_mut().begin(run.clone());
            self.spawn(core, run.clone(), Opening::Follow(run));
        }
    }

    /// Reads a run to its end.
    pub(super) fn spawn(self, core: Rc<Core>, run: RunId, opening: Opening) {
        *core.followed.borrow_mut() = Some(run.clone());
        if matches!(opening, Opening::Ask(_)) {
            *core.started.borrow_mut() = Some(run);
        }
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
        let mut accepted = false;
        while self.core_at(epoch).is_some() {
            let after = core.conversation.borrow().last_seq();
            let abort = AbortController::new().map_err(|_| Failure::Protocol)?;
            *core.connection.borrow_mut() = Some(abort.clone());
            let (run, input) = match opening {
                Opening::Ask(input) => (&input.run_id, Some(input)),
                Opening::Follow(run) => (run, None),
            };
            let opened = match input.filter(|_| after == 0 && !accepted) {
                // The server knows a run that is posted twice, so that a lost answer to the post does no harm.
                Some(input) => core.transport.run(input, abort).await,
                None => core.transport.events(run, after, abort).await.map(Some),
            };
            if self.core_at(epoch).is_none() {
                break;
            }
            let mut failure = Failure::Connection;
            let mut later = None;
            match opened {
                Ok(None) => {
                    accepted = true;
                    continue;
                }
                Ok(Some(mut stream)) => {
                    self.connected(core);
                    match self.drain(core, epoch, &mut stream).await? {
                        Drained::Over => break,
                        Drained::Later(ms) => later = Some(ms),
                        Drained::Broken => {}
                    }
                    if core.conversation.borrow().last_seq() > after {
                        attempt = 0;
                    }
                }
                Err(passing) if passing.passes() => failure = passing,
                Err(failure) => return Err(failure),
            }
            let ms = match later {
                Some(ms) => {
                    accepted = true;
                    attempt = 0;
                    ms
                }
                None => {
                    attempt += 1;
                    // Without a network there is nothing to give up.
                    if attempt > MAX_ATTEMPTS && window().navigator().on_line() {
                        return Err(failure);
                    }
                    if attempt > 1 && failure == Failure::Connection {
                        self.reconnecting();
                    }
                    pause(attempt) + failure.retry_after_ms()
                }
            };
            if wake::pause(ms).await.is_truthy() {
                attempt = 0;
            }
        }
        Ok(())
    }

    /// Says so, once, when the connection is not there at the second attempt either.
    fn reconnecting(self) {
        if !matches!(self.phase.get_untracked(), Phase::Stopping | Phase::Reconnecting) {
            self.phase.set(Phase::Reconnecting);
            self.announce(&self.text("run.reconnecting"));
        }
    }

    fn connected(self, core: &Core) {
        if self.phase.get_untracked() == Phase::Reconnecting {
            let writes =
                core.conversation.borrow().messages().last().is_some_and(|last| last.status == Status::Streaming);
            self.phase.set(if writes { Phase::Streaming } else { Phase::Waiting });
        }
    }

    /// Folds in what one connection brings.
    async fn drain(self, core: &Rc<Core>, epoch: u32, stream: &mut EventStream) -> Result<Drained, Failure> {
        loop {
            let next = stream.next().await;
            if self.core_at(epoch).is_none() {
                return Ok(Drained::Over);
            }
            match next {
                Ok(Some(item)) => {
                    if self.apply(core, item)? {
                        return Ok(Drained::Over);
                    }
                }
                Ok(None) => {
                    let wanted = stream.retry().map(|ms| ms.clamp(*SERVERS_PAUSE.start(), *SERVERS_PAUSE.end()));
                    return Ok(wanted.map_or(Drained::Broken, Drained::Later));
                }
                Err(Failure::Connection) => return Ok(Drained::Broken),
                Err(failure) => return Err(failure),
            }
        }
    }

    fn apply(self, core: &Rc<Core>, item: Numbered) -> Result<bool, Failure> {
        let Some(event) = item.event else { return Ok(false) };
        let first = core.conversation.borrow().last_seq() == 0;
        let change = core.conversation.borrow_mut().apply(item.seq, event).map_err(|_| Failure::Protocol)?;
        if first {
            // The server has the question.
            core.keep_draft(&self.draft.get_untracked());
            core.fork.take();
            core.continuation.take();
        }
        match change {
            Change::Nothing => {}
            Change::Began(_) => self.began(core),
            Change::Called(_) => {
                self.look_after(core);
                self.began(core);
            }
            Change::Grew { began, delta, .. } => {
                if began {
                    self.began(core);
                } else {
                    // What grows stands last.
                    self.messages.with_untracked(|messages| messages.last().map(|last| last.push(&delta)));
                }
                for sentence in core.sentences.borrow_mut().push(&delta) {
                    self.announce(&sentence);
                }
            }
            Change::Completed(_) => self.announce_rest(core),
            Change::Replaced => {
                // What was not read out yet may not be there any more.
                core.sentences.borrow_mut().finish();
                self.draw(core);
            }
            Change::Ended(end) => {
                self.ended(core, end);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn began(self, core: &Core) {
        self.draw(core);
        if self.phase.get_untracked() != Phase::Stopping {
            self.phase.set(Phase::Streaming);
        }
    }

    /// Ends the run that is followed.
    pub(super) fn end(self, core: &Rc<Core>, end: RunEnd) {
        let change = core.conversation.borrow_mut().end(end);
        if let Change::Ended(end) = change {
            self.ended(core, end);
        }
    }

    fn ended(self, core: &Rc<Core>, end: RunEnd) {
        // How the run that waited stands now, the server says.
        let first = core.conversation.borrow().last_answer().first().map(|first| first.run.clone());
        if first.is_some_and(|run| run != *core.followed.borrow()) {
            core.stale.set(true);
        }
        self.settle(core);
        match end {
            RunEnd::Finished if self.act(core) => return,
            RunEnd::Finished | RunEnd::Cancelled => {}
            RunEnd::Waiting => self.ask_approval(core),
            RunEnd::Failed { code, message, retry_after } => {
                self.failed(core, &Failure::Problem { code, detail: message, retry_after });
            }
        }
        self.refresh();
    }

    /// Shows that nothing is being written any more.
    fn settle(self, core: &Core) {
        self.announce_rest(core);
        self.phase.set(Phase::Idle);
        self.draw(core);
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
        // What the bus tells of it is news again.
        *core.followed.borrow_mut() = None;
        let unheard = core.continuation.borrow().is_some();
        if unheard {
            self.unheard(core, &failure);
        } else if self.come_back(core) {
            self.tell(&failure);
        } else {
            self.failed(core, &failure);
        }
        self.refresh();
    }

    /// What goes on with a run that waited was not taken, or may not have arrived: the server says how that stands.
    fn unheard(self, core: &Core, failure: &Failure) {
        self.reconsider(core);
        core.stale.set(true);
        let again = failure.code().is_none_or(ErrorCode::retryable);
        if !again {
            core.continuation.take();
        }
        self.fail(failure, Action::Retry);
    }

    fn failed(self, core: &Core, failure: &Failure) {
        let asked = core.conversation.borrow().messages().last().is_some_and(|last| last.role == Role::User);
        if asked && matches!(failure.code(), Some(ErrorCode::TooLarge | ErrorCode::InvalidInput)) {
            self.take_back(core);
        }
        self.fail(failure, Action::Retry);
    }

    fn announce_rest(self, core: &Core) {
        let rest = core.sentences.borrow_mut().finish();
        if let Some(rest) = rest {
            self.announce(&rest);
        }
    }
}

/// The pause before attempt `attempt`, in milliseconds: doubling, and spread so that not all clients of a server that
/// comes back knock at once.
pub(super) fn pause(attempt: u32) -> u32 {
    let longest = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(6)).min(LONGEST_PAUSE);
    let half = f64::from(longest) / 2.0;
    (half + js_sys::Math::random() * half) as u32
}
