//! Requests to the server. No signal and no markup here: what comes back is data or a [`Failure`].

mod client;
mod failure;
mod http;
mod stream;
mod thread;
mod transport;

pub use client::{Client, Sent, TableFormat, Told};
pub use failure::Failure;
#[cfg(feature = "standalone")]
pub use http::{Request, text};
pub use stream::{Numbered, SseReader};
pub use thread::{Found, LastRun, Part, Thread, ThreadChange, ThreadPage, ThreadQuery, ThreadSummary};
pub use transport::{EventStream, Transport};
