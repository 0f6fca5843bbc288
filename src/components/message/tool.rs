//! What was done for an answer.

use super::super::table::table;
use super::super::ui::{dynamic, el, keyed, nothing};
use super::parts::calls_from;
use crate::state::{Chat, MessageState};
use ai_agent_agui::{ToolCallId, ToolResult};
use leptos::prelude::*;
use std::sync::Arc;

/// Calls that follow each other, the first of which has the key `first`.
pub fn calls(chat: Chat, message: MessageState, first: String) -> AnyView {
    let (listed, key) = (message.clone(), first.clone());
    let cards = keyed(
        move || calls_from(&listed, &key).iter().map(|call| call.key.to_string()).collect(),
        move |key| {
            let call = message.calls().into_iter().find(|call| call.key.to_string() == key);
            let Some(call) = call else { return nothing() };
            dynamic(move || {
                let call = call.watch();
                let title = if call.title.is_empty() { call.name.clone() } else { call.title.clone() };
                let line = el("p").class("tool").attr("data-state", call.state.as_str()).text(title);
                let Some(result) = call.result else { return line.done() };
                vec![line.text(format!(" {}", result.summary)).done(), table_slot(chat, &call.id, result)].into_any()
            })
        },
    );
    el("div").class("calls").view(cards).done()
}

/// The rows that a call has found.
fn table_slot(chat: Chat, call: &ToolCallId, result: Arc<ToolResult>) -> AnyView {
    result.table.as_ref().map_or_else(nothing, |json| table(chat, call, json))
}
