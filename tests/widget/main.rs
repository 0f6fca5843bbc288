//! The widget in a real browser, without a server: what it draws, what it does with keys, what it leaves behind.
//!
//! The server's answers are made here, by a `fetch` of our own; against real servers the widget is tested in `tests/web`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod acting;
mod approving;
mod asking;
mod branch;
mod broken_off;
mod connection;
mod context;
mod drafts;
mod found;
mod history;
mod page;
mod paging;
mod rating;
mod sent;
mod server;
mod support;
mod table;
mod threads;
mod tools;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
