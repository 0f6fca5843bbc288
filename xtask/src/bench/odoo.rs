//! Odoo's RPC, as far as a measurement is prepared by it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::http::{Answer, Client};
use crate::stack::template::DATABASE;

const TIMEOUT: Duration = Duration::from_secs(120);
const COOKIE: &str = "session_id";

/// A session with Odoo.
pub struct Session {
    client: Client,
    id: String,
}

impl Session {
    /// Logs in.
    pub fn start(url: &str, login: &str, password: &str) -> Result<Self> {
        let client = Client::new(url, TIMEOUT);
        let parameters = json!({"db": DATABASE, "login": login, "password": password});
        let answer = client.post("/web/session/authenticate", &request(&parameters), &[])?;
        let id = session_id(&answer);
        let result = result(&answer, "logging in")?;
        match id {
            Some(id) if result["uid"].is_number() => Ok(Self { client, id }),
            _ => Err(Error::Failed(format!("Odoo refused the login {login}"))),
        }
    }

    /// The header `Cookie`.
    pub fn cookie(&self) -> String {
        format!("{COOKIE}={}", self.id)
    }

    /// Reads a page.
    pub fn page(&mut self, path: &str) -> Result<Answer> {
        let answer = self.client.get(path)?;
        if let Some(id) = session_id(&answer) {
            self.id = id;
        }
        if answer.status == 200 { Ok(answer) } else { Err(Error::Failed(format!("{path} answered {}", answer.status))) }
    }

    /// Calls a method of a model.
    pub fn call(&self, model: &str, method: &str, arguments: &Value, context: &Value) -> Result<Value> {
        let path = format!("/web/dataset/call_kw/{model}/{method}");
        let parameters = json!({"model": model, "method": method, "args": arguments, "kwargs": {"context": context}});
        result(&self.client.post(&path, &request(&parameters), &[])?, &path)
    }
}

fn request(parameters: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": "call", "params": parameters})
}

fn result(answer: &Answer, what: &str) -> Result<Value> {
    let mut answer = answer.json(what)?;
    match answer["error"]["data"]["message"].as_str().or_else(|| answer["error"]["message"].as_str()) {
        Some(message) => Err(Error::Failed(format!("{what}: {message}"))),
        None => Ok(answer["result"].take()),
    }
}

/// The session that an answer sets, if it sets one.
fn session_id(answer: &Answer) -> Option<String> {
    answer.headers.lines().find_map(|line| {
        let (name, value) = line.strip_prefix("set-cookie: ")?.split(';').next()?.split_once('=')?;
        (name.trim() == COOKIE).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &str, body: &str) -> Answer {
        Answer { status: 200, headers: headers.into(), body: body.into() }
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let headers = "server: x\nset-cookie: lang=en; Path=/\nset-cookie: session_id=abc; Path=/; HttpOnly\n";
        assert_eq!(session_id(&answer(headers, "")).unwrap(), "abc");
        assert_eq!(session_id(&answer("set-cookie: lang=en\n", "")), None);
    }

    #[test]
    fn what_odoo_objects_to_is_told() {
        let error = result(&answer("", r#"{"error":{"message":"e","data":{"message":"no such user"}}}"#), "x");
        assert_eq!(error.unwrap_err().to_string(), "x: no such user");
        assert_eq!(result(&answer("", r#"{"result":[1]}"#), "x").unwrap(), json!([1]));
    }
}
