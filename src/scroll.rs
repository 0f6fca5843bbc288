//! Where messages and menus are on the screen (`scroll.js`).

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

#[wasm_bindgen(module = "/src/scroll.js")]
extern "C" {
    /// Keeps a message where it is, whatever changes before the next frame: `id`, whose place `heir` takes, with the focus
    /// on what `selector` finds in that; or, when these are empty, the first message in sight.
    pub fn hold(scroller: &Element, id: &str, heir: &str, selector: &str);

    /// Brings a message into sight, gives it the focus and marks it for a moment.
    pub fn show(scroller: &Element, id: &str);

    /// Gives the focus, in the next frame, to what `selector` finds in a message; empty: to the message, and
    /// without an id to the scroller itself.
    pub fn focus(scroller: &Element, id: &str, selector: &str);

    /// Gives the focus, in the next frame, to the first that `selector` finds, if the focus is in the widget at all.
    pub fn approach(scroller: &Element, selector: &str);

    /// Puts a menu at its button, inside `frame`.
    pub fn place(menu: &Element, button: &Element, frame: &Element);
}
