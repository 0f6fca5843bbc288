//! Plays recorded scenarios without a server.

use crate::api::{Failure, Numbered};
use crate::dom::sleep;
use ai_agent_agui::{Decoder, ErrorCode, Event, Outcome, RunAgentInput};
use ai_agent_scenario::{Frame, FrameKind, Ids, Scenario};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// Answers every question with the chosen scenario.
#[derive(Debug)]
pub struct Player {
    scenario: Rc<RefCell<Option<Scenario>>>,
    rest: Rc<RefCell<Rest>>,
    stopped: Rc<Cell<bool>>,
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
        Self { scenario, rest: Rc::default(), stopped: Rc::default() }
    }

    /// As [`crate::api::Client::run`].
    pub async fn run(&self, input: &RunAgentInput) -> Result<Recording, Failure> {
        let message = crate::dom::random_id();
        let question = input.messages.last().map(|question| question.id.as_str()).unwrap_or_default();
        let ids = Ids { thread: input.thread_id.as_str(), run: input.run_id.as_str(), question, message: &message };
        let frames = self.scenario.borrow().as_ref().map(|scenario| scenario.frames(&ids));
        let frames = VecDeque::from(frames.ok_or(Failure::of(ErrorCode::NotFound))?);
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
