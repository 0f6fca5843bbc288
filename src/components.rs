//! Markup and events. A component draws state and calls methods of it; none knows HTTP.

mod app;
mod composer;
mod context;
mod empty;
mod header;
mod history;
mod icon;
mod leave;
mod log;
mod message;
mod notice;
mod sent;
mod table;
mod ui;

pub use app::App;
