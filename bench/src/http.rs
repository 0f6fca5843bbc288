//! An HTTP/1.1 client that has one connection at a time, like a browser's tab has for one stream.

mod link;
mod target;
mod tls;

pub use link::{HttpError, Link, RESPONSE_TIMEOUT, collect};
pub use target::Target;
