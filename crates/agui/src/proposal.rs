//! What is to be changed once a person has approved it, and what became of it.

use crate::tool::{RecordRef, list, text};
use crate::{ProposalId, ToolCallId};
use serde_json::Value;

/// Changes that one approval covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its id, which is that of its interrupt too.
    pub id: ProposalId,
    /// What became of it.
    pub state: ProposalState,
    /// `create`, `update`, `delete`, `note`, `activity` or `method`.
    pub kind: String,
    /// What would be done.
    pub title: String,
    /// The model, as people call it.
    pub model_label: String,
    /// When it can no longer be approved, RFC 3339; empty: never.
    pub expires_at: String,
    /// One for each record.
    pub items: Vec<Item>,
    /// What the person must know, such as that side effects were not previewed.
    pub notices: Vec<String>,
    /// Whether it can be undone, should it be carried out.
    pub undo_possible: bool,
    /// What undoing leaves, or why it is impossible.
    pub undo_note: String,
    /// Whether it was carried out and can be undone now.
    pub can_undo: bool,
    /// Why it was rejected; may be empty.
    pub reason: String,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits for the person.
    Pending,
    /// It is about to be carried out.
    Approved,
    /// It was carried out.
    Executed,
    /// The person does not want it.
    Rejected,
    /// Something else was asked meanwhile.
    Cancelled,
    /// Nobody decided in time.
    Expired,
    /// It could not be carried out.
    Failed,
    /// The records were changed meanwhile; it was asked again.
    Changed,
    /// It was carried out and undone.
    Undone,
}

/// What would be done to one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its id within the proposal.
    pub id: String,
    /// The record; none while it is to be made.
    pub record: Option<RecordRef>,
    /// Its name.
    pub title: String,
    /// What became of it.
    pub state: ItemState,
    /// What changes.
    pub changes: Vec<FieldChange>,
    /// What changes along with that.
    pub effects: Vec<Effect>,
    /// What is wrong with it.
    pub errors: Vec<String>,
}

/// What became of one record of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Nothing yet.
    Pending,
    /// It was carried out.
    Executed,
    /// The person left it out.
    LeftOut,
    /// It could not be carried out.
    Failed,
    /// It was carried out and undone.
    Undone,
}

/// A field that gets another value.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// The field, as people call it.
    pub label: String,
    /// `text`, `integer`, `float`, `monetary`, `boolean`, `date`, `datetime`, `selection`, `record` and others.
    pub kind: String,
    /// The value there is; none for a record that is to be made.
    pub old: Option<Shown>,
    /// The value it gets.
    pub new: Shown,
    /// Whether the person may choose another one.
    pub editable: bool,
    /// The values to choose from.
    pub options: Vec<Shown>,
}

/// A field that changes along.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The field, as people call it.
    pub label: String,
    /// The value there is.
    pub old: Option<Shown>,
    /// The value it gets.
    pub new: Shown,
}

/// A value and how the person reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The value, as it goes over the wire.
    pub value: Value,
    /// Its text in the person's formats; may be empty.
    pub text: String,
}

impl Proposal {
    /// Reads a proposal; `None` when it has no id.
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            id: ProposalId::new(value["id"].as_str()?),
            state: ProposalState::from_name(value["state"].as_str().unwrap_or_default()),
            kind: text(value, "kind"),
            title: text(value, "title"),
            model_label: text(value, "modelLabel"),
            expires_at: text(value, "expiresAt"),
            items: list(&value["items"], Item::from_value),
            notices: list(&value["notices"], |notice| notice.as_str().map(str::to_owned)),
            undo_possible: value["undo"]["possible"].as_bool().unwrap_or_default(),
            undo_note: text(&value["undo"], "note"),
            can_undo: value["canUndo"].as_bool().unwrap_or_default(),
            reason: text(value, "reason"),
        })
    }

    /// Whether it waits for the person.
    pub fn is_open(&self) -> bool {
        self.state == ProposalState::Pending
    }
}

impl ProposalState {
    /// The state that `name` stands for on the wire. What is not known cannot be approved.
    pub fn from_name(name: &str) -> Self {
        match name {
            "pending" => Self::Pending,
            "approved" => Self::Approved,
            "executed" => Self::Executed,
            "rejected" => Self::Rejected,
            "cancelled" => Self::Cancelled,
            "expired" => Self::Expired,
            "changed" => Self::Changed,
            "undone" => Self::Undone,
            _ => Self::Failed,
        }
    }

    /// The state's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Executed => "executed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Changed => "changed",
            Self::Undone => "undone",
        }
    }
}

