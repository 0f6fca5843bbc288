//! Measures the addon under load. Nothing here ships.
//!
//! - `service/` is an AI service that answers by a script, on time and cheaply.
//! - `http/` is a client like a browser's: one connection, kept by whoever reads on it. No pool.
//! - `load/` starts many runs, reads them like the widget does, and reports what readers saw.
//! - `ttft` compares the first text through Odoo with the first text from the service itself.
//! - `pages` looks whether ordinary pages still come while runs stream.
//! - `script`, `order`, `sse` and `stats` are the arithmetic; they know no network.

pub mod cli;
mod error;
pub mod http;
mod ids;
pub mod load;
pub mod order;
pub mod pages;
pub mod process;
pub mod script;
pub mod service;
pub mod sse;
pub mod stats;
pub mod ttft;
pub mod users;

pub use error::{Error, IoContext, Result};
