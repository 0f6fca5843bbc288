//! The page around the widget: the `Host` of `docs/contract.md`, read once at the border.

use crate::bootstrap::{Bootstrap, BootstrapError};
use crate::dom::{get, get_function, get_string};
use crate::wake;
use ai_agent_agui::ToolResult;
use js_sys::Function;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

/// What the host offers.
#[derive(Clone, Debug)]
pub struct Host {
    this: JsValue,
    /// What the server told the host.
    pub bootstrap: Bootstrap,
    /// Whether Odoo is dark.
    pub dark: bool,
    /// Whether the widget floats over Odoo or fills its element.
    pub panel: bool,
}

/// Why a host object cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// There is none.
    #[error("the host has no bootstrap")]
    NoBootstrap,
    /// Its bootstrap is unusable.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
}

/// How urgent a notification is; the names are those of Odoo's notification service.
#[derive(Clone, Copy, Debug)]
pub enum NotificationKind {
    /// Something to correct.
    Warning,
}

impl Host {
    /// Reads the host object.
    ///
    /// # Errors
    /// [`HostError`] when what the widget cannot do without is missing.
    pub fn read(host: JsValue) -> Result<Self, HostError> {
        let bootstrap = get(&host, "bootstrap").ok_or(HostError::NoBootstrap)?;
        Ok(Self {
            bootstrap: Bootstrap::read(&bootstrap)?,
            dark: get_string(&host, "theme").as_deref() == Some("dark"),
            panel: get_string(&host, "layout").as_deref() != Some("page"),
            this: host,
        })
    }

    /// The active companies as `X-Allowed-Companies` wants them: `1,3`.
    pub fn companies(&self) -> Option<String> {
        let list = self.call("companies", &[])?;
        Some(js_sys::Array::from(&list).join(",").into()).filter(|ids: &String| !ids.is_empty())
    }

    /// Where the user is.
    pub fn context(&self) -> Value {
        let json = self.call("context", &[]).and_then(|context| js_sys::JSON::stringify(&context).ok());
        json.and_then(|json| serde_json::from_str(&String::from(json)).ok()).unwrap_or(Value::Null)
    }

    /// Opens a record inside Odoo.
    pub fn open_record(&self, model: &str, id: u64) {
        self.call("openRecord", &[model.into(), (id as f64).into()]);
    }

    /// Whether lists can be opened.
    pub fn can_open_list(&self) -> bool {
        get_function(&self.this, "openList").is_some()
    }

    /// Opens the records of a domain as a list inside Odoo.
    pub fn open_list(&self, model: &str, domain: &Value, title: &str) {
        let domain = js_sys::JSON::parse(&domain.to_string()).unwrap_or_default();
        self.call("openList", &[model.into(), domain, title.into()]);
    }

    /// Has the host carry out a tool call: to show something, or to fill in a form. `arguments` is JSON.
    pub async fn act(&self, name: &str, arguments: &str) -> ToolResult {
        let done = wake::act(&self.this, name, arguments).await.as_string();
        ToolResult::parse(&done.unwrap_or_default())
    }

    /// Has `listener` called whenever the user goes somewhere else; gives what ends that. `None`: the host does not tell.
    pub fn on_context(&self, listener: &Function) -> Option<Function> {
        self.call("onContext", &[listener.into()])?.dyn_into().ok()
    }

    /// Shows a short message in the host's way.
    pub fn notify(&self, text: &str, kind: NotificationKind) {
        let kind = match kind {
            NotificationKind::Warning => "warning",
        };
        self.call("notify", &[text.into(), kind.into()]);
    }

    /// The person closed the panel.
    pub fn close(&self) {
        self.call("close", &[]);
    }

    /// The person wants to log in again.
    pub fn login(&self) {
        self.call("login", &[]);
    }

    /// What to call when the widget panics.
    pub fn crash_callback(&self) -> Option<Function> {
        get_function(&self.this, "crashed")
    }

    /// Calls a function of the host. What the host throws is its own affair and must not stop the widget.
    fn call(&self, name: &str, args: &[JsValue]) -> Option<JsValue> {
        let function = get_function(&self.this, name)?;
        function.apply(&self.this, &args.iter().collect()).ok()
    }
}
