//! After a panic the instance is poisoned: the host is told once, and puts "Restart the assistant" in its place.

use js_sys::Function;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsValue;

thread_local! {
    static CALLBACKS: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Prints panics to the console and tells every host that was registered.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        tell_hosts(info);
    }));
}

/// Registers a host's callback until [`unregister`].
pub fn register(callback: Function) {
    CALLBACKS.with_borrow_mut(|callbacks| callbacks.push(callback));
}

/// Forgets a host's callback.
pub fn unregister(callback: &Function) {
    CALLBACKS.with_borrow_mut(|callbacks| callbacks.retain(|known| known != callback));
}

fn tell_hosts(info: &PanicHookInfo<'_>) {
    // The panic may have come from inside this very list.
    let callbacks =
        CALLBACKS.with(|cell| cell.try_borrow_mut().map(|mut list| std::mem::take(&mut *list)).unwrap_or_default());
    let message = JsValue::from_str(&info.to_string());
    for callback in callbacks {
        // A host that throws here cannot be helped any further.
        let _ = callback.call1(&JsValue::NULL, &message);
    }
}
