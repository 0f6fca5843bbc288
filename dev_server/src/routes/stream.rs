//! The log of a run as server-sent events, or as one batch.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::json_response;
use crate::run::{Entry, Run};

/// How long a stream may be silent; the contract allows 5 s.
const PING_EVERY: Duration = Duration::from_secs(4);

/// What there is now.
pub(super) fn batch(run: &Run, after: u64) -> Response {
    let (entries, done) = run.log.from(run.log.position_after(after));
    let events: Vec<Value> = entries
        .into_iter()
        .filter_map(|entry| match entry {
            Entry::Event { id, event } => Some(json!({"id": id, "event": event})),
            Entry::Raw(_) | Entry::Cut => None,
        })
        .collect();
    json_response(&json!({"events": events, "done": done}))
}

/// The events after `after`, as they come, until the log is closed.
pub(super) fn follow(run: Arc<Run>, after: u64) -> Response {
    let reader = Reader { position: run.log.position_after(after), joined: run.log.len(), cut: false, run };
    event_stream(Body::from_stream(stream::try_unfold(reader, Reader::next)))
}

/// An answer of server-sent events that nobody keeps or holds back.
pub(super) fn event_stream(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

struct Reader {
    run: Arc<Run>,
    position: usize,
    /// How much there was when this reader came: cuts before that hit others.
    joined: usize,
    cut: bool,
}

impl Reader {
    /// The next bytes; an error cuts the connection.
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        if self.cut {
            return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
        }
        let mut changes = self.run.log.changes();
        loop {
            let (entries, closed) = self.run.log.from(self.position);
            let bytes = self.write(entries);
            if !bytes.is_empty() {
                return Ok(Some((bytes.into(), self)));
            }
            if self.cut {
                return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
            }
            if closed {
                return Ok(None);
            }
            if timeout(PING_EVERY, changes.changed()).await.is_err() {
                return Ok(Some((Bytes::from_static(b": ping\n\n"), self)));
            }
        }
    }

    fn write(&mut self, entries: Vec<Entry>) -> String {
        let mut text = String::new();
        for entry in entries {
            self.position += 1;
            match entry {
                Entry::Event { id, event } => text.push_str(&format!("id: {id}\ndata: {event}\n\n")),
                Entry::Raw(bytes) => text.push_str(&bytes),
                Entry::Cut if self.position > self.joined => {
                    self.cut = true;
                    break;
                }
                Entry::Cut => {}
            }
        }
        text
    }
}
