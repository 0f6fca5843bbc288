//! Threads, messages and runs of the one user, in memory. Plain data and its rules: no HTTP, no waiting.

mod branch;
mod calls;
mod change;
mod export;
mod feedback;
mod go_on;
mod list;
mod message;
mod page;
mod proposals;
mod query;
mod question;
mod read;
mod snippet;
mod thread;
mod trash;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use ai_agent_agui::ErrorCode;

pub(crate) use change::Change;
pub(crate) use export::Format;
pub(crate) use go_on::{Answer, Resume};
pub(crate) use list::Filter;
pub(crate) use message::{Message, Role};
pub(crate) use page::{Page, Window};
pub(crate) use question::{Parent, Question, Sent};
pub(crate) use trash::UNDO;

use thread::Thread;

use crate::clock;
use crate::run::{Call, End, Run, Said, Script, Status};

/// The one user's company.
pub(crate) const COMPANY: u32 = 1;

/// Everything that is kept.
#[derive(Default)]
pub(crate) struct Store {
    threads: HashMap<String, Thread>,
    /// In which thread a message is; a message's id is unique.
    messages: HashMap<String, String>,
    runs: HashMap<String, Arc<Run>>,
    /// Tool calls by id, with the thread of each.
    calls: HashMap<String, (String, Call)>,
    /// Grows with every change, so that threads of the same second have an order.
    changes: u64,
}

impl Store {
    /// A run, but for those of deleted threads: they are `NotFound` as well.
    pub(crate) fn run(&self, id: &str) -> Result<Option<Arc<Run>>, ErrorCode> {
        let run = self.runs.get(id);
        run.map(|run| self.live(&run.thread).map(|_| run.clone())).transpose()
    }

    /// Writes the question down and makes a run for it.
    pub(crate) fn begin(
        &mut self,
        thread_id: &str,
        run_id: &str,
        question: Question,
        script: Option<Script>,
    ) -> Result<Arc<Run>, ErrorCode> {
        self.check_idle(thread_id)?;
        self.drop_waiting(thread_id);
        let now = clock::now();
        self.changes += 1;
        let thread = self.threads.entry(thread_id.to_owned()).or_insert_with(|| Thread::new(thread_id, &now));
        let asked = match question {
            Question::Again { id } => id,
            Question::New { id, text, parent } => {
                let parent = match parent {
                    Parent::Head => thread.head().map(str::to_owned),
                    Parent::Root => None,
                    Parent::Message(id) => Some(id),
                };
                thread.name_after(&text);
                self.messages.insert(id.clone(), thread_id.to_owned());
                thread.add(Message::of_user(&id, text, parent, &now));
                id
            }
        };
        thread.move_head(&asked);
        thread.archived = false;
        thread.touch(now, self.changes);
        let run = Arc::new(Run::new(run_id, thread_id, &asked, script));
        thread.runs.push(run_id.to_owned());
        self.runs.insert(run_id.to_owned(), run.clone());
        Ok(run)
    }

    /// Keeps what a run said, and with it that the run is over.
    pub(crate) fn end(&mut self, run: &Run, message_id: &str, said: impl Into<Said>, end: End) {
        let said = said.into();
        run.set_end(end);
        self.changes += 1;
        let Some(thread) = self.threads.get_mut(&run.thread) else { return };
        if !thread.runs.contains(&run.id) {
            return;
        }
        let now = clock::now();
        if !said.content.is_empty() || !said.parts.is_empty() {
            self.messages.insert(message_id.to_owned(), run.thread.clone());
            thread.add(Message::of_assistant(message_id, said.content, said.parts, run, end, &now));
            thread.move_head(message_id);
        }
        thread.touch(now, self.changes);
        self.keep_calls(&run.thread, said.calls, said.results);
    }

    /// The active branch up to a question, oldest first.
    pub(crate) fn history(&self, run: &Run) -> Vec<Message> {
        let branch = self.threads.get(&run.thread).map(|thread| thread.branch(Some(run.question.as_str())));
        branch.unwrap_or_default().into_iter().cloned().collect()
    }

    /// A thread that is there and not deleted.
    fn live(&self, id: &str) -> Result<&Thread, ErrorCode> {
        self.threads.get(id).filter(|thread| thread.deleted.is_none()).ok_or(ErrorCode::NotFound)
    }

    fn live_mut(&mut self, id: &str) -> Result<&mut Thread, ErrorCode> {
        self.threads.get_mut(id).filter(|thread| thread.deleted.is_none()).ok_or(ErrorCode::NotFound)
    }

    fn active_run(&self, thread: &Thread) -> Option<Arc<Run>> {
        let runs = thread.runs.iter().rev().filter_map(|id| self.runs.get(id));
        runs.into_iter().find(|run| matches!(run.status(), Status::Running | Status::Waiting)).cloned()
    }

    /// One answer is written at a time.
    fn check_idle(&self, thread: &str) -> Result<(), ErrorCode> {
        let active = self.threads.get(thread).and_then(|thread| self.active_run(thread));
        if active.is_some_and(|run| run.status() == Status::Running) { Err(ErrorCode::RunConflict) } else { Ok(()) }
    }

    /// The last run of the question at the head of the branch, or of the answers there.
    fn last_run(&self, thread: &Thread, branch: &[&Message]) -> Option<Arc<Run>> {
        let from = branch.iter().rposition(|message| message.role == Role::User)?;
        let runs = thread.runs.iter().rev().filter_map(|id| self.runs.get(id));
        runs.into_iter().find(|run| branch[from..].iter().any(|message| message.id == run.question)).cloned()
    }
}

#[cfg(test)]
mod tests;
