//! The page of `trunk serve`: the widget beside a list of recorded scenarios. With a server behind it (`cargo xtask dev`)
//! the widget can talk to that instead. Nothing of it is in the addon.

mod host;
mod page;
mod player;
mod told;

pub use player::{Player, Recording};
pub use told::{place, sent};

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page as soon as the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    crate::panic::install();
    leptos::mount::mount_to_body(page::Page);
}
