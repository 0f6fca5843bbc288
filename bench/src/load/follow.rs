//! Reads one response of events.

use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::run::Failure;
use super::seen::{End, Seen};
use crate::sse::Reader;

/// The server sends something at least every 5 s; as in the widget, a connection that was silent for so long is dead.
const MAX_SILENCE: Duration = Duration::from_secs(20);

/// How a response ended.
pub(super) struct Ending {
    /// The run's own end, if the response had it.
    pub(super) end: Option<End>,
    /// After how long to come back, if the server said so.
    pub(super) retry: Option<Duration>,
    /// Whether it had any event.
    pub(super) had_events: bool,
}

/// Reads until the run or the response ends.
pub(super) async fn read(mut body: Incoming, seen: &mut Seen) -> Result<Ending, Failure> {
    let mut reader = Reader::default();
    let mut had_events = false;
    // Silence and a broken connection are an early end like any other.
    while let Ok(Some(Ok(frame))) = timeout(MAX_SILENCE, body.frame()).await {
        let now = Instant::now();
        let Ok(bytes) = frame.into_data() else { continue };
        for event in reader.push(&bytes).map_err(|_| Failure::Malformed)? {
            had_events = true;
            let end = seen.take(&event, now).ok_or(Failure::Malformed)?;
            if end.is_some() {
                return Ok(Ending { end, retry: None, had_events });
            }
        }
    }
    Ok(Ending { end: None, retry: reader.retry(), had_events })
}
