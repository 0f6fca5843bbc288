//! The state of a conversation as a fold over the events of its runs.
//!
//! No DOM and no network: what is drawn, and how events arrive, is decided elsewhere.

mod fold;
mod message;
mod sentences;

pub use fold::{Change, Conversation, FoldError, RunEnd};
pub use message::{Feedback, Message, Role, Status};
pub use sentences::Sentences;
