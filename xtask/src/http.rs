//! A small HTTP client with cookies, for servers on the loopback interface.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Result};

/// The largest answer that is read: Odoo's asset bundles are a few megabytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What is still coming in.
pub struct Streamed {
    /// The status.
    pub status: u16,
    /// All headers, one a line.
    pub headers: String,
    /// The rest.
    pub body: Box<dyn Read>,
}

type Sent = std::result::Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// One session with one server.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What came back. Headers are kept as text, so that they can be searched like the body.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All headers, one a line.
    pub headers: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self, what: &str) -> Result<Value> {
        serde_json::from_slice(&self.body).map_err(|source| Error::Json { what: what.to_owned(), source })
    }
}

impl Client {
    /// Nothing is sent yet. Redirects are handed back, not followed; proxies of the environment are not used.
    pub fn new(base: &str, timeout: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(timeout))
            .build();
        Self { agent: config.into(), base: base.to_owned(), cookies: RefCell::default() }
    }

    /// Reads a page.
    pub fn get(&self, path: &str) -> Result<Answer> {
        let url = self.url(path);
        let mut request = self.agent.get(&url);
        if let Some(cookies) = self.cookie_header() {
            request = request.header("Cookie", cookies);
        }
        self.whole(&url, request.call())
    }

    /// Sends JSON and reads the answer.
    pub fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Result<Answer> {
        let url = self.url(path);
        self.whole(&url, self.send(&url, body, headers))
    }

    /// Sends JSON and hands back the answer while it is still coming in.
    pub fn post_for_stream(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Result<Streamed> {
        let url = self.url(path);
        self.streamed(&url, self.send(&url, body, headers))
    }

    /// Reads an answer while it is still coming in.
    pub fn get_for_stream(&self, path: &str, headers: &[(&str, &str)]) -> Result<Streamed> {
        let url = self.url(path);
        let mut request = self.agent.get(&url);
        if let Some(cookies) = self.cookie_header() {
            request = request.header("Cookie", cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.streamed(&url, request.call())
    }

    fn streamed(&self, url: &str, response: Sent) -> Result<Streamed> {
        let response = response.map_err(|error| failed(url, error))?;
        self.remember(&response);
        let (status, headers) = (response.status().as_u16(), head(&response));
        Ok(Streamed { status, headers, body: Box::new(response.into_body().into_reader()) })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn send(&self, url: &str, body: &Value, headers: &[(&str, &str)]) -> Sent {
        let mut request = self.agent.post(url).header("Content-Type", "application/json");
        if let Some(cookies) = self.cookie_header() {
            request = request.header("Cookie", cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(body.to_string().as_bytes())
    }

    fn whole(&self, url: &str, response: Sent) -> Result<Answer> {
        let mut response = response.map_err(|error| failed(url, error))?;
        self.remember(&response);
        let body =
            response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| failed(url, error))?;
        Ok(Answer { status: response.status().as_u16(), headers: head(&response), body })
    }

    fn cookie_header(&self) -> Option<String> {
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn remember(&self, response: &ureq::http::Response<ureq::Body>) {
        for value in response.headers().get_all("set-cookie") {
            let pair = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.borrow_mut().insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

fn head(response: &ureq::http::Response<ureq::Body>) -> String {
    let line = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
        format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))
    };
    response.headers().iter().map(line).collect()
}

fn failed(url: &str, error: ureq::Error) -> Error {
    Error::Http { what: url.to_owned(), source: Box::new(error) }
}
