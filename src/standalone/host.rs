//! A host for the widget that is no Odoo.

use crate::api::{Request, text};
use crate::dom;
use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

const TEXTS: &str = include_str!("../../static/texts.en.json");

/// There is no Odoo to show anything: it is said what would be.
const ACT: &str = "const [name, args] = arguments; \
    console.info(name, args); \
    const what = args.title || args.model + (args.resId ? ' ' + args.resId : ''); \
    return Promise.resolve({ok: true, summary: 'Outside of Odoo. It would be done there: ' + name + ', ' + what})";

/// How the page shows the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Dark instead of light.
    pub dark: bool,
    /// Floating instead of filling its place.
    pub panel: bool,
    /// From right to left.
    pub rtl: bool,
}

/// The bootstrap of the dev server, if there is one.
pub async fn fetch_bootstrap() -> Option<JsValue> {
    let response = Request::get("application/json").send("/ai_agent/bootstrap", None).await?;
    let kind = response.headers().get("Content-Type").ok().flatten();
    if !response.ok() || !kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return None;
    }
    JSON::parse(&text(&response).await?).ok()
}

/// A `Host` object; without a `bootstrap` of a server, one for recorded scenarios.
pub fn host(bootstrap: Option<&JsValue>, look: Look, close: &Closure<dyn FnMut()>) -> JsValue {
    let bootstrap = bootstrap.cloned().unwrap_or_else(recorded_bootstrap);
    set(&bootstrap, "direction", if look.rtl { "rtl" } else { "ltr" }.into());
    let host: JsValue = Object::new().into();
    set(&host, "bootstrap", bootstrap);
    set(&host, "theme", if look.dark { "dark" } else { "light" }.into());
    set(&host, "layout", if look.panel { "panel" } else { "page" }.into());
    set(&host, "close", close.as_ref().clone());
    for (name, body) in [
        ("act", ACT),
        ("openRecord", "console.info('open record', ...arguments)"),
        ("context", "return {model: 'crm.lead', resId: 13, viewType: 'form', unsaved: {date_deadline: '2026-01-31'}}"),
        ("onContext", "return () => {}"),
        ("openList", "console.info('open list', ...arguments)"),
        ("notify", "console.info('notify', ...arguments)"),
        ("login", "location.reload()"),
    ] {
        set(&host, name, Function::new_no_args(body).into());
    }
    host
}

fn recorded_bootstrap() -> JsValue {
    let bootstrap: JsValue = Object::new().into();
    let user: JsValue = Object::new().into();
    set(&user, "id", 1.into());
    set(&user, "name", "Developer".into());
    set(&bootstrap, "user", user);
    set(&bootstrap, "database", "standalone".into());
    set(&bootstrap, "base", "/ai_agent".into());
    set(&bootstrap, "configured", JsValue::TRUE);
    set(&bootstrap, "texts", JSON::parse(TEXTS).unwrap_or_default());
    let starters = [
        "What can you help me with?",
        "Write a polite payment reminder",
        "Explain the difference between a quotation and an order",
    ];
    set(&bootstrap, "starters", starters.into_iter().map(JsValue::from).collect::<js_sys::Array>().into());
    bootstrap
}

fn set(object: &JsValue, name: &str, value: JsValue) {
    // Fails only for objects that are frozen.
    let _ = Reflect::set(object, &name.into(), &value);
    debug_assert!(dom::get(object, name).is_some());
}
