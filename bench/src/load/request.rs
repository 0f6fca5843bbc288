//! The two requests of a run: the question, and what came after an event.

use ai_agent_agui::{InputMessage, MessageId, RunAgentInput, RunId, ThreadId};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};

use crate::error::{Error, Result};
use crate::ids;
use crate::script::Script;
use crate::users::User;

const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A question that one user asks, the same however often it is sent.
pub struct Question {
    user: User,
    run_path: Uri,
    events_path: Uri,
    body: Bytes,
}

impl Question {
    /// A new question on a thread of its own. `prefix` is the path before `/run`.
    ///
    /// # Errors
    /// When there are no random numbers, or the prefix is no path.
    pub fn new(user: User, prefix: &str, script: &Script) -> Result<Self> {
        let run = ids::uuid()?;
        let message = InputMessage::new(MessageId::new(ids::uuid()?), "user", script.to_string());
        let path = |rest: &str| {
            let wrong = |_| Error::Url { url: prefix.to_owned(), reason: "not a path" };
            format!("{prefix}{rest}").parse::<Uri>().map_err(wrong)
        };
        let (run_path, events_path) = (path("/run")?, path(&format!("/runs/{run}/events"))?);
        let thread = ThreadId::new(ids::uuid()?);
        let input = RunAgentInput::new(thread, RunId::new(run), vec![message], serde_json::json!({}));
        Ok(Self { user, run_path, events_path, body: serde_json::to_vec(&input)?.into() })
    }

    /// Asks.
    pub(super) fn ask(&self) -> Request<Full<Bytes>> {
        let mut request = self.request(Method::POST, &self.run_path, self.body.clone());
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(PREFER, HeaderValue::from_static("respond-async"));
        headers.insert(CSRF, self.user.csrf.clone());
        request
    }

    /// Asks for what came after event `last`.
    pub(super) fn follow(&self, last: u64) -> Request<Full<Bytes>> {
        let mut request = self.request(Method::GET, &self.events_path, Bytes::new());
        request.headers_mut().insert(LAST_EVENT_ID, last.into());
        request
    }

    fn request(&self, method: Method, path: &Uri, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = path.clone();
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        request.headers_mut().insert(COOKIE, self.user.cookie.clone());
        request
    }
}
