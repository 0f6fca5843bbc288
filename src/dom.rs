//! Small readings of JavaScript values and of the page.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The property `name` of `object`; `None` when it is absent, `null`, or cannot be read.
pub fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// The property as a string.
pub fn get_string(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

/// The property as a flag; absent is `false`.
pub fn get_bool(object: &JsValue, name: &str) -> bool {
    get(object, name).is_some_and(|value| value.is_truthy())
}

/// The property as a function.
pub fn get_function(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name)?.dyn_into().ok()
}

/// The page's window. A widget without one cannot exist.
pub fn window() -> web_sys::Window {
    leptos::prelude::window()
}

/// The page's document.
pub fn document() -> web_sys::Document {
    leptos::prelude::document()
}

/// The origin of the page (`https://odoo.example`).
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// An id that nobody can guess: 32 hexadecimal digits. `crypto.randomUUID` would need HTTPS, which a local Odoo lacks.
pub fn random_id() -> String {
    let mut bytes = [0u8; 16];
    if let Ok(crypto) = window().crypto() {
        // A browser without randomness would still make ids that differ from each other within a page by time.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the person touches the screen, so that a caret brings up a keyboard.
pub fn is_touched() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

/// Puts the focus on an element. One that is hidden just now takes none, which is right.
pub fn focus(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// Puts the caret in an input and selects what is in it, once it is on the page.
pub fn select_later(input: web_sys::Element) {
    let input: web_sys::HtmlInputElement = input.unchecked_into();
    leptos::prelude::request_animation_frame(move || {
        focus(&input);
        input.select();
    });
}

/// Waits for `ms` milliseconds.
pub async fn sleep(ms: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        // A page that is being torn down may refuse the timer; then nothing waits for it either.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Puts text on the clipboard. Without HTTPS, where `navigator.clipboard` is missing, the older way is tried.
pub async fn copy(text: &str) -> bool {
    let clipboard = get(&window().navigator(), "clipboard");
    if let Some(write) = clipboard.as_ref().and_then(|clipboard| get_function(clipboard, "writeText")) {
        let this = clipboard.unwrap_or(JsValue::UNDEFINED);
        if let Ok(promise) = write.call1(&this, &JsValue::from_str(text)) {
            let promise = js_sys::Promise::resolve(&promise);
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                return true;
            }
        }
    }
    copy_by_selection(text).unwrap_or(false)
}

fn copy_by_selection(text: &str) -> Option<bool> {
    let document = document();
    let body = document.body()?;
    let area: web_sys::HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_attribute("style", "position:fixed;opacity:0").ok()?;
    body.append_child(&area).ok()?;
    area.select();
    let copied = get_function(&document, "execCommand")
        .and_then(|command| command.call1(&document, &JsValue::from_str("copy")).ok())
        .is_some_and(|result| result.is_truthy());
    area.remove();
    Some(copied)
}
