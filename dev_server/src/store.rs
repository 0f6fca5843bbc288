//! Threads, messages and runs of the one user, in memory. Plain data and its rules: no HTTP, no waiting.

mod page;
mod thread;

use std::collections::HashMap;
use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

pub(crate) use page::Page;
pub(crate) use thread::{Message, Role};

use thread::Thread;

use crate::clock;
use crate::run::{End, Run, Status};

/// The one user's company.
pub(crate) const COMPANY: u32 = 1;

/// Everything that is kept.
#[derive(Default)]
pub(crate) struct Store {
    threads: HashMap<String, Thread>,
    /// In which thread a message is; a message's id is unique.
    messages: HashMap<String, String>,
    runs: HashMap<String, Arc<Run>>,
    /// Grows with every change, so that threads of the same second have an order.
    changes: u64,
}

/// What a run is to answer.
pub(crate) enum Question {
    /// A new message of the user after `parent` (`None`: where the thread's branch ends).
    New { id: String, text: String, parent: Option<String> },
    /// A message that is known, answered once more.
    Again { id: String },
}

/// What a client sent as a message, as far as it matters.
pub(crate) struct Sent<'a> {
    pub(crate) id: &'a str,
    /// The text, when it is a message of the user.
    pub(crate) prompt: Option<String>,
}

impl Store {
    pub(crate) fn run(&self, id: &str) -> Option<Arc<Run>> {
        self.runs.get(id).cloned()
    }

    /// Finds the question in the messages that a client sent.
    pub(crate) fn question(&self, thread: &str, sent: Vec<Sent<'_>>) -> Result<Question, ErrorCode> {
        let (mut before, mut last_is_users, mut new) = (None, false, None);
        for message in sent {
            let known_in = self.messages.get(message.id);
            match (known_in, message.prompt) {
                (Some(known_in), prompt) if known_in == thread => {
                    let users = self.threads.get(thread).and_then(|thread| thread.message(message.id));
                    last_is_users = prompt.is_some() && users.is_some_and(|message| message.role == Role::User);
                    before = Some(message.id.to_owned());
                }
                // A message of another conversation is none of this one.
                (Some(_), _) => last_is_users = false,
                (None, Some(text)) => {
                    let question = Question::New { id: message.id.to_owned(), text, parent: before.clone() };
                    if new.replace(question).is_some() {
                        return Err(ErrorCode::InvalidInput);
                    }
                }
                (None, None) => {}
            }
        }
        match (new, before) {
            (Some(question), _) => Ok(question),
            (None, Some(id)) if last_is_users => Ok(Question::Again { id }),
            (None, _) => Err(ErrorCode::InvalidInput),
        }
    }

    /// Writes the question down and makes a run for it.
    pub(crate) fn begin(&mut self, thread_id: &str, run_id: &str, question: Question) -> Result<Arc<Run>, ErrorCode> {
        if self.threads.get(thread_id).is_some_and(|thread| self.active_run(thread).is_some()) {
            return Err(ErrorCode::RunConflict);
        }
        let now = clock::now();
        self.changes += 1;
        let thread = self.threads.entry(thread_id.to_owned()).or_insert_with(|| Thread::new(thread_id, &now));
        let asked = match question {
            Question::Again { id } => id,
            Question::New { id, text, parent } => {
                let parent = parent.or_else(|| thread.head.clone());
                thread.name_after(&text);
                self.messages.insert(id.clone(), thread_id.to_owned());
                thread.add(Message::of_user(&id, text, parent, &now));
                id
            }
        };
        thread.head = Some(asked.clone());
        thread.touch(now, self.changes);
        let run = Arc::new(Run::new(run_id, thread_id, &asked));
        thread.runs.push(run_id.to_owned());
        self.runs.insert(run_id.to_owned(), run.clone());
        Ok(run)
    }

    /// Keeps what a run said, and with it that the run is over.
    pub(crate) fn end(&mut self, run: &Run, message_id: &str, text: String, end: End) {
        run.set_end(end);
        self.changes += 1;
        let Some(thread) = self.threads.get_mut(&run.thread) else { return };
        if !thread.runs.contains(&run.id) {
            return;
        }
        let now = clock::now();
        if !text.is_empty() {
            self.messages.insert(message_id.to_owned(), run.thread.clone());
            thread.add(Message::of_assistant(message_id, text, run, end, &now));
            thread.head = Some(message_id.to_owned());
        }
        thread.touch(now, self.changes);
    }

    /// The active branch up to a question, oldest first.
    pub(crate) fn history(&self, run: &Run) -> Vec<Message> {
        let branch = self.threads.get(&run.thread).map(|thread| thread.branch(Some(&run.question)));
        branch.unwrap_or_default().into_iter().cloned().collect()
    }

    /// Removes a thread with all that belongs to it; the run that was active is given back to be stopped.
    pub(crate) fn delete(&mut self, id: &str) -> Result<Option<Arc<Run>>, ErrorCode> {
        let thread = self.threads.remove(id).ok_or(ErrorCode::NotFound)?;
        let active = self.active_run(&thread);
        for run in &thread.runs {
            self.runs.remove(run);
        }
        self.messages.retain(|_, known_in| known_in != id);
        Ok(active)
    }

    /// A page of threads, the one that changed last first.
    pub(crate) fn list(&self, page: &Page) -> Value {
        let mut threads: Vec<&Thread> = self.threads.values().collect();
        threads.sort_by_key(|thread| std::cmp::Reverse(thread.change));
        let (from, to) = page.forward(threads.len(), |change| {
            threads.iter().position(|thread| thread.change < change).unwrap_or(threads.len())
        });
        let next = (to < threads.len()).then(|| threads[to - 1].change.to_string());
        json!({"threads": threads[from..to].iter().map(|thread| thread.summary()).collect::<Vec<_>>(), "nextCursor": next})
    }

    /// A thread with a page of its active branch.
    pub(crate) fn read(&self, id: &str, page: &Page) -> Result<Value, ErrorCode> {
        let thread = self.threads.get(id).ok_or(ErrorCode::NotFound)?;
        let branch = thread.branch(thread.head.as_ref());
        let (from, to) = page.backward(branch.len());
        let mut body = thread.summary();
        body["messages"] = branch[from..to].iter().map(|message| message.to_json()).collect();
        body["previousCursor"] = if from > 0 { json!(from.to_string()) } else { Value::Null };
        body["activeRun"] = self.active_run(thread).map_or(Value::Null, |run| json!({"id": run.id}));
        body["lastRun"] = self.last_run(thread, &branch).map_or(Value::Null, |run| run.to_json());
        Ok(body)
    }

    fn active_run(&self, thread: &Thread) -> Option<Arc<Run>> {
        let runs = thread.runs.iter().rev().filter_map(|id| self.runs.get(id));
        runs.into_iter().find(|run| run.status() == Status::Running).cloned()
    }

    /// The last run of the question at the head of the branch, or of the answer there.
    fn last_run(&self, thread: &Thread, branch: &[&Message]) -> Option<Arc<Run>> {
        let question = branch.iter().rev().find(|message| message.role == Role::User)?;
        let runs = thread.runs.iter().rev().filter_map(|id| self.runs.get(id));
        runs.into_iter().find(|run| run.question == question.id).cloned()
    }
}

#[cfg(test)]
mod tests;
