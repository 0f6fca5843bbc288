//! A stream of events, with the one field that the widget's decoder leaves to its caller: `retry:`.

use std::time::Duration;

use ai_agent_agui::{Decoder, SseError, SseEvent};

const RETRY: &[u8] = b"retry:";
/// A line that says `retry:` is shorter than this.
const LINE_BYTES: usize = 32;

/// Reads one response.
#[derive(Debug, Default)]
pub struct Reader {
    decoder: Decoder,
    line: Vec<u8>,
    retry: Option<Duration>,
}

impl Reader {
    /// Takes the next bytes and gives the events that they complete.
    ///
    /// # Errors
    /// When an event is too long.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<SseEvent>, SseError> {
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => self.end_line(),
                _ if self.line.len() < LINE_BYTES => self.line.push(*byte),
                _ => {}
            }
        }
        self.decoder.push(bytes)
    }

    /// After how long the server wants the reader to come back, if it said so.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn end_line(&mut self) {
        if let Some(value) = self.line.strip_prefix(RETRY) {
            let value = value.strip_prefix(b" ").unwrap_or(value);
            let number = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
            self.retry = number.map(Duration::from_millis).or(self.retry);
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &[u8] = b"retry: 1500\n\n: ping\n\nid: 1\ndata: {\"text\":\"retry: 7\"}\n\nid: 2\ndata: x\n\n";

    #[test]
    fn retry_and_events_survive_any_cut() {
        for cut in 0..=STREAM.len() {
            let mut reader = Reader::default();
            let mut events = reader.push(&STREAM[..cut]).unwrap();
            events.extend(reader.push(&STREAM[cut..]).unwrap());
            let ids: Vec<_> = events.iter().filter_map(|event| event.id.as_deref()).collect();
            assert_eq!(ids, ["1", "2"], "cut at {cut}");
            assert_eq!(reader.retry(), Some(Duration::from_millis(1500)), "cut at {cut}");
        }
    }

    #[test]
    fn a_retry_that_is_no_number_is_none() {
        let mut reader = Reader::default();
        assert!(reader.push(b"retry: soon\nretry:-4\n\n").unwrap().is_empty());
        assert_eq!(reader.retry(), None);
    }
}
