//! What a reader saw of its run.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ai_agent_agui::{Event, Outcome, SseEvent};

use crate::order::Order;
use crate::stats::Samples;

/// Measured while a run is read.
pub struct Seen {
    /// Numbers and text.
    pub order: Order,
    /// From the first attempt to the first event.
    pub first_event: Option<Duration>,
    /// From the first attempt to the first text.
    pub first_text: Option<Duration>,
    /// From the first attempt to the end.
    pub total: Option<Duration>,
    /// Between pieces of text.
    pub gaps: Samples,
    /// Whether the server answered that the run is to be polled.
    pub polling: bool,
    /// Requests that were sent again.
    pub retries: u64,
    /// Streams that ended early and were taken up again.
    pub reconnects: u64,
    /// Times the reader came back because it was told to.
    pub polls: u64,
    /// Responses that were none, by status, or by what broke.
    pub refusals: BTreeMap<String, u64>,
    began: Instant,
    last_text: Option<Instant>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Success,
    Cancelled,
    Interrupt,
    Error(&'static str),
}

impl Seen {
    /// Nothing yet. The clock runs from here.
    pub fn new(text: Arc<str>) -> Self {
        Self {
            order: Order::new(text),
            first_event: None,
            first_text: None,
            total: None,
            gaps: Samples::default(),
            polling: false,
            retries: 0,
            reconnects: 0,
            polls: 0,
            refusals: BTreeMap::new(),
            began: Instant::now(),
            last_text: None,
        }
    }

    /// Takes an event that came at `now`; says when it is the last one. An event that is none is `None`.
    pub(super) fn take(&mut self, event: &SseEvent, now: Instant) -> Option<Option<End>> {
        self.order.id(event.id.as_deref());
        self.first_event.get_or_insert(now - self.began);
        Some(match Event::parse(&event.data).ok()? {
            Some(Event::TextContent { delta, .. }) if !delta.is_empty() => {
                self.text(&delta, now);
                None
            }
            Some(Event::RunFinished(Outcome::Success)) => Some(End::Success),
            Some(Event::RunFinished(Outcome::Cancelled)) => Some(End::Cancelled),
            Some(Event::RunFinished(Outcome::Interrupt(_))) => Some(End::Interrupt),
            Some(Event::RunError { code, .. }) => Some(End::Error(code.as_str())),
            _ => None,
        })
    }

    /// Counts a response that was none.
    pub(super) fn refused(&mut self, what: &str) {
        *self.refusals.entry(what.to_owned()).or_default() += 1;
    }

    /// The run is over.
    pub(super) fn end(&mut self) {
        self.total = Some(self.began.elapsed());
    }

    fn text(&mut self, delta: &str, now: Instant) {
        self.order.text(delta);
        self.first_text.get_or_insert(now - self.began);
        if let Some(last) = self.last_text.replace(now) {
            self.gaps.add(now - last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: u64, data: &str) -> SseEvent {
        SseEvent { id: Some(id.to_string()), data: data.into() }
    }

    #[test]
    fn the_first_event_the_first_text_and_the_gaps_are_timed() {
        let mut seen = Seen::new("1 a 2 a ".into());
        let at = Duration::from_millis;
        let began = seen.began;
        for (id, ms, data) in [
            (1, 100, r#"{"type":"RUN_STARTED","threadId":"t","runId":"r"}"#),
            (2, 150, r#"{"type":"TEXT_MESSAGE_START","messageId":"m"}"#),
            (3, 200, r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"1 a "}"#),
            (4, 1500, r#"{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"2 a "}"#),
            (5, 1500, r#"{"type":"SOMETHING_NEW"}"#),
        ] {
            assert_eq!(seen.take(&event(id, data), began + at(ms)), Some(None));
        }
        let end = seen.take(&event(6, r#"{"type":"RUN_FINISHED","threadId":"t","runId":"r"}"#), began + at(1600));
        assert_eq!(end, Some(Some(End::Success)));
        assert_eq!(seen.order.verdict(), Ok(()));
        assert_eq!(seen.first_event, Some(at(100)));
        assert_eq!(seen.first_text, Some(at(200)));
        assert_eq!(seen.gaps.gaps().unwrap().over_1000, 1);
    }

    #[test]
    fn an_error_has_its_code() {
        let mut seen = Seen::new("".into());
        let end = seen.take(&event(1, r#"{"type":"RUN_ERROR","message":"","code":"process_lost"}"#), Instant::now());
        assert_eq!(end, Some(Some(End::Error("process_lost"))));
        assert_eq!(seen.take(&event(2, "{}"), Instant::now()), None);
    }
}
