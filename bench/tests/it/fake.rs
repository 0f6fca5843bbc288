//! A server of runs in a few lines: every event is there at once, and how it is handed out is the test's business.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use bench::http::Target;
use bench::script::Script;
use bench::users::{self, User};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// How events are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// All in one stream.
    Whole,
    /// Streams that end after three events.
    Early,
    /// The run is accepted, and polled for three events at a time.
    Polled,
    /// The first two posts of each run find everything busy.
    Busy,
    /// One event is left out.
    Lossy,
    /// One event comes twice.
    Doubled,
    /// Nobody may ask.
    Forbidden,
}

struct Fake {
    manner: Manner,
    posts: Mutex<HashMap<String, (String, u32)>>,
}

/// Starts it, and gives its address.
pub async fn start(manner: Manner) -> Arc<Target> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let fake = Arc::new(Fake { manner, posts: Mutex::default() });
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let fake = fake.clone();
            let answer = service_fn(move |request| answer(fake.clone(), request));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), answer));
        }
    });
    Target::resolve(&url, false).await.unwrap()
}

/// Two users.
pub fn users() -> Vec<User> {
    users::parse("{\"cookie\":\"session_id=a\",\"csrf\":\"ta\"}\n{\"cookie\":\"session_id=b\",\"csrf\":\"tb\"}")
        .unwrap()
}

async fn answer(fake: Arc<Fake>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).unwrap_or(0);
    if request.method() == Method::GET {
        let run = path.trim_start_matches("/ai_agent/runs/").trim_end_matches("/events");
        let question = fake.posts.lock().unwrap_or_else(PoisonError::into_inner)[run].0.clone();
        return Ok(stream(fake.manner, &question, last));
    }
    assert_eq!(path, "/ai_agent/run");
    let (cookie, csrf) = (&request.headers()["cookie"], &request.headers()["x-csrf-token"]);
    assert_eq!(cookie.as_bytes().last(), csrf.as_bytes().last(), "a user's own token");
    assert_eq!(request.headers()["prefer"], "respond-async");
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let input: Value = serde_json::from_slice(&body).unwrap();
    let question = input["messages"][0]["content"].as_str().unwrap().to_owned();
    let run = input["runId"].as_str().unwrap().to_owned();
    let post = {
        let mut posts = fake.posts.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = posts.entry(run).or_insert((question.clone(), 0));
        entry.1 += 1;
        entry.1
    };
    Ok(match fake.manner {
        Manner::Forbidden => response(403, "application/problem+json", json!({"code": "forbidden"}).to_string()),
        Manner::Busy if post <= 2 => {
            response(503, "application/problem+json", json!({"code": "busy", "retryAfter": 0.01}).to_string())
        }
        Manner::Polled => response(202, "application/json", "{}".into()),
        manner => stream(manner, &question, last),
    })
}

fn stream(manner: Manner, question: &str, last: usize) -> Response<Full<Bytes>> {
    let mut text = String::new();
    if manner == Manner::Polled {
        text.push_str("retry: 10\n\n");
    }
    let some = if matches!(manner, Manner::Early | Manner::Polled) { 3 } else { usize::MAX };
    for (index, event) in events(question).iter().enumerate().skip(last).take(some) {
        let times = match (manner, index) {
            (Manner::Lossy, 3) => 0,
            (Manner::Doubled, 3) => 2,
            _ => 1,
        };
        for _ in 0..times {
            write!(text, "id: {}\ndata: {event}\n\n", index + 1).unwrap();
        }
    }
    response(200, "text/event-stream; charset=utf-8", text)
}

fn events(question: &str) -> Vec<Value> {
    let script: Script = question.parse().unwrap();
    let text = script.text();
    let mut events = vec![
        json!({"type": "RUN_STARTED", "threadId": "t", "runId": "r"}),
        json!({"type": "TEXT_MESSAGE_START", "messageId": "m"}),
    ];
    let pieces = text.as_bytes().chunks(script.chars as usize).map(String::from_utf8_lossy);
    events.extend(pieces.map(|delta| json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": delta})));
    events.push(json!({"type": "TEXT_MESSAGE_END", "messageId": "m"}));
    events.push(json!({"type": "RUN_FINISHED", "threadId": "t", "runId": "r", "outcome": {"type": "success"}}));
    events
}

fn response(status: u16, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    Response::builder().status(status).header(CONTENT_TYPE, kind).body(Full::from(body)).unwrap()
}
