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
}

/// Reads until the end.
pub fn read(reader: impl Read, started: Instant) -> Result<Stream> {
    let mut reader = BufReader::with_capacity(1, reader);
    let mut stream = Stream::default();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).doing("reading the stream")? == 0 {
            return Ok(stream);
        }
        stream.bytes.extend_from_slice(&line);
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
        let stream = read(wire.as_slice(), Instant::now()).unwrap();
        assert_eq!(stream.events.len(), 3);
        assert_eq!(stream.text(), "ab");
        assert_eq!(stream.bytes, wire);
    }
}
