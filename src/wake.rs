//! Waiting that ends when the page wakes: the network is back, the tab is looked at again, the machine has slept.
//!
//! Written in JavaScript (`wake.js`, with the requests that it guards): all of it is timers and listeners of the page, and
//! each would be a closure in Rust.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{AbortController, ReadableStreamDefaultReader};

#[wasm_bindgen(module = "/src/wake.js")]
extern "C" {
    /// Waits `ms` milliseconds, or until the page wakes; whether that was it.
    pub async fn pause(ms: u32) -> JsValue;

    /// What the host made of a tool call, as JSON.
    pub async fn act(host: &JsValue, name: &str, arguments: &str) -> JsValue;

    /// The next bytes of a stream; `undefined` at its end. Aborts a connection that is silent for too long.
    #[wasm_bindgen(catch)]
    pub async fn read(reader: &ReadableStreamDefaultReader, connection: &AbortController) -> Result<JsValue, JsValue>;
}
