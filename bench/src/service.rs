//! An OpenAI-compatible AI service that answers by a script (`script`), for many streams at little cost.
//!
//! `POST …/chat/completions` streams, `GET /health` says that it is there, `GET /stats` what it did.

mod answer;
mod question;
mod stats;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::Instant;

use crate::error::{IoContext, Result};
use crate::process;
use answer::Answer;
pub use stats::Stats;

/// Connections that may wait to be accepted. With fewer, one that comes with hundreds of others is tried again by its system a
/// second later, and that second would look like Odoo's.
const BACKLOG: u32 = 4096;

type Body = Either<Full<Bytes>, Answer>;

/// The scripted AI service.
pub struct Service {
    key: String,
    stats: Arc<Stats>,
}

/// Serves on 127.0.0.1 until the process ends. Port 0 takes a free one; the line on stdout names it.
///
/// # Errors
/// When the port cannot be had.
pub async fn run(port: u16, key: String) -> Result<()> {
    process::raise_file_limit();
    let listener = listen(port).doing("the service's port")?;
    println!("bench service: http://{}/v1", listener.local_addr().doing("the service's port")?);
    Service::new(key).serve(listener).await;
    Ok(())
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(BACKLOG)
}

impl Service {
    /// A service that demands `key`.
    pub fn new(key: String) -> Arc<Self> {
        Arc::new(Self { key, stats: Arc::default() })
    }

    /// What it did so far.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Answers whoever connects.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        loop {
            let Ok((socket, _)) = listener.accept().await else {
                // No file handles left: some will be given back.
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                continue;
            };
            // Without it small pieces wait for each other; failing to set it is seen in the gaps.
            let _ = socket.set_nodelay(true);
            let service = self.clone();
            tokio::spawn(async move {
                let answer = service_fn(move |request| answer(service.clone(), request));
                // A client that went away is counted where its answer is dropped.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), answer).await;
            });
        }
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let plain = headers.get("x-api-key").map(HeaderValue::as_bytes);
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        [plain, bearer].into_iter().flatten().any(|given| given == self.key.as_bytes())
    }
}

async fn answer(service: Arc<Service>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let came = Instant::now();
    Ok(match (request.method(), request.uri().path()) {
        (&Method::GET, "/health" | "/v1/health") => whole(StatusCode::OK, &json!({"status": "ok"})),
        (&Method::GET, "/stats") => whole(StatusCode::OK, &json!(service.stats.snapshot())),
        (&Method::POST, path) if path.ends_with("/chat/completions") => {
            if !service.knows(request.headers()) {
                return Ok(refusal(StatusCode::UNAUTHORIZED, "wrong or missing key"));
            }
            match question::script(request.into_body()).await {
                Ok(script) => stream(Answer::new(script, came, service.stats.clone())),
                Err(error) => refusal(StatusCode::BAD_REQUEST, &error.to_string()),
            }
        }
        _ => refusal(StatusCode::NOT_FOUND, "no such route"),
    })
}

fn stream(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Either::Right(answer));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refusal(status: StatusCode, message: &str) -> Response<Body> {
    whole(status, &json!({"error": {"message": message, "type": "invalid_request_error"}}))
}

fn whole(status: StatusCode, body: &serde_json::Value) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::from(body.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
