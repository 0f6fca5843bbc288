//! AG-UI 1.0 as the widget and the dev server need it: the codec of server-sent events, the events, tool calls with their
//! results and proposals, the input of a run, and the error codes of `docs/contract.md`.
//!
//! No DOM, no network and no clock live here; everything is tested natively.

mod code;
mod event;
mod id;
mod input;
mod proposal;
mod sse;
mod tool;

pub use code::ErrorCode;
pub use event::{Event, EventError, Interrupt, Outcome, SnapshotMessage};
pub use id::{MessageId, ProposalId, RunId, ThreadId, ToolCallId};
pub use input::{Decision, Edits, InputMessage, Resume, RunAgentInput};
pub use proposal::{Effect, FieldChange, Item, ItemState, Proposal, ProposalState, Shown};
pub use sse::{Decoder, SseError, SseEvent};
pub use tool::{Access, RecordRef, ToolFailure, ToolResult};

/// The protocol version announced in [`RunAgentInput`] (AG-UI 1.0, `RunAgentInput.protocolVersion`).
pub const PROTOCOL_VERSION: &str = "1.0";
