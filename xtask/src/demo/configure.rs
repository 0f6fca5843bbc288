//! Enters the AI service's address and key where a person would: in Odoo's settings, as the administrator.

use std::time::Duration;

use serde_json::{Value, json};

use crate::demo::running::LOGIN;
use crate::error::{Error, Result};
use crate::http::Client;
use crate::stack::template::DATABASE;
use crate::ui::{self, Step};

const TIMEOUT: Duration = Duration::from_secs(120);
const MODEL: &str = "res.config.settings";

/// Logs in as a person does, and keeps the session.
pub fn log_in(url: &str) -> Result<Client> {
    let client = Client::new(url, TIMEOUT);
    let (login, password) = LOGIN;
    let parameters = json!({"db": DATABASE, "login": login, "password": password});
    let result = rpc(&client, "/web/session/authenticate", &parameters)?;
    if result["uid"].is_number() {
        Ok(client)
    } else {
        Err(Error::Failed(format!(
            "Odoo refused the login {login}/{password}: was its password changed? --fresh starts over"
        )))
    }
}

/// Enters address and key, unless the person has entered a service of their own.
pub fn service(url: &str, service_url: &str, key: &str, entered_before: &str) -> Result<()> {
    let step = Step::start("entering the AI service in Odoo's settings");
    let client = match log_in(url) {
        Ok(client) => client,
        Err(error) => {
            step.failed();
            // A person who changed the password has their own settings too.
            ui::note(&error.to_string());
            return if entered_before.is_empty() { Err(error) } else { Ok(()) };
        }
    };
    let current = call(&client, "default_get", &json!([["ai_agent_url"]]))?;
    let current = current["ai_agent_url"].as_str().unwrap_or_default();
    if !current.is_empty() && current != entered_before {
        step.done();
        ui::note(&format!("Odoo is set to use {current}: left as it is"));
        return Ok(());
    }
    let values = json!({
        "ai_agent_url": service_url,
        "ai_agent_kind": "openai",
        "ai_agent_key_header": "x_api_key",
        "ai_agent_allow_private": true,
        "ai_agent_api_key": key,
    });
    let id = call(&client, "create", &json!([values]))?;
    // It also finds out whether the model calls tools, so that none are offered to one that cannot.
    call(&client, "action_ai_agent_test", &json!([[id]]))?;
    call(&client, "execute", &json!([[id]]))?;
    step.done();
    Ok(())
}

fn call(client: &Client, method: &str, arguments: &Value) -> Result<Value> {
    let path = format!("/web/dataset/call_kw/{MODEL}/{method}");
    rpc(client, &path, &json!({"model": MODEL, "method": method, "args": arguments, "kwargs": {}}))
}

fn rpc(client: &Client, path: &str, parameters: &Value) -> Result<Value> {
    let body = json!({"jsonrpc": "2.0", "method": "call", "params": parameters});
    let answer = client.post(path, &body, &[])?;
    let mut answer = answer.json(path)?;
    match answer["error"]["data"]["message"].as_str().or_else(|| answer["error"]["message"].as_str()) {
        Some(message) => Err(Error::Failed(format!("{path}: {message}"))),
        None => Ok(answer["result"].take()),
    }
}
