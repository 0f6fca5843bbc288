//! Tool calls: what they gave, and what answers say of them.

use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

use super::{Message, Store};
use crate::run::{Call, Part};

impl Store {
    /// What a message is made of; null where that is only its text.
    pub(super) fn parts(&self, message: &Message) -> Value {
        let part = |part: &Part| match part {
            Part::Text(text) => json!({"type": "text", "text": text}),
            Part::Call(id) => self.calls.get(id).map_or(Value::Null, |(_, call)| {
                let mut part = call.part.clone();
                part["proposal"] = call.proposal.clone().unwrap_or_default();
                part
            }),
        };
        if message.parts.is_empty() { Value::Null } else { message.parts.iter().map(part).collect() }
    }

    /// Keeps the calls of a run, and what earlier ones gave.
    pub(super) fn keep_calls(&mut self, thread: &str, calls: Vec<Call>, results: Vec<(String, Value)>) {
        for call in calls {
            self.calls.insert(call.id().to_owned(), (thread.to_owned(), call));
        }
        for (id, result) in results {
            if let Some((_, call)) = self.calls.get_mut(&id).filter(|(known, _)| known == thread) {
                call.give(result);
            }
        }
    }

    /// The table that a call gave.
    pub(crate) fn table(&self, id: &str) -> Result<&Value, ErrorCode> {
        let (thread, call) = self.calls.get(id).ok_or(ErrorCode::NotFound)?;
        self.live(thread)?;
        Some(&call.part["result"]["table"]).filter(|table| table.is_object()).ok_or(ErrorCode::NotFound)
    }

    /// The calls of a thread that wait for the browser, or for a person.
    pub(super) fn open_calls(&mut self, thread: &str) -> impl Iterator<Item = &mut Call> {
        self.calls
            .values_mut()
            .filter(move |(known, _)| known == thread)
            .map(|(_, call)| call)
            .filter(|call| call.is_open())
    }
}
