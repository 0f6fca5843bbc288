//! Changes of a thread by hand: title, pin, archive, branch.

use ai_agent_agui::ErrorCode;
use serde_json::{Map, Value};

use super::Store;
use super::thread::one_line;

const TITLE_CHARS: usize = 200;

/// What a client wants to change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    title: Option<String>,
    pinned: Option<bool>,
    archived: Option<bool>,
    head: Option<String>,
}

impl Change {
    /// Reads a body: at least one field, none that is unknown, each of its type.
    pub(crate) fn read(body: Map<String, Value>) -> Result<Self, ErrorCode> {
        let mut change = Self::default();
        if body.is_empty() {
            return Err(ErrorCode::InvalidInput);
        }
        for (name, value) in body {
            match (name.as_str(), value) {
                ("title", Value::String(title)) => change.title = Some(one_line(&title)),
                ("pinned", Value::Bool(pinned)) => change.pinned = Some(pinned),
                ("archived", Value::Bool(archived)) => change.archived = Some(archived),
                ("head", Value::String(head)) => change.head = Some(head),
                _ => return Err(ErrorCode::InvalidInput),
            }
        }
        let too_long = change.title.as_ref().is_some_and(|title| title.chars().count() > TITLE_CHARS);
        if too_long { Err(ErrorCode::InvalidInput) } else { Ok(change) }
    }
}

impl Store {
    /// Changes all or, where something is refused, nothing; gives what lists say of the thread.
    pub(crate) fn change(&mut self, id: &str, change: Change) -> Result<Value, ErrorCode> {
        let thread = self.live(id)?;
        if let Some(head) = &change.head {
            if thread.message(head).is_none() {
                return Err(ErrorCode::InvalidInput);
            }
            let moves = !thread.active_branch().iter().any(|message| message.id == *head);
            if moves && self.active_run(thread).is_some() {
                return Err(ErrorCode::RunConflict);
            }
        }
        let thread = self.live_mut(id)?;
        if let Some(title) = change.title {
            thread.rename(title);
        }
        thread.pinned = change.pinned.unwrap_or(thread.pinned);
        thread.archived = change.archived.unwrap_or(thread.archived);
        if let Some(head) = change.head {
            thread.open(&head);
        }
        Ok(thread.item())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Change;

    #[test]
    fn only_known_fields_of_their_types_pass() {
        let long = "x".repeat(201);
        for bad in [
            json!({}),
            json!({"title": 1}),
            json!({"title": null}),
            json!({"title": long}),
            json!({"pinned": 1}),
            json!({"archived": "true"}),
            json!({"head": null}),
            json!({"pinned": true, "colour": "red"}),
        ] {
            assert!(Change::read(bad.as_object().unwrap().clone()).is_err(), "{bad}");
        }
        let good = json!({"title": "  Two\n lines ", "pinned": true});
        let change = Change::read(good.as_object().unwrap().clone()).unwrap();
        assert_eq!(change.title.as_deref(), Some("Two lines"));
        assert_eq!((change.pinned, change.archived, change.head), (Some(true), None, None));
    }
}
