//! Records by their names.

use super::super::ui::{El, el, nothing};
use crate::state::Chat;
use ai_agent_agui::RecordRef;
use leptos::prelude::*;

/// The most chips that are shown of a list.
const MOST: usize = 24;

/// A button for each record, which opens it.
pub fn chips(chat: Chat, records: &[RecordRef]) -> AnyView {
    if records.is_empty() {
        return nothing();
    }
    let chips =
        records.iter().take(MOST).map(chip).fold(el("div").class("chips").attr("data-testid", "records"), El::child);
    match records.len().saturating_sub(MOST) {
        0 => chips.done(),
        more => chips.child(el("span").text(chat.texts().with("records.more", "count", &more.to_string()))).done(),
    }
}

/// A button that opens a record; clicks are handled where the log is drawn.
pub fn chip(record: &RecordRef) -> El {
    el("button")
        .attr("type", "button")
        .class("record")
        .attr("dir", "auto")
        .attr("data-action", "record")
        .attr("data-value", format!("{}/{}", record.model, record.id))
        .text(record.name.clone())
}
