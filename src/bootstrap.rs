//! What `GET /ai_agent/bootstrap` answers, as far as the widget needs it.

use crate::dom::{get, get_bool, get_string};
use crate::texts::Texts;
use wasm_bindgen::{JsCast, JsValue};

/// The person, the server's limits and the texts.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    /// The user's id; another one after a new login means other conversations.
    pub user: u32,
    /// The user's name.
    pub user_name: String,
    /// Names the browser's storage together with the user.
    pub database: String,
    /// Whether the language runs from right to left.
    pub rtl: bool,
    /// The language, as `Intl` names it.
    pub lang: Option<String>,
    /// The person's time zone, as `Intl` names it.
    pub time_zone: Option<String>,
    /// Goes back in `X-CSRF-Token`.
    pub csrf_token: String,
    /// Prefix of all routes.
    pub base: String,
    /// Prefix of the routes of runs.
    pub run_base: String,
    /// Whether an AI service is set up.
    pub configured: bool,
    /// Where an administrator sets it up; only for administrators.
    pub settings_url: Option<String>,
    /// Whether the server searches in threads.
    pub can_search: bool,
    /// Whether it exports them.
    pub can_export: bool,
    /// The most characters that a question may have.
    pub prompt_chars: usize,
    /// Whether an earlier question can be asked in another way, and an answer given again.
    pub branches: bool,
    /// Whether the person can say what an answer was worth.
    pub feedback: bool,
    /// What the person should know of a service that cannot look anything up.
    pub tools_note: Option<String>,
    /// Questions to start with.
    pub starters: Vec<String>,
    /// The visible texts.
    pub texts: Texts,
}

/// Why a bootstrap object cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bootstrap object has no usable {0}")]
pub struct BootstrapError(&'static str);

impl Bootstrap {
    /// Reads the object.
    ///
    /// # Errors
    /// [`BootstrapError`] names the first property that is missing or of another type.
    pub fn read(object: &JsValue) -> Result<Self, BootstrapError> {
        let user = get(object, "user").ok_or(BootstrapError("user"))?;
        let texts = get(object, "texts").ok_or(BootstrapError("texts"))?;
        let limits = get(object, "limits").unwrap_or(JsValue::UNDEFINED);
        let can = get(object, "capabilities").unwrap_or(JsValue::UNDEFINED);
        let base = get_string(object, "base").ok_or(BootstrapError("base"))?;
        let starters = get(object, "starters").and_then(|list| list.dyn_into::<js_sys::Array>().ok());
        Ok(Self {
            user: number(&user, "id").ok_or(BootstrapError("user.id"))? as u32,
            user_name: get_string(&user, "name").unwrap_or_default(),
            database: get_string(object, "database").unwrap_or_default(),
            rtl: get_string(object, "direction").as_deref() == Some("rtl"),
            lang: get_string(object, "lang"),
            time_zone: get_string(object, "timeZone"),
            can_search: get_bool(&can, "search"),
            can_export: get_bool(&can, "export"),
            csrf_token: get_string(object, "csrfToken").unwrap_or_default(),
            run_base: get_string(object, "runBase").unwrap_or_else(|| base.clone()),
            base,
            configured: get_bool(object, "configured"),
            settings_url: get_bool(object, "isManager").then(|| get_string(object, "settingsUrl")).flatten(),
            prompt_chars: number(&limits, "promptChars").map_or(usize::MAX, |chars| chars as usize),
            branches: get_bool(&can, "branches"),
            feedback: get_bool(&can, "feedback"),
            tools_note: get_string(object, "toolsNote"),
            starters: starters
                .map(|list| list.iter().filter_map(|text| text.as_string()).collect())
                .unwrap_or_default(),
            texts: Texts::new(texts),
        })
    }
}

fn number(object: &JsValue, name: &str) -> Option<f64> {
    get(object, name)?.as_f64()
}
