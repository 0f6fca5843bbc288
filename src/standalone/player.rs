//! Plays recorded scenarios without a server.

use crate::api::{Failure, Numbered};
use crate::dom::sleep;
use ai_agent_agui::{Decoder, Edits, ErrorCode, Event, Outcome, Proposal, ProposalId, RunAgentInput};
use ai_agent_scenario::{Cue, Frame, FrameKind, Ids, Scenario, decide, edit, undo};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// Answers every question with the chosen scenario.
#[derive(Debug)]
pub struct Player {
    scenario: Rc<RefCell<Option<Scenario>>>,
    rest: Rc<RefCell<Rest>>,
    stopped: Rc<Cell<bool>>,
    asked: Rc<RefCell<Asked>>,
}

/// What the person was asked.
#[derive(Debug, Default)]
struct Asked {
    /// The first answer, of which the ids of calls and proposals are made.
    origin: String,
    /// The proposals, as they are now.
    proposals: Vec<Value>,
}

/// What of a scenario was not played yet; whoever connects next goes on with it.
#[derive(Debug, Default)]
struct Rest {
    frames: VecDeque<Frame>,
    seq: u64,
}

impl Player {
    /// Plays what `scenario` holds at the time of the question.
    pub fn new(scenario: Rc<RefCell<Option<Scenario>>>) -> Self {
        Self { scenario, rest: Rc::default(), stopped: Rc::default(), asked: Rc::default() }
    }

    /// As [`crate::api::Client::run`].
    pub async fn run(&self, input: &RunAgentInput) -> Result<Recording, Failure> {
        let message = crate::dom::random_id();
        let question = input.messages.last().map(|question| question.id.as_str()).unwrap_or_default();
        let cue = self.cue(input, &message);
        let origin = self.asked.borrow().origin.clone();
        let (thread, run) = (input.thread_id.as_str(), input.run_id.as_str());
        let ids = Ids { thread, run, question, message: &message, origin: &origin };
        let frames = self.scenario.borrow().as_ref().map(|scenario| scenario.frames(cue, &ids));
        let frames =
            VecDeque::from(frames.filter(|frames| !frames.is_empty()).ok_or(Failure::of(ErrorCode::NotFound))?);
        self.asked.borrow_mut().proposals.extend(frames.iter().flat_map(proposals));
        if let Some(Frame { after_ms, kind: FrameKind::Problem { code, retry_after } }) = frames.front().cloned() {
            sleep(after_ms).await;
            return Err(Failure::Problem {
                code: ErrorCode::from_name(&code),
                detail: String::new(),
                retry_after: retry_after.map(u64::from),
            });
        }
        self.stopped.set(false);
        *self.rest.borrow_mut() = Rest { frames, seq: 0 };
        Ok(self.connect())
    }

    /// What the input asks for: an answer, or that it goes on.
    fn cue(&self, input: &RunAgentInput, message: &str) -> Cue {
        let mut asked = self.asked.borrow_mut();
        if !input.resume.is_empty() {
            let mut approved = false;
            for resume in &input.resume {
                let payload = serde_json::to_value(&resume.payload).unwrap_or_default();
                let known = asked.proposals.iter_mut().find(|known| known["id"] == resume.interrupt_id.as_str());
                approved |= known.is_some_and(|known| decide(known, &payload) && known["state"] == "executed");
            }
            return Cue::Resume { approved };
        }
        if input.messages.last().is_some_and(|last| last.role == "tool") {
            return Cue::Tool;
        }
        *asked = Asked { origin: message.to_owned(), proposals: std::mem::take(&mut asked.proposals) };
        Cue::Question
    }

    /// As [`crate::api::Client::proposal`].
    pub fn proposal(&self, id: &ProposalId) -> Result<Proposal, Failure> {
        self.with_proposal(id, |_| true)
    }

    /// As [`crate::api::Client::preview`].
    pub fn preview(&self, id: &ProposalId, edits: &Edits) -> Result<Proposal, Failure> {
        let edits = serde_json::to_value(edits).unwrap_or_default().as_object().cloned().unwrap_or_default();
        let known = self.asked.borrow().proposals.iter().find(|known| known["id"] == id.as_str()).cloned();
        let tried = known.and_then(|mut tried| edit(&mut tried, &edits).then_some(tried));
        tried.and_then(|tried| Proposal::from_value(&tried)).ok_or(Failure::of(ErrorCode::InvalidInput))
    }

