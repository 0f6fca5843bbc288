//! An incremental decoder of `text/event-stream` (WHATWG HTML, "Server-sent events", section 9.2.6).

/// Turns bytes, cut anywhere, into events.
///
/// Lines are found on bytes, so that a character cut between two reads does no harm. An event ends at its empty line; what
/// was not ended when the stream ends is dropped, as the standard says.
#[derive(Debug, Default)]
pub struct Decoder {
    line: Vec<u8>,
    data: String,
    has_data: bool,
    id: Option<String>,
    retry: Option<u32>,
    after_cr: bool,
}

/// One event of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SseEvent {
    /// The `id:` of this event, or the last one before it.
    pub id: Option<String>,
    /// Its `data:` lines, joined by line feeds.
    pub data: String,
}

/// Why a stream cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// One event is longer than [`Decoder::MAX_EVENT`] bytes.
    #[error("an event of the stream is too long")]
    TooLong,
}

impl Decoder {
    /// The most bytes that one event may have.
    pub const MAX_EVENT: usize = 4 * 1024 * 1024;

    /// A decoder at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes and gives the events that they complete.
    ///
    /// # Errors
    /// [`SseError::TooLong`] when an event does not end within [`Decoder::MAX_EVENT`] bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<SseEvent>, SseError> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            let terminator = rest[end];
            // A LF after a CR that ended the line before belongs to that CR.
            if terminator == b'\n' && end == 0 && self.after_cr && self.line.is_empty() {
                self.after_cr = false;
            } else {
                self.line.extend_from_slice(&rest[..end]);
                self.after_cr = terminator == b'\r';
                events.extend(self.end_line());
            }
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            self.after_cr = false;
            self.line.extend_from_slice(rest);
        }
        if self.line.len() + self.data.len() > Self::MAX_EVENT {
            return Err(SseError::TooLong);
        }
        Ok(events)
    }

    /// After how many milliseconds a reader is to come back when the stream ends: the last `retry:` field that had digits
    /// and nothing else.
    pub fn retry(&self) -> Option<u32> {
        self.retry
    }

    fn end_line(&mut self) -> Option<SseEvent> {
        let bytes = std::mem::take(&mut self.line);
        if bytes.is_empty() {
            return self.end_event();
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            // `parse` alone would take a sign.
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().or(self.retry)
            }
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<SseEvent> {
        let data = std::mem::take(&mut self.data);
        std::mem::take(&mut self.has_data).then(|| SseEvent { id: self.id.clone(), data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str =
        ": ping\n\nid: 1\ndata: {\"a\":\"é😀\"}\n\nid: 2\r\ndata: x\r\ndata: y\r\n\r\ndata:z\rretry: 3\r\r";

    fn expected() -> Vec<SseEvent> {
        let event = |id: &str, data: &str| SseEvent { id: Some(id.into()), data: data.into() };
        vec![event("1", "{\"a\":\"é😀\"}"), event("2", "x\ny"), event("2", "z")]
    }

    #[test]
    fn a_stream_cut_at_any_two_bytes_gives_the_same_events() {
        let bytes = STREAM.as_bytes();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let mut decoder = Decoder::new();
                let mut events = Vec::new();
                for part in [&bytes[..first], &bytes[first..second], &bytes[second..]] {
                    events.extend(decoder.push(part).unwrap());
                }
                assert_eq!(events, expected(), "cut at {first} and {second}");
                assert_eq!(decoder.retry(), Some(3), "cut at {first} and {second}");
            }
        }
    }

    #[test]
    fn an_event_without_its_empty_line_is_dropped() {
        let mut decoder = Decoder::new();
        assert!(decoder.push(b"data: half\n").unwrap().is_empty());
    }

    #[test]
    fn a_pause_is_digits_and_nothing_else() {
        let retry = |stream: &str| {
            let mut decoder = Decoder::new();
            decoder.push(stream.as_bytes()).unwrap();
            decoder.retry()
        };
        for (stream, expected) in [
            ("retry: 1000\n\n", Some(1000)),
            ("retry:0\n", Some(0)),
            ("retry: 007\n", Some(7)),
            ("retry: 1\nretry: 2\n\ndata: x\n\n", Some(2)),
            ("retry: 5\nretry: soon\nretry: -1\nretry: +2\nretry:  3\nretry: 4 \nretry: 1.5\nretry:\nretry\n", Some(5)),
            ("retry: 99999999999\n", None),
            ("retry: ٣\n", None),
            ("data: retry: 3\n\n: retry: 3\nRetry: 3\n", None),
            ("retry: 3", None),
        ] {
            assert_eq!(retry(stream), expected, "{stream:?}");
        }
    }

    #[test]
    fn a_pause_alone_is_no_event() {
        assert!(Decoder::new().push(b"retry: 1000\n\n").unwrap().is_empty());
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut decoder = Decoder::new();
        let chunk = vec![b'x'; 1 << 20];
        let result = (0..6).try_for_each(|_| decoder.push(&chunk).map(|_| ()));
        assert_eq!(result, Err(SseError::TooLong));
    }

    #[test]
    fn broken_utf8_becomes_the_replacement_character() {
        let mut decoder = Decoder::new();
        let events = decoder.push(b"data: a\xffb\n\n").unwrap();
        assert_eq!(events[0].data, "a\u{fffd}b");
    }
}
