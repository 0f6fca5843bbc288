//! A value that the person may choose another one for.

use crate::components::ui::{El, el, typed};
use crate::dom::get_bool;
use crate::state::{Chat, Choice};
use crate::times::Times;
use ai_agent_agui::{FieldChange, Item, Proposal, Shown};
use serde_json::Value;

/// How a value is written, where the server did not.
pub fn value_text(value: &Shown) -> String {
    match (&value.value, value.text.is_empty()) {
        (_, false) => value.text.clone(),
        (Value::String(text), true) => text.clone(),
        (Value::Number(number), true) => number.to_string(),
        _ => String::new(),
    }
}

/// Where the person chooses the value of a field; `None` where there is nothing to choose.
pub fn input(chat: Chat, proposal: &Proposal, item: &Item, change: &FieldChange, choice: &Choice) -> Option<El> {
    if !change.editable {
        return None;
    }
    let value = choice.edit(&item.id, &change.field).unwrap_or_else(|| change.new.value.clone());
    let times = Times::new(&chat.bootstrap());
    let kind = change.kind.as_str();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let field = match kind {
        _ if !change.options.is_empty() => select(&value, &change.options),
        "boolean" => el("input").attr("type", "checkbox").attr_if("checked", value == Value::Bool(true)),
        "integer" | "float" | "monetary" | "percentage" => {
            el("input").attr("type", "number").attr("step", "any").attr("value", text(&value))
        }
        "date" => el("input").attr("type", "date").attr("value", text(&value)),
        "datetime" => el("input").attr("type", "datetime-local").attr("value", times.local(&text(&value))),
        "selection" | "record" | "many2one" => return None,
        _ if text(&value).contains('\n') || kind == "html" => {
            el("textarea").attr("rows", "3").attr("dir", "auto").text(text(&value))
        }
        _ => el("input").attr("type", "text").attr("dir", "auto").attr("value", text(&value)),
    };
    let label = format!("{}: {}", item.name(), change.label);
    let (proposal, item, name, change) = (proposal.id.clone(), item.id.clone(), change.field.clone(), change.clone());
    let chosen = move |event| {
        let value = read(&event, &change, &times);
        chat.edit_item(&proposal, &item, &change.field, value);
    };
    Some(
        field.attr("aria-label", label).attr("data-testid", "edit-field").attr("data-field", name).on("change", chosen),
    )
}

/// The value that was chosen, as it goes over the wire.
fn read(event: &web_sys::Event, change: &FieldChange, times: &Times) -> Value {
    let text = typed(event);
    if !change.options.is_empty() {
        let option = text.parse().ok().and_then(|place: usize| change.options.get(place));
        return option.map_or(Value::Null, |option| option.value.clone());
    }
    match change.kind.as_str() {
        "boolean" => event.target().is_some_and(|target| get_bool(&target, "checked")).into(),
        "integer" | "float" | "monetary" | "percentage" => serde_json::from_str(&text).unwrap_or(Value::Null),
        "date" | "datetime" if text.is_empty() => Value::Null,
        "datetime" => times.utc(&text).into(),
        _ => text.into(),
    }
}

/// The options by their places, since a value may be anything.
fn select(value: &Value, options: &[Shown]) -> El {
    let option = |(place, option): (usize, &Shown)| {
        el("option")
            .attr("value", place.to_string())
            .attr_if("selected", option.value == *value)
            .text(value_text(option))
    };
    let known = options.iter().any(|option| option.value == *value);
    // A list that knows no such value would show its first one.
    let list = if known { el("select") } else { el("select").child(el("option").attr("value", "")) };
    options.iter().enumerate().map(option).fold(list, El::child)
}
