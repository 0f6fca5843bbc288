//! The events of a run as they arrive (`fetch` with a `ReadableStream`; `EventSource` could neither post nor set headers).

use super::Failure;
use crate::wake;
use ai_agent_agui::{Decoder, Event, SseEvent};
use std::collections::VecDeque;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, ReadableStreamDefaultReader, Response};

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
        let kind = response.headers().get("Content-Type").ok().flatten().unwrap_or_default();
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

    /// After how many milliseconds the server wants its reader back when it closes the stream before the run is over.
    pub fn retry(&self) -> Option<u32> {
        self.decoder.retry()
    }

    async fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        let chunk = wake::read(&self.reader, &self.abort).await.map_err(|_| Failure::Connection)?;
        Ok(chunk.dyn_into::<js_sys::Uint8Array>().ok().map(|bytes| bytes.to_vec()))
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
