//! Waiting that ends when the page wakes: the network is back, the tab is looked at again, the machine has slept.
//!
//! Written in JavaScript: all of it is timers and listeners of the page, and each would be a closure in Rust.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{AbortController, ReadableStreamDefaultReader};

#[wasm_bindgen(inline_js = r#"
// Calls `act(sure)` whenever the page wakes, until what it gives back is called. `sure`: connections did not survive it.
// No browser tells that the machine slept; a clock that jumped does.
function onWake(act) {
    let last = Date.now();
    const online = () => act(true);
    const shown = () => document.hidden || act(false);
    const timer = setInterval(() => {
        const gap = Date.now() - last;
        last += gap;
        if (gap > 10000) act(true);
    }, 1000);
    addEventListener("online", online);
    document.addEventListener("visibilitychange", shown);
    return () => {
        clearInterval(timer);
        removeEventListener("online", online);
        document.removeEventListener("visibilitychange", shown);
    };
}
export function pause(ms) {
    return new Promise((resolve) => {
        const end = (woken) => {
            clearTimeout(timer);
            stop();
            resolve(woken);
        };
        const timer = setTimeout(end, ms, false);
        const stop = onWake(() => end(true));
    });
}
export async function read(reader, connection) {
    const started = Date.now();
    const timer = setTimeout(() => connection.abort(), 20000);
    const stop = onWake((sure) => (sure || Date.now() - started > 6000) && connection.abort());
    try {
        return (await reader.read()).value;
    } finally {
        clearTimeout(timer);
        stop();
    }
}
"#)]
extern "C" {
    /// Waits `ms` milliseconds, or until the page wakes; whether that was it.
    pub async fn pause(ms: u32) -> JsValue;

    /// The next bytes of a stream; `undefined` at its end. The server sends something at least every 5 s: a connection
    /// that is silent for 20 s, or for 6 s when the page wakes, is given up.
    #[wasm_bindgen(catch)]
    pub async fn read(reader: &ReadableStreamDefaultReader, connection: &AbortController) -> Result<JsValue, JsValue>;
}