    /// As [`crate::api::Client::undo`].
    pub fn undo(&self, id: &ProposalId) -> Result<Proposal, Failure> {
        self.with_proposal(id, undo)
    }

    fn with_proposal(&self, id: &ProposalId, change: impl FnOnce(&mut Value) -> bool) -> Result<Proposal, Failure> {
        let mut asked = self.asked.borrow_mut();
        let known = asked.proposals.iter_mut().find(|known| known["id"] == id.as_str());
        let changed = known.and_then(|known| change(known).then(|| Proposal::from_value(known)).flatten());
        changed.ok_or(Failure::of(ErrorCode::NotFound))
    }

    /// As [`crate::api::Client::events`].
    pub fn events(&self) -> Result<Recording, Failure> {
        if self.rest.borrow().frames.is_empty() { Err(Failure::Connection) } else { Ok(self.connect()) }
    }

    fn connect(&self) -> Recording {
        Recording {
            rest: Rc::clone(&self.rest),
            ready: VecDeque::new(),
            decoder: Decoder::new(),
            stopped: Rc::clone(&self.stopped),
        }
    }

    /// As [`crate::api::Client::stop`].
    pub fn stop(&self) -> Result<(), Failure> {
        self.stopped.set(true);
        Ok(())
    }
}

/// The proposals that a frame asks about.
fn proposals(frame: &Frame) -> Vec<Value> {
    let FrameKind::Event(event) = &frame.kind else { return Vec::new() };
    let interrupts = event["outcome"]["interrupts"].as_array().map(Vec::as_slice).unwrap_or_default();
    interrupts.iter().map(|interrupt| interrupt["metadata"]["proposal"].clone()).collect()
}

/// A scenario that is being played.
#[derive(Debug)]
pub struct Recording {
    rest: Rc<RefCell<Rest>>,
    ready: VecDeque<String>,
    decoder: Decoder,
    stopped: Rc<Cell<bool>>,
}

/// How often a pause looks whether the person stopped it, in milliseconds.
const SLICE: u32 = 50;

impl Recording {
    /// As [`crate::api::SseReader::next`].
    pub async fn next(&mut self) -> Result<Option<Numbered>, Failure> {
        loop {
            if let Some(data) = self.ready.pop_front() {
                return self.numbered(Event::parse(&data).map_err(|_| Failure::Protocol)?);
            }
            let next = self.rest.borrow_mut().frames.pop_front();
            let Some(frame) = next else { return Ok(None) };
            if self.pause(frame.after_ms).await {
                return self.cancelled();
            }
            match frame.kind {
                FrameKind::Event(event) => {
                    return self.numbered(Event::from_value(&event).map_err(|_| Failure::Protocol)?);
                }
                FrameKind::Raw(raw) => {
                    let events = self.decoder.push(raw.as_bytes()).map_err(|_| Failure::Protocol)?;
                    self.ready.extend(events.into_iter().map(|event| event.data));
                }
                FrameKind::Silence => {
                    while !self.pause(SLICE).await {}
                    return self.cancelled();
                }
                FrameKind::Drop | FrameKind::Problem { .. } => return Ok(None),
            }
        }
    }

    /// As [`crate::api::SseReader::retry`].
    pub fn retry(&self) -> Option<u32> {
        self.decoder.retry()
    }

    /// Waits; whether the person stopped it meanwhile.
    async fn pause(&self, ms: u32) -> bool {
        let mut left = ms;
        while left > 0 && !self.stopped.get() {
            let slice = left.min(SLICE);
            sleep(slice).await;
            left -= slice;
        }
        self.stopped.get()
    }

    fn cancelled(&mut self) -> Result<Option<Numbered>, Failure> {
        self.rest.borrow_mut().frames.clear();
        self.numbered(Some(Event::RunFinished(Outcome::Cancelled)))
    }

    fn numbered(&mut self, event: Option<Event>) -> Result<Option<Numbered>, Failure> {
        let mut rest = self.rest.borrow_mut();
        rest.seq += 1;
        Ok(Some(Numbered { seq: Some(rest.seq), event }))
    }
}
