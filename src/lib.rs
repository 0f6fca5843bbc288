//! The chat widget: `<ai-agent-chat>`, a custom element with a shadow root, drawn by Leptos.
//!
//! | folder | what lives there |
//! |---|---|
//! | `api` | requests to the server and the streams it answers; no signals |
//! | `state` | what the components draw, and the tasks that change it; no markup |
//! | `components` | markup and events; no HTTP |
//! | `render` | markdown blocks into DOM nodes |
//! | `standalone` | the page of `trunk serve` (feature `standalone`) |
//!
//! What needs no browser is in `crates/`. The interface to the page around is in `docs/contract.md`.

mod api;
mod bootstrap;
mod components;
mod dom;
mod element;
mod host;
mod mount;
mod panic;
mod render;
mod scroll;
#[cfg(feature = "standalone")]
mod standalone;
mod state;
mod texts;
mod times;
mod wake;

pub use mount::{Handle, mount};
