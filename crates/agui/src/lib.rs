//! AG-UI 1.0 as the widget and the dev server need it: the codec of server-sent events, the events, the input of a run,
//! and the error codes of `docs/contract.md`.
//!
//! No DOM, no network and no clock live here; everything is tested natively.

mod code;
mod event;
mod id;
mod input;
mod sse;

pub use code::ErrorCode;
pub use event::{Event, EventError, Outcome, SnapshotMessage};
pub use id::{MessageId, RunId, ThreadId};
pub use input::{RunAgentInput, UserMessage};
pub use sse::{Decoder, SseError, SseEvent};

/// The protocol version announced in [`RunAgentInput`] (AG-UI 1.0, `RunAgentInput.protocolVersion`).
pub const PROTOCOL_VERSION: &str = "1.0";