impl Item {
    fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            id: value["id"].as_str()?.to_owned(),
            record: RecordRef::from_value(&value["record"]),
            title: text(value, "title"),
            state: match value["state"].as_str() {
                Some("executed") => ItemState::Executed,
                Some("left_out") => ItemState::LeftOut,
                Some("failed") => ItemState::Failed,
                Some("undone") => ItemState::Undone,
                _ => ItemState::Pending,
            },
            changes: list(&value["changes"], FieldChange::from_value),
            effects: list(&value["effects"], Effect::from_value),
            errors: list(&value["errors"], |error| error.as_str().map(str::to_owned)),
        })
    }

    /// How it is called: by its title, else by the name of its record.
    pub fn name(&self) -> &str {
        match (&self.record, self.title.is_empty()) {
            (Some(record), true) => &record.name,
            _ => &self.title,
        }
    }
}

impl FieldChange {
    fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            field: value["field"].as_str()?.to_owned(),
            label: text(value, "label"),
            kind: text(value, "type"),
            old: Shown::from_value(&value["old"]),
            new: Shown::from_value(&value["new"]).unwrap_or_default(),
            editable: value["editable"].as_bool().unwrap_or_default(),
            options: list(&value["options"], Shown::from_value),
        })
    }
}

impl Effect {
    fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            label: value["label"].as_str()?.to_owned(),
            old: Shown::from_value(&value["old"]),
            new: Shown::from_value(&value["new"]).unwrap_or_default(),
        })
    }
}

impl Shown {
    fn from_value(value: &Value) -> Option<Self> {
        value.is_object().then(|| Self { value: value["value"].clone(), text: text(value, "text") })
    }
}

/// The tool call that an interrupt belongs to, and its proposal.
pub(crate) fn of_interrupt(value: &Value) -> (Option<ToolCallId>, Option<Proposal>) {
    let call = value["toolCallId"].as_str().map(ToolCallId::new);
    (call, Proposal::from_value(&value["metadata"]["proposal"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn proposal() -> Value {
        json!({
            "id": "p", "state": "pending", "kind": "update", "title": "Change 1 contact", "model": "res.partner",
            "modelLabel": "Contact", "expiresAt": "2026-11-25T10:00:00Z", "newer": {"a": []},
            "items": [{
                "id": "1", "record": {"model": "res.partner", "id": 3, "name": "Azure"}, "title": "", "state": "pending",
                "changes": [{
                    "field": "stage", "label": "Stage", "type": "record", "old": {"value": 1, "text": "New"},
                    "new": {"value": 2, "text": "Won"}, "editable": true,
                    "options": [{"value": 1, "text": "New"}, {"value": 2, "text": "Won"}]
                }],
                "effects": [{"field": "p", "label": "Probability", "old": null, "new": {"value": 100, "text": "100 %"}}],
                "errors": ["No."]
            }],
            "notices": ["Mails are sent."], "undo": {"possible": true, "note": "The mail stays."}, "reason": null,
            "canUndo": false
        })
    }

    #[test]
    fn a_proposal_is_read_whole() {
        let read = Proposal::from_value(&proposal()).unwrap();
        assert!(read.is_open() && read.undo_possible && !read.can_undo);
        let item = &read.items[0];
        assert_eq!(item.name(), "Azure");
        assert_eq!(item.changes[0].old.as_ref().unwrap().text, "New");
        assert_eq!(item.changes[0].options.len(), 2);
        assert_eq!((item.effects[0].label.as_str(), item.effects[0].new.text.as_str()), ("Probability", "100 %"));
        assert_eq!((item.errors.len(), read.notices.len()), (1, 1));
    }

    #[test]
    fn what_is_in_no_known_state_cannot_be_approved() {
        for state in [json!("newer"), json!(7), Value::Null] {
            let mut value = proposal();
            value["state"] = state;
            assert!(!Proposal::from_value(&value).unwrap().is_open());
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z]{0,4}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-z]{1,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever stands in the place of whatever: it is read or left out, and nothing breaks.
        #[test]
        fn nothing_in_a_proposal_breaks_the_reader(path in prop::sample::select(vec![
            "/id", "/state", "/items", "/items/0", "/items/0/id", "/items/0/record", "/items/0/changes", "/items/0/changes/0",
            "/items/0/changes/0/old", "/items/0/changes/0/new", "/items/0/changes/0/options", "/items/0/effects", "/items/0/errors",
            "/notices", "/undo", "/expiresAt",
        ]), junk in any_json()) {
            let mut value = proposal();
            *value.pointer_mut(path).unwrap() = junk;
            let read = Proposal::from_value(&value);
            prop_assert_eq!(read.is_some(), value["id"].is_string());
        }
    }
}
