//! Relays the AI service's answer as a run: the first delta at once, later ones merged.

use std::sync::Arc;
use std::time::Duration;

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{End, Run, error_event};
use crate::app::App;
use crate::provider::{Fault, Service};

/// For how long deltas are merged after the first.
const MERGE: Duration = Duration::from_millis(40);

/// Asks the service and writes its answer into the log until it is over or the run is stopped.
pub(crate) async fn relay(app: Arc<App>, run: Arc<Run>, message: String) {
    run.log.event(run.started());
    let history = app.store().history(&run);
    let mut writer = Writer::new(&run, &message);
    let outcome = match &app.service {
        Some(service) => tokio::select! {
            outcome = follow(service, &run, &history, &mut writer) => Some(outcome),
            () = run.clone().stopped() => None,
        },
        None => Some(Err(Fault::from(ErrorCode::NotConfigured))),
    };
    let text = writer.end();
    let (end, event) = match outcome {
        None => (End::Cancelled, run.finished("cancelled", None)),
        Some(Ok(usage)) => (End::Finished, run.finished("success", usage)),
        Some(Err(fault)) => {
            let log = app.service.as_ref().map_or_else(String::new, |service| service.scrub(&fault.log));
            eprintln!("run {}: {}: {log}", run.id, fault.code.as_str());
            (End::Failed(fault.code), error_event(fault.code, fault.retry_after))
        }
    };
    // The store first: who has read the end finds the answer there.
    app.store().end(&run, &message, text, end);
    run.log.event(event);
    run.log.close();
}

/// Dropping this closes the connection to the service.
async fn follow(
    service: &Service,
    run: &Run,
    history: &[crate::store::Message],
    writer: &mut Writer<'_>,
) -> Result<Option<Value>, Fault> {
    let (deltas, mut incoming) = mpsc::unbounded_channel::<String>();
    let answer = service.answer(&run.thread, &run.id, history, deltas);
    tokio::pin!(answer);
    let outcome = loop {
        let due = writer.due();
        tokio::select! {
            biased;
            Some(delta) = incoming.recv() => writer.take(&delta),
            outcome = &mut answer => break outcome,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => writer.flush(),
        }
    };
    while let Ok(delta) = incoming.try_recv() {
        writer.take(&delta);
    }
    outcome
}

/// Turns deltas into events. A message without text is never announced.
struct Writer<'a> {
    run: &'a Run,
    message: &'a str,
    text: String,
    flushed: usize,
    last_flush: Option<Instant>,
}

impl<'a> Writer<'a> {
    fn new(run: &'a Run, message: &'a str) -> Self {
        Self { run, message, text: String::new(), flushed: 0, last_flush: None }
    }

    /// When what is waiting has waited long enough.
    fn due(&self) -> Option<Instant> {
        self.last_flush.filter(|_| self.flushed < self.text.len()).map(|last| last + MERGE)
    }

    fn take(&mut self, delta: &str) {
        self.text.push_str(delta);
        match self.last_flush {
            None if !self.text.is_empty() => {
                let event = json!({"type": "TEXT_MESSAGE_START", "messageId": self.message, "role": "assistant"});
                self.run.log.event(event);
                self.flush();
            }
            Some(last) if last.elapsed() >= MERGE => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let delta = &self.text[self.flushed..];
        if !delta.is_empty() {
            self.run.log.event(json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": self.message, "delta": delta}));
        }
        self.flushed = self.text.len();
        self.last_flush = Some(Instant::now());
    }

    /// Sends what is left and gives the whole text.
    fn end(mut self) -> String {
        if self.last_flush.is_some() {
            self.flush();
            self.run.log.event(json!({"type": "TEXT_MESSAGE_END", "messageId": self.message}));
        }
        self.text
    }
}
