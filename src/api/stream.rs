//! The events of a run as they arrive (`fetch` with a `ReadableStream`; `EventSource` could neither post nor set headers).

use super::Failure;
use crate::dom::get;
use ai_agent_agui::{Decoder, Event, SseEvent};
use gloo_net::http::Response;
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use std::collections::VecDeque;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// The server sends something at least every 5 s; a connection that was silent for so long is dead.
const MAX_SILENCE: Duration = Duration::from_secs(20);

/// An event with its number in the run.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// The number, if the server gave one.
    pub seq: Option<u64>,
    /// The event; `None` is one of a kind that this version does not know.
    pub event: Option<Event>,
}

/// A stream of events that is open. Dropping it closes the connection.
#[derive(Debug)]
pub struct SseReader {
    reader: ReadableStreamDefaultReader,
    abort: AbortController,
    decoder: Decoder,
    ready: VecDeque<SseEvent>,
}

impl SseReader {
    /// Reads the body of `response`.
    ///
    /// # Errors
    /// [`Failure::Protocol`] when it is no stream of events.
    pub fn new(response: &Response, abort: AbortController) -> Result<Self, Failure> {
        let kind = response.headers().get("Content-Type").unwrap_or_default();
        let body = response.body().filter(|_| kind.starts_with("text/event-stream")).ok_or(Failure::Protocol)?;
        let reader = ReadableStreamDefaultReader::new(&body).map_err(|_| Failure::Protocol)?;
        Ok(Self { reader, abort, decoder: Decoder::new(), ready: VecDeque::new() })
    }

    /// The next event; `None` when the server closed the stream.
    ///
    /// # Errors
    /// [`Failure::Connection`] when it broke, [`Failure::Protocol`] when what came is malformed.
    pub async fn next(&mut self) -> Result<Option<Numbered>, Failure> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return numbered(&event).map(Some);
            }
            let Some(bytes) = self.read().await? else { return Ok(None) };
            self.ready.extend(self.decoder.push(&bytes).map_err(|_| Failure::Protocol)?);
        }
    }

    async fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        let watchdog = self.watchdog();
        let result = JsFuture::from(self.reader.read()).await;
        if let Some(watchdog) = watchdog {
            watchdog.clear();
        }
        let chunk = result.map_err(|_| Failure::Connection)?;
        Ok(get(&chunk, "value")
            .and_then(|value| value.dyn_into::<js_sys::Uint8Array>().ok())
            .map(|bytes| bytes.to_vec()))
    }

    fn watchdog(&self) -> Option<TimeoutHandle> {
        let abort = self.abort.clone();
        set_timeout_with_handle(move || abort.abort(), MAX_SILENCE).ok()
    }
}

impl Drop for SseReader {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

fn numbered(event: &SseEvent) -> Result<Numbered, Failure> {
    let seq = event.id.as_deref().and_then(|id| id.parse().ok());
    let event = Event::parse(&event.data).map_err(|_| Failure::Protocol)?;
    Ok(Numbered { seq, event })
}
