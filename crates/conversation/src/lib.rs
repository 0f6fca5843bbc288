//! The state of a conversation as a fold over the events of its runs.
//!
//! No DOM and no network: what is drawn, and how events arrive, is decided elsewhere.

mod branch;
mod calls;
mod drafts;
mod fold;
mod message;
mod page;
mod part;
mod sentences;

pub use branch::{Left, version};
pub use drafts::Drafts;
pub use fold::{Change, Conversation, FoldError, RunEnd};
pub use message::{Feedback, Message, Role, Status};
pub use page::Page;
pub use part::{CallState, Part, Text, ToolCall};
pub use sentences::Sentences;
