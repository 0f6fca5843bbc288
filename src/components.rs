//! Markup and events. A component draws state and calls methods of it; none knows HTTP.

mod app;
mod composer;
mod empty;
mod header;
mod history;
mod icon;
mod leave;
mod log;
mod message;
mod notice;
mod table;
mod ui;

pub use app::App;
