//! The bench against itself: its service, its clients, and a server of runs made for the purpose.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fake;
mod load;
mod service;
