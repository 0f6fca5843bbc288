//! Recorded runs: what a server would send, with its timing.
//!
//! The format is in `docs/contract.md` ("Scenarios"). This crate parses it and turns it into timed frames; who plays
//! them (the dev server over HTTP, the standalone page inside the browser, a test) waits and sends. So there is no
//! clock, no network and no DOM in here.
//!
//! ```
//! use ai_agent_scenario::{Cue, FrameKind, Ids, Scenario};
//!
//! let scenario = Scenario::parse(r#"{"title": "Hello", "prompt": "Hi", "steps": [{"text": "Hello", "chars": 3, "everyMs": 20}]}"#)?;
//! let frames = scenario.frames(Cue::Question, &Ids { thread: "t", run: "r", question: "q", message: "m", origin: "m" });
//! assert_eq!(frames.len(), 2);
//! assert_eq!(frames[0].after_ms, 20);
//! assert!(matches!(&frames[0].kind, FrameKind::Event(event) if event["delta"] == "Hel"));
//! # Ok::<(), ai_agent_scenario::ScenarioError>(())
//! ```

mod builtin;
mod error;
mod frame;
mod ids;
mod proposal;
mod scenario;
mod step;

pub use builtin::builtin;
pub use error::ScenarioError;
pub use frame::{Frame, FrameKind};
pub use ids::Ids;
pub use proposal::{Edits, decide, edit, undo};
pub use scenario::{Cue, Scenario};
