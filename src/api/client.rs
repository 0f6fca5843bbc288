//! The routes of `docs/contract.md` over `fetch`.

use super::http::{Request, text};
use super::{Failure, SseReader, Thread, ThreadPage};
use crate::bootstrap::Bootstrap;
use crate::host::Host;
use ai_agent_agui::{ErrorCode, RunAgentInput, RunId, ThreadId};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use web_sys::{AbortController, Response};

/// Speaks to the addon's controller, or to the dev server.
#[derive(Debug)]
pub struct Client {
    host: Host,
    csrf_token: RefCell<String>,
    /// A proxy in between may not know the routes of runs; the plain prefix serves them too.
    plain_runs: Cell<bool>,
}

/// The status of a run that goes on without the connection that asked for it.
const ACCEPTED: u16 = 202;

enum Route<'r> {
    Plain(&'r str),
    Run(&'r str),
}

struct Call<'c> {
    method: &'static str,
    route: Route<'c>,
    body: Option<&'c str>,
    accept: &'static str,
    after: Option<u64>,
    connection: Option<&'c AbortController>,
}

impl<'c> Call<'c> {
    fn new(method: &'static str, route: Route<'c>) -> Self {
        Self { method, route, body: None, accept: "application/json", after: None, connection: None }
    }
}

impl Client {
    /// A client of the server that the host's bootstrap names.
    pub fn new(host: Host) -> Self {
        let csrf_token = RefCell::new(host.bootstrap.csrf_token.clone());
        Self { host, csrf_token, plain_runs: Cell::new(false) }
    }

    /// `POST run`: asks, and gives the stream of events from the first one on; `None` when the run goes on without this
    /// connection. `abort` ends the connection.
    pub async fn run(&self, input: &RunAgentInput, abort: AbortController) -> Result<Option<SseReader>, Failure> {
        let body = serde_json::to_string(input).map_err(|_| Failure::Protocol)?;
        // What was away at the last question may be back.
        self.plain_runs.set(false);
        let call = Call { body: Some(&body), ..Call::new("POST", Route::Run("/run")) };
        let response = self.open(call, &abort).await?;
        (response.status() != ACCEPTED).then(|| SseReader::new(&response, abort)).transpose()
    }

    /// `GET runs/<id>/events`: the stream after event number `after`. `abort` ends the connection.
    pub async fn events(&self, run: &RunId, after: u64, abort: AbortController) -> Result<SseReader, Failure> {
        let path = format!("/runs/{}/events", run.as_str());
        let call = Call { after: Some(after), ..Call::new("GET", Route::Run(&path)) };
        SseReader::new(&self.open(call, &abort).await?, abort)
    }

    /// `POST runs/<id>/stop`.
    pub async fn stop(&self, run: &RunId) -> Result<(), Failure> {
        let path = format!("/runs/{}/stop", run.as_str());
        self.send(Call::new("POST", Route::Run(&path))).await.map(|_| ())
    }

    /// `GET threads`.
    pub async fn threads(&self, cursor: Option<&str>) -> Result<ThreadPage, Failure> {
        let cursor = cursor.map(|cursor| format!("&cursor={}", js_sys::encode_uri_component(cursor)));
        let path = format!("/threads?limit=30{}", cursor.unwrap_or_default());
        let value = self.json(Call::new("GET", Route::Plain(&path))).await?;
        ThreadPage::from_value(&value).ok_or(Failure::Protocol)
    }

    /// `GET threads/<id>`.
    pub async fn thread(&self, thread: &ThreadId) -> Result<Thread, Failure> {
        let path = format!("/threads/{}", thread.as_str());
        let value = self.json(Call::new("GET", Route::Plain(&path))).await?;
        Thread::from_value(&value).ok_or(Failure::Protocol)
    }

    /// `DELETE threads/<id>`.
    pub async fn delete_thread(&self, thread: &ThreadId) -> Result<(), Failure> {
        let path = format!("/threads/{}", thread.as_str());
        self.send(Call::new("DELETE", Route::Plain(&path))).await.map(|_| ())
    }

    async fn open(&self, call: Call<'_>, abort: &AbortController) -> Result<Response, Failure> {
        self.send(Call { accept: "text/event-stream", connection: Some(abort), ..call }).await
    }

    async fn json(&self, call: Call<'_>) -> Result<Value, Failure> {
        let body = text(&self.send(call).await?).await.ok_or(Failure::Connection)?;
        serde_json::from_str(&body).map_err(|_| Failure::Protocol)
    }

    /// Sends, and once again where that helps: with a new token, or past a proxy that does not know the route.
    async fn send(&self, call: Call<'_>) -> Result<Response, Failure> {
        let mut renewed = false;
        loop {
            let response = self.fetch(&call).await?;
            if response.ok() {
                return Ok(response);
            }
            let status = response.status();
            let failure = Failure::from_problem(&text(&response).await.unwrap_or_default());
            match failure.code() {
                Some(ErrorCode::Unauthenticated | ErrorCode::Forbidden) if !renewed => {
                    renewed = true;
                    if self.renew().await {
                        continue;
                    }
                }
                None if matches!(status, 404 | 502..=504) && self.leave_run_base(&call) => continue,
                // A page made by a proxy while Odoo restarts, by an Odoo whose connections are all in use, or (404) by one
                // whose database is away.
                None if matches!(status, 404 | 500 | 502..=504) => return Err(Failure::Connection),
                // A redirect that was not followed: to the login page.
                None if status == 0 => return Err(Failure::of(ErrorCode::Unauthenticated)),
                _ => {}
            }
            return Err(failure);
        }
    }

    async fn fetch(&self, call: &Call<'_>) -> Result<Response, Failure> {
        let bootstrap = &self.host.bootstrap;
        let url = match call.route {
            Route::Run(path) if !self.plain_runs.get() => format!("{}{path}", bootstrap.run_base),
            Route::Run(path) | Route::Plain(path) => format!("{}{path}", bootstrap.base),
        };
        let token = self.csrf_token.borrow().clone();
        let request = Request {
            method: call.method,
            accept: call.accept,
            token: Some(token.as_str()).filter(|_| call.method != "GET"),
            after: call.after,
            body: call.body,
            connection: call.connection,
        };
        request.send(&url, self.host.companies()).await.ok_or(Failure::Connection)
    }

    /// Fetches a new CSRF token. Whether that worked, and for the same person: conversations of somebody else must not
    /// be mixed with the ones on the screen.
    async fn renew(&self) -> bool {
        let url = format!("{}/bootstrap", self.host.bootstrap.base);
        let Some(response) = Request::get("application/json").send(&url, None).await else { return false };
        let Some(body) = text(&response).await else { return false };
        let Ok(object) = js_sys::JSON::parse(&body) else { return false };
        let Ok(bootstrap) = Bootstrap::read(&object) else { return false };
        if bootstrap.user != self.host.bootstrap.user {
            return false;
        }
        *self.csrf_token.borrow_mut() = bootstrap.csrf_token;
        true
    }

    fn leave_run_base(&self, call: &Call<'_>) -> bool {
        let leaves = matches!(call.route, Route::Run(_)) && !self.plain_runs.get();
        let differs = self.host.bootstrap.run_base != self.host.bootstrap.base;
        self.plain_runs.set(self.plain_runs.get() || leaves && differs);
        leaves && differs
    }
}
