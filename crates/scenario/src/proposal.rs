//! What becomes of a recorded proposal, as a server would tell it. Nothing is checked but what a client can get wrong.

use serde_json::{Map, Value, json};

/// Values that a person chose instead, by item and field.
pub type Edits = Map<String, Value>;

/// Puts edited values into a proposal. `false`, and nothing is changed, where a field is not there or not to be edited.
#[must_use]
pub fn edit(proposal: &mut Value, edits: &Edits) -> bool {
    let mut edited = proposal.clone();
    for (item, fields) in edits {
        let Some(fields) = fields.as_object() else { return false };
        for (field, value) in fields {
            let Some(change) = change(&mut edited, item, field) else { return false };
            let text = text_of(change, value);
            change["new"] = json!({"value": value, "text": text});
        }
    }
    *proposal = edited;
    true
}

/// Decides on a proposal by the payload of a `resume`; an empty one rejects it. `false`, and nothing is changed, where the
/// payload says what cannot be.
#[must_use]
pub fn decide(proposal: &mut Value, payload: &Value) -> bool {
    let chosen = payload["items"].as_array();
    let approved = payload["approved"] == true && chosen.is_none_or(|chosen| !chosen.is_empty());
    let edits = payload["edits"].as_object().cloned().unwrap_or_default();
    let known = |id: &Value| items(proposal).iter().any(|item| item["id"] == *id);
    if chosen.is_some_and(|chosen| !chosen.iter().all(known)) || approved && !edit(proposal, &edits) {
        return false;
    }
    for item in items_mut(proposal) {
        let takes_part = chosen.is_none_or(|chosen| chosen.contains(&item["id"]));
        item["state"] = if approved && takes_part { "executed".into() } else { "left_out".into() };
    }
    proposal["state"] = if approved { "executed".into() } else { "rejected".into() };
    proposal["reason"] = payload["reason"].clone();
    proposal["canUndo"] = (approved && proposal["undo"]["possible"] == true).into();
    true
}

/// Takes back what was carried out; `false` where that is impossible.
#[must_use]
pub fn undo(proposal: &mut Value) -> bool {
    if proposal["canUndo"] != true {
        return false;
    }
    for item in items_mut(proposal) {
        if item["state"] == "executed" {
            item["state"] = "undone".into();
        }
    }
    proposal["state"] = "undone".into();
    proposal["canUndo"] = false.into();
    true
}

fn items(proposal: &Value) -> &[Value] {
    proposal["items"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn items_mut(proposal: &mut Value) -> &mut [Value] {
    proposal["items"].as_array_mut().map(Vec::as_mut_slice).unwrap_or_default()
}

/// A field that may be edited.
fn change<'a>(proposal: &'a mut Value, item: &str, field: &str) -> Option<&'a mut Value> {
    let item = items_mut(proposal).iter_mut().find(|known| known["id"] == item)?;
    let changes = item["changes"].as_array_mut()?;
    changes.iter_mut().find(|change| change["field"] == field && change["editable"] == true)
}

fn text_of(change: &Value, value: &Value) -> String {
    let options = change["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let option = options.iter().find(|option| option["value"] == *value);
    option
        .and_then(|option| option["text"].as_str())
        .or(value.as_str())
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{decide, edit, undo};

    fn proposal() -> Value {
        let item = |id: &str| {
            json!({"id": id, "state": "pending", "changes": [
                {"field": "day", "new": {"value": "2026-01-06", "text": "6 Jan"}, "editable": true, "options": null},
                {"field": "who", "new": {"value": 1, "text": "Ann"}, "editable": true, "options": [{"value": 2, "text": "Bo"}]},
                {"field": "what", "new": {"value": "call", "text": "Call"}, "editable": false},
            ]})
        };
        json!({"id": "p", "state": "pending", "undo": {"possible": true}, "canUndo": false, "items": [item("1"), item("2")]})
    }

    fn states(proposal: &Value) -> (&str, Vec<&str>) {
        let items = proposal["items"].as_array().unwrap();
        (proposal["state"].as_str().unwrap(), items.iter().map(|item| item["state"].as_str().unwrap()).collect())
    }

    #[test]
    fn an_item_is_left_out_and_a_date_changed_and_all_of_it_undone() {
        let mut proposal = proposal();
        let payload = json!({"approved": true, "items": ["2"], "edits": {"2": {"day": "2026-01-13", "who": 2}}});
        assert!(decide(&mut proposal, &payload));
        assert_eq!(states(&proposal), ("executed", vec!["left_out", "executed"]));
        assert_eq!(proposal["items"][1]["changes"][0]["new"], json!({"value": "2026-01-13", "text": "2026-01-13"}));
        assert_eq!(proposal["items"][1]["changes"][1]["new"]["text"], "Bo");
        assert!(undo(&mut proposal));
        assert_eq!(states(&proposal), ("undone", vec!["left_out", "undone"]));
        assert!(!undo(&mut proposal));
    }

    #[test]
    fn what_is_rejected_or_not_decided_is_left_out() {
        for payload in [json!({"approved": false, "reason": "No"}), json!({}), json!({"approved": true, "items": []})] {
            let mut proposal = proposal();
            assert!(decide(&mut proposal, &payload));
            assert_eq!(states(&proposal), ("rejected", vec!["left_out", "left_out"]), "{payload}");
            assert!(!undo(&mut proposal));
        }
    }

    #[test]
    fn what_cannot_be_changes_nothing() {
        let edits =
            [json!({"1": {"what": "x"}}), json!({"1": {"other": 1}}), json!({"3": {"day": "x"}}), json!({"1": 7})];
        for edits in edits {
            let mut edited = proposal();
            assert!(!edit(&mut edited, edits.as_object().unwrap()));
            assert!(!decide(&mut edited, &json!({"approved": true, "edits": edits})));
            assert_eq!(edited, proposal());
        }
        let mut unknown = proposal();
        assert!(!decide(&mut unknown, &json!({"approved": true, "items": ["1", "9"]})));
        assert_eq!(unknown, proposal());
    }
}
