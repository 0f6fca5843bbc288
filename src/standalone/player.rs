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
    stopped: Rc<Cell<bool>>,
}

impl Player {
    /// Plays what `scenario` holds at the time of the question.
    pub fn new(scenario: Rc<RefCell<Option<Scenario>>>) -> Self {
        Self { scenario, stopped: Rc::default() }
    }

    /// As [`crate::api::Client::run`].
    pub async fn run(&self, input: &RunAgentInput) -> Result<Recording, Failure> {
        let message = crate::dom::random_id();
        let ids = Ids { thread: input.thread_id.as_str(), run: input.run_id.as_str(), message: &message };
        let frames = self.scenario.borrow().as_ref().map(|scenario| scenario.frames(&ids));
        let mut frames = VecDeque::from(frames.ok_or(Failure::of(ErrorCode::NotFound))?);
        if let Some(Frame { after_ms, kind: FrameKind::Problem { code, retry_after } }) = frames.front().cloned() {
            sleep(after_ms).await;
            frames.clear();
            return Err(Failure::Problem {
                code: ErrorCode::from_name(&code),
                detail: String::new(),
                retry_after: retry_after.map(u64::from),
            });
        }
        self.stopped.set(false);
        Ok(Recording {
            frames,
            ready: VecDeque::new(),
            decoder: Decoder::new(),
            seq: 0,
            stopped: Rc::clone(&self.stopped),
        })
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
    frames: VecDeque<Frame>,
    ready: VecDeque<String>,
    decoder: Decoder,
    seq: u64,
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
            let Some(frame) = self.frames.pop_front() else { return Ok(None) };
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
                FrameKind::Drop | FrameKind::Problem { .. } => {
                    self.frames.clear();
                    return Ok(None);
                }
            }
        }
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
        self.frames.clear();
        self.numbered(Some(Event::RunFinished(Outcome::Cancelled)))
    }

    fn numbered(&mut self, event: Option<Event>) -> Result<Option<Numbered>, Failure> {
        self.seq += 1;
        Ok(Some(Numbered { seq: Some(self.seq), event }))
    }
}
