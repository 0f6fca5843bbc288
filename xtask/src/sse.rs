//! Server-sent events, as they come in.

use std::io::{BufRead, BufReader, Read};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::{Error, IoContext, Result};

/// One event with when it came.
#[derive(Debug)]
pub struct Event {
    /// Since the request was sent.
    pub after: Duration,
    /// What it carries.
    pub data: Value,
}

/// All that came.
#[derive(Debug, Default)]
pub struct Stream {
    /// The events.
    pub events: Vec<Event>,
    /// Every byte, to look for what must not be there.
    pub bytes: Vec<u8>,
    /// The number of the last event: where a reader goes on.
    pub last_id: u64,
}

/// Reads until the end of a response, and adds to what came before.
pub fn read(stream: &mut Stream, reader: impl Read, started: Instant) -> Result<()> {
    let mut reader = BufReader::with_capacity(1, reader);
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).doing("reading the stream")? == 0 {
            return Ok(());
        }
        stream.bytes.extend_from_slice(&line);
        if let Some(id) = line.strip_prefix(b"id: ") {
            stream.last_id = String::from_utf8_lossy(id).trim().parse().unwrap_or(stream.last_id);
        }
        if let Some(data) = line.strip_prefix(b"data: ") {
            let data = serde_json::from_slice(data)
                .map_err(|source| Error::Json { what: "an event of the stream".into(), source })?;
            stream.events.push(Event { after: started.elapsed(), data });
        }
    }
}

impl Stream {
    /// The events of a type.
    pub fn of_type<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.data["type"] == name)
    }

    /// Whether the run has come to its end. A response may end before its run does.
    pub fn has_ended(&self) -> bool {
        self.of_type("RUN_FINISHED").chain(self.of_type("RUN_ERROR")).next().is_some()
    }

    /// The text of the answer.
    pub fn text(&self) -> String {
        self.of_type("TEXT_MESSAGE_CONTENT").filter_map(|event| event.data["delta"].as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_gathered_and_comments_are_passed_over() {
        let wire = b": ping\n\nid: 1\ndata: {\"type\":\"RUN_STARTED\"}\n\n\
            id: 2\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"delta\":\"a\"}\n\n\
            id: 3\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"delta\":\"b\"}\n\n";
        let mut stream = Stream::default();
        read(&mut stream, wire.as_slice(), Instant::now()).unwrap();
        assert_eq!(stream.events.len(), 3);
        assert_eq!(stream.text(), "ab");
        assert_eq!(stream.last_id, 3);
        assert!(!stream.has_ended());
        assert_eq!(stream.bytes, wire);
    }
}
