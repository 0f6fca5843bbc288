//! The routes of `docs/contract.md` over `fetch`.

mod beside;

use super::http::{Request, text};
use super::{Failure, Part, SseReader, Thread, ThreadChange, ThreadPage, ThreadQuery, ThreadSummary};
use crate::bootstrap::Bootstrap;
use crate::host::Host;
use ai_agent_agui::{Edits, ErrorCode, MessageId, Proposal, ProposalId, RunAgentInput, RunId, ThreadId};
use ai_agent_conversation::Feedback;
use serde::Serialize;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use web_sys::{AbortController, Response};

pub use beside::{Sent, TableFormat, Told};

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
/// How many threads a page of the list has.
const LIST_PAGE: u32 = 30;

/// What is posted of a rating; without one the rest does not matter.
#[derive(Serialize)]
struct Rating<'r> {
    rating: Option<&'static str>,
    comment: &'r str,
    share: bool,
}

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
    pub async fn threads(&self, query: &ThreadQuery) -> Result<ThreadPage, Failure> {
        let mut path = format!("/threads?limit={LIST_PAGE}");
        add(&mut path, "q", Some(&query.words).filter(|words| !words.is_empty()).map(String::as_str));
        add(&mut path, "archived", query.archived.then_some("1"));
        add(&mut path, "cursor", query.cursor.as_deref());
        let value = self.json(Call::new("GET", Route::Plain(&path))).await?;
        ThreadPage::from_value(&value).ok_or(Failure::Protocol)
    }

    /// `GET threads/<id>`: at most `limit` messages of its branch.
    pub async fn thread(&self, thread: &ThreadId, part: &Part, limit: u32) -> Result<Thread, Failure> {
        let mut path = format!("/threads/{}?limit={limit}", thread.as_str());
        match part {
            Part::End => {}
            Part::Before(cursor) => add(&mut path, "before", Some(cursor)),
            Part::After(cursor) => add(&mut path, "after", Some(cursor)),
            Part::Around(message) => add(&mut path, "around", Some(message.as_str())),
        }
        let value = self.json(Call::new("GET", Route::Plain(&path))).await?;
        Thread::from_value(&value).ok_or(Failure::Protocol)
    }

    /// `PATCH threads/<id>`.
    pub async fn change_thread(&self, thread: &ThreadId, change: &ThreadChange) -> Result<ThreadSummary, Failure> {
        let path = format!("/threads/{}", thread.as_str());
        let body = serde_json::to_string(change).map_err(|_| Failure::Protocol)?;
        let call = Call { body: Some(&body), ..Call::new("PATCH", Route::Plain(&path)) };
        self.json(call).await.map(|value| ThreadSummary::from_value(&value))
    }

    /// `DELETE threads/<id>`; it can be restored for a while.
    pub async fn delete_thread(&self, thread: &ThreadId) -> Result<(), Failure> {
        let path = format!("/threads/{}", thread.as_str());
        self.send(Call::new("DELETE", Route::Plain(&path))).await.map(|_| ())
    }

    /// `POST threads/<id>/restore`.
    pub async fn restore_thread(&self, thread: &ThreadId) -> Result<ThreadSummary, Failure> {
        let path = format!("/threads/{}/restore", thread.as_str());
        self.json(Call::new("POST", Route::Plain(&path))).await.map(|value| ThreadSummary::from_value(&value))
    }

    /// `POST messages/<id>/feedback`; `None` takes it back.
    pub async fn rate(&self, message: &MessageId, feedback: Option<&Feedback>) -> Result<(), Failure> {
        let path = format!("/messages/{}/feedback", message.as_str());
        let rating = feedback.map(|Feedback { up, .. }| if *up { "up" } else { "down" });
        let rating = Rating {
            rating,
            comment: feedback.map(|feedback| feedback.comment.as_str()).unwrap_or_default(),
            share: feedback.is_some_and(|feedback| feedback.shared),
        };
        let body = serde_json::to_string(&rating).map_err(|_| Failure::Protocol)?;
        let call = Call { body: Some(&body), ..Call::new("POST", Route::Plain(&path)) };
        self.send(call).await.map(|_| ())
    }

    /// `GET proposals/<id>`.
    pub async fn proposal(&self, proposal: &ProposalId) -> Result<Proposal, Failure> {
        let path = format!("/proposals/{}", proposal.as_str());
        self.read_proposal(Call::new("GET", Route::Plain(&path))).await
    }

    /// `POST proposals/<id>/preview`: what it would lead to with these values, by item and field.
    pub async fn preview(&self, proposal: &ProposalId, edits: &Edits) -> Result<Proposal, Failure> {
        let path = format!("/proposals/{}/preview", proposal.as_str());
        let body = serde_json::json!({"edits": edits}).to_string();
        self.read_proposal(Call { body: Some(&body), ..Call::new("POST", Route::Plain(&path)) }).await
    }

    /// `POST proposals/<id>/undo`.
    pub async fn undo(&self, proposal: &ProposalId) -> Result<Proposal, Failure> {
        let path = format!("/proposals/{}/undo", proposal.as_str());
        self.read_proposal(Call { body: Some("{}"), ..Call::new("POST", Route::Plain(&path)) }).await
    }

    async fn read_proposal(&self, call: Call<'_>) -> Result<Proposal, Failure> {
        Proposal::from_value(&self.json(call).await?).ok_or(Failure::Protocol)
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

/// Adds a parameter to a path that has one already.
fn add(path: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        path.push('&');
        path.push_str(name);
        path.push('=');
        path.push_str(&String::from(js_sys::encode_uri_component(value)));
    }
}
