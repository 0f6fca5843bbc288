//! The dev server as a client sees it, over HTTP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod recordings;
mod service;
mod support;
mod tools;
