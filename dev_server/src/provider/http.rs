//! One request to the AI service, with a limit for each kind of waiting.

use std::future::Future;
use std::time::Duration;

use ai_agent_agui::ErrorCode;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use reqwest::{RequestBuilder, Response, Url};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{Fault, Service};
use crate::config::KeyHeader;

const CONNECT_TRIES: usize = 2;
const CONNECT_PAUSE: Duration = Duration::from_millis(300);
const ERROR_BODY_BYTES: usize = 64 * 1024;
const WHOLE_BODY_BYTES: usize = 16 * 1024 * 1024;

/// An answer with status 200 that is being read.
pub(crate) struct Exchange {
    response: Response,
    idle: Duration,
    end: Instant,
    /// Until when the next bytes must come.
    next: Instant,
}

impl Exchange {
    /// Posts `body`; anything but a 200 is a fault.
    pub(crate) async fn post(service: &Service, url: Url, body: &Value) -> Result<Self, Fault> {
        let limits = service.config.limits;
        let end = Instant::now() + limits.total;
        let body = Bytes::from(body.to_string());
        let response = send(service, &url, &body, end).await?;
        let next = (Instant::now() + limits.first_byte).min(end);
        let mut exchange = Self { response, idle: limits.idle, end, next };
        let status = exchange.response.status().as_u16();
        if status == 200 {
            return Ok(exchange);
        }
        let retry_after = exchange.retry_after();
        let body = if (300..400).contains(&status) {
            String::new()
        } else {
            exchange.text(ERROR_BODY_BYTES).await.unwrap_or_default()
        };
        Err(Fault::of_status(status, retry_after, &body))
    }

    /// Whether the answer is a stream of events.
    pub(crate) fn is_stream(&self) -> bool {
        let kind = self.response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream"))
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Fault> {
        let chunk = within(self.next, self.response.chunk()).await?;
        self.next = (Instant::now() + self.idle).min(self.end);
        chunk.map_err(|_| Fault::service("the connection broke"))
    }

    /// The whole body, or a fault when it is too long.
    pub(crate) async fn whole(mut self) -> Result<String, Fault> {
        self.text(WHOLE_BODY_BYTES).await
    }

    async fn text(&mut self, limit: usize) -> Result<String, Fault> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > limit {
                return Err(Fault::service("the body is too long"));
            }
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// `Retry-After` in seconds; a date is not read.
    fn retry_after(&self) -> Option<u64> {
        let value = self.response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
        value.trim().parse().ok().map(|seconds: u64| seconds.min(86_400))
    }
}

/// Sends the request. Connecting is tried again; a request that was sent is not.
async fn send(service: &Service, url: &Url, body: &Bytes, end: Instant) -> Result<Response, Fault> {
    let limits = service.config.limits;
    for attempt in 1.. {
        // The client says nothing of the moment between the two, so connecting is within the first byte's time.
        let limit = (Instant::now() + limits.first_byte.max(limits.connect)).min(end);
        match within(limit, request(service, url.clone()).body(body.clone()).send()).await? {
            Ok(response) => return Ok(response),
            Err(error) if error.is_connect() && attempt < CONNECT_TRIES => tokio::time::sleep(CONNECT_PAUSE).await,
            Err(error) if error.is_connect() => {
                return Err(Fault::new(ErrorCode::ServiceUnreachable, "cannot connect"));
            }
            Err(_) => break,
        }
    }
    Err(Fault::service("the answer is no HTTP"))
}

fn request(service: &Service, url: Url) -> RequestBuilder {
    let request = service
        .client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "text/event-stream, application/json");
    let Some(key) = &service.config.key else { return request };
    let mut bearer = HeaderValue::from_bytes(&[b"Bearer ", key.as_bytes()].concat()).unwrap_or_else(|_| key.clone());
    bearer.set_sensitive(true);
    match service.config.key_header {
        KeyHeader::XApiKey => request.header("x-api-key", key.clone()),
        KeyHeader::Bearer => request.header(header::AUTHORIZATION, bearer),
        KeyHeader::Both => request.header("x-api-key", key.clone()).header(header::AUTHORIZATION, bearer),
    }
}

async fn within<T>(limit: Instant, work: impl Future<Output = T>) -> Result<T, Fault> {
    timeout_at(limit, work).await.map_err(|_| Fault::new(ErrorCode::ServiceTimeout, "waited too long"))
}
