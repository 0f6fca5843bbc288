//! The custom element and its shadow root.

use crate::dom::document;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

const STYLE: &str = include_str!("../static/chat.css");

#[wasm_bindgen(inline_js = r#"
export function defineElement() {
    if (!customElements.get("ai-agent-chat")) {
        customElements.define("ai-agent-chat", class extends HTMLElement {
            disconnectedCallback() {
                queueMicrotask(() => this.isConnected || this.dispatchEvent(new Event("ai-agent-removed")));
            }
        });
    }
}
export function adopt(root, sheet) { root.adoptedStyleSheets = [sheet]; }
"#)]
extern "C" {
    /// Only JavaScript can write a class that extends `HTMLElement`.
    #[wasm_bindgen(js_name = defineElement)]
    fn define_element();
    fn adopt(root: &ShadowRoot, sheet: &CssStyleSheet);
}

/// Gives `element` its shadow root with the widget's style, and in it the `div` to draw in.
///
/// The style is a constructed sheet, which a Content-Security-Policy without `unsafe-inline` lets through. A root that is
/// there already (the widget was unmounted and is mounted again) is used again.
///
/// # Errors
/// What the browser throws when the element cannot have a shadow root.
pub fn prepare(element: &HtmlElement) -> Result<HtmlElement, JsValue> {
    define_element();
    let root = match element.shadow_root() {
        Some(root) => root,
        None => {
            let init = ShadowRootInit::new(ShadowRootMode::Open);
            element.attach_shadow(&init)?
        }
    };
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(STYLE)?;
    adopt(&root, &sheet);
    let place: HtmlElement = document().create_element("div")?.unchecked_into();
    place.set_class_name("place");
    root.append_child(&place)?;
    Ok(place)
}
