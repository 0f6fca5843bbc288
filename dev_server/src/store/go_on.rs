//! How a run goes on where a person or a browser was waited for.

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use ai_agent_scenario::{Cue, decide};
use serde_json::{Value, json};

use super::Store;
use crate::clock;
use crate::run::{End, Run, Script, Status};

/// What a person says of a proposal.
pub(crate) struct Resume {
    pub(crate) proposal: String,
    /// Null: it was given up.
    pub(crate) payload: Value,
}

/// What a browser says of a call that it was to carry out.
pub(crate) struct Answer {
    pub(crate) call: String,
    pub(crate) content: String,
}

/// A run that goes on, and with what.
pub(crate) struct Going {
    pub(crate) run: Arc<Run>,
    pub(crate) script: Script,
    pub(crate) cue: Cue,
}

impl Store {
    /// Decides on all proposals of the run that waits; those that are not answered are rejected.
    pub(crate) fn resume(&mut self, thread: &str, run_id: &str, resumes: &[Resume]) -> Result<Going, ErrorCode> {
        self.check_idle(thread)?;
        let waiting = self.waiting(thread).ok_or(ErrorCode::InvalidInput)?;
        let mut pending: Vec<Value> = self.open_calls(thread).filter_map(|call| call.proposal.clone()).collect();
        let is_pending = |id: &str| pending.iter().any(|proposal| proposal["id"] == id);
        if !resumes.iter().all(|resume| is_pending(&resume.proposal)) {
            return Err(ErrorCode::NotFound);
        }
        for proposal in &mut pending {
            let said = resumes.iter().find(|resume| proposal["id"] == resume.proposal);
            if !decide(proposal, said.map_or(&Value::Null, |resume| &resume.payload)) {
                return Err(ErrorCode::InvalidInput);
            }
        }
        for proposal in &pending {
            self.set_proposal(proposal["id"].as_str().unwrap_or_default(), proposal);
        }
        let approved = pending.iter().any(|proposal| proposal["state"] == "executed");
        self.finish(&waiting);
        self.go_on(&waiting, run_id, Cue::Resume { approved })
    }

    /// Takes what a browser says of the calls that were left open for it, once.
    pub(crate) fn answer(&mut self, thread: &str, run_id: &str, answers: &[Answer]) -> Result<Going, ErrorCode> {
        self.check_idle(thread)?;
        let is_open = |known: &str| {
            let call = self.calls.get(known).filter(|(of, call)| of == thread && call.part["state"] == "open");
            call.is_some()
        };
        if !answers.iter().any(|answer| is_open(&answer.call)) {
            return Err(ErrorCode::InvalidInput);
        }
        let asked_by = self.last_of(thread).ok_or(ErrorCode::InvalidInput)?;
        for call in self.open_calls(thread) {
            match answers.iter().find(|answer| answer.call == call.id()) {
                Some(answer) => call.give(of_browser(&answer.content)),
                None => call.set_state("cancelled"),
            }
        }
        self.go_on(&asked_by, run_id, Cue::Tool)
    }

    /// A new question takes the place of what was asked, and of what a browser was to do.
    pub(super) fn drop_waiting(&mut self, thread: &str) {
        for call in self.open_calls(thread) {
            call.set_state("cancelled");
            if let Some(proposal) = &mut call.proposal {
                proposal["state"] = "cancelled".into();
            }
        }
        if let Some(waiting) = self.waiting(thread) {
            self.finish(&waiting);
        }
    }

    fn waiting(&self, thread: &str) -> Option<Arc<Run>> {
        self.live(thread).ok().and_then(|thread| self.active_run(thread)).filter(|run| run.status() == Status::Waiting)
    }

    /// The run of the last answer.
    fn last_of(&self, thread: &str) -> Option<Arc<Run>> {
        let run = self.live(thread).ok()?.messages().last()?.run()?;
        self.runs.get(run).cloned()
    }

    fn finish(&mut self, run: &Run) {
        run.set_end(End::Finished);
        if let Some(answer) = self.answer_of(run)
            && let Some(message) = self.threads.get_mut(&run.thread).and_then(|thread| thread.message_mut(&answer))
        {
            message.set_end(End::Finished);
        }
    }

    fn answer_of(&self, run: &Run) -> Option<String> {
        let messages = self.threads.get(&run.thread)?.messages();
        messages.iter().find(|message| message.run() == Some(&run.id)).map(|message| message.id.clone())
    }

    fn go_on(&mut self, before: &Run, run_id: &str, cue: Cue) -> Result<Going, ErrorCode> {
        let script = before.script.clone().ok_or(ErrorCode::InvalidInput)?;
        let answer = self.answer_of(before).ok_or(ErrorCode::InvalidInput)?;
        self.changes += 1;
        let change = self.changes;
        let run = Arc::new(Run::new(run_id, &before.thread, &answer, Some(script.clone())));
        let thread = self.live_mut(&before.thread)?;
        thread.move_head(&answer);
        thread.touch(clock::now(), change);
        thread.runs.push(run_id.to_owned());
        self.runs.insert(run_id.to_owned(), run.clone());
        Ok(Going { run, script, cue })
    }
}

/// What a browser says is a claim, and short.
fn of_browser(content: &str) -> Value {
    let said: Value = serde_json::from_str(content).unwrap_or_default();
    if said["ok"] == true {
        let summary = said["summary"].as_str().unwrap_or_default();
        return json!({"ok": true, "summary": summary, "table": null, "records": []});
    }
    let message = said["error"].as_str().or(said["error"]["message"].as_str()).unwrap_or_default();
    json!({"ok": false, "error": {"code": "failed", "message": message}})
}
