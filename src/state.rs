//! What the components draw, and the tasks that change it.

mod act;
mod approval;
mod ask;
mod branch;
mod chat;
mod history;
mod message;
mod notice;
mod paging;
mod part;
mod place;
mod rating;
mod reading;
mod run;
mod sent;
mod sheet;
mod stop;
mod storage;
mod thread;

pub use approval::Choice;
pub use chat::{Chat, Happening, Phase, ThreadEvent};
pub use history::History;
pub use message::MessageState;
pub use notice::{Action, Notice};
pub use part::{CallState, PartState, TextState};
pub use place::Shown;
