//! The widget's backend for `trunk serve`: the routes of `docs/contract.md` without Odoo.
//!
//! One user, everything in memory, loopback only. `forwardedProps.scenario` plays a recording of `tests/scenarios/`;
//! without it the AI service of the environment is asked (`config.rs` lists the variables).
//!
//! - `guard` keeps pages of other origins out; `problem` is how every refusal looks.
//! - `routes/` reads requests and writes answers; it knows no AI service.
//! - `store/` has threads, messages and runs; it knows no HTTP.
//! - `run/` lets a run live on its own, as a task that no request owns; readers follow its log.
//! - `provider/` asks the AI service.

mod app;
mod clock;
mod config;
mod guard;
mod ids;
mod problem;
mod provider;
mod routes;
mod run;
mod store;
mod texts;

pub use app::{App, router};
pub use config::{Config, ConfigError};
