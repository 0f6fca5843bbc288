//! What was done for an answer.

use super::super::icon::Icon;
use super::super::table::table;
use super::super::ui::{El, dynamic, el, keyed, nothing};
use super::parts::calls_from;
use super::{proposal, records};
use crate::dom::get_bool;
use crate::state::{CallState as Call, Chat, MessageState};
use ai_agent_agui::Access;
use ai_agent_conversation::{CallState, ToolCall};
use leptos::prelude::*;
use serde_json::Value;

/// So many calls that follow each other are one line.
const MANY: usize = 3;

/// Calls that follow each other, the first of which has the key `first`: a line for each or one for all, the rows that the
/// last of them found, and what the person is asked to approve.
pub fn calls(chat: Chat, message: MessageState, first: String) -> AnyView {
    let (plain, last, asking) = (message.clone(), message.clone(), message);
    let keys = (first.clone(), first.clone(), first);
    let plain = move || {
        let calls = calls_from(&plain, &keys.0).into_iter();
        calls.filter(|call| call.watch().proposal.is_none()).collect::<Vec<Call>>()
    };
    let which = plain.clone();
    // What is drawn of calls stays as long as they are the same ones.
    let lines = keyed(
        move || vec![which().iter().map(|call| format!("{} ", call.key)).collect()],
        move |_| {
            let calls = untrack(&plain);
            match calls.len() {
                0 => nothing(),
                count if count < MANY => calls.into_iter().map(|call| line(chat, call)).collect::<Vec<_>>().into_any(),
                _ => group(chat, calls),
            }
        },
    );
    let (found, key) = (last.clone(), keys.1.clone());
    let tables = keyed(
        move || {
            let calls = calls_from(&last, &keys.1).into_iter().rev();
            calls.filter(|call| rows(&call.watch()).is_some()).map(|call| call.key.to_string()).take(1).collect()
        },
        move |call| {
            let call = calls_from(&found, &key).into_iter().find(|known| known.key.to_string() == call);
            let Some(call) = call.map(|call| call.get()) else { return nothing() };
            rows(&call).map_or_else(nothing, |json| table(chat, &call.id, json))
        },
    );
    let (of, key) = (asking.clone(), keys.2.clone());
    let cards = keyed(
        move || calls_from(&asking, &keys.2).iter().filter_map(|call| proposal::look(&call.watch())).collect(),
        move |look| {
            let found =
                calls_from(&of, &key).into_iter().find(|call| proposal::look(&call.get()).as_ref() == Some(&look));
            found.map_or_else(nothing, |call| proposal::card(chat, call.get()))
        },
    );
    el("div").class("calls").view(lines).view(tables).view(cards).done()
}

/// The rows that a call has found.
fn rows(call: &ToolCall) -> Option<&Value> {
    call.result.as_ref()?.table.as_ref()
}

/// One line for many calls.
fn group(chat: Chat, calls: Vec<Call>) -> AnyView {
    let (shown, state) = (calls.clone(), calls.clone());
    let summary = dynamic(move || group_summary(chat, &shown.iter().map(Call::watch).collect::<Vec<_>>()).done());
    let lines = calls.into_iter().map(|call| line(chat, call)).collect::<Vec<_>>();
    el("details")
        .class("tool")
        .attr("data-testid", "tools")
        .bind("data-state", move || {
            let busy = state.iter().any(|call| runs(call.watch().state));
            Some(if busy { "pending" } else { "done" }.to_owned())
        })
        .child(el("summary").view(summary).child(Icon::Next.el()))
        .child(el("div").class("steps").view(lines.into_any()))
        .done()
}

fn group_summary(chat: Chat, calls: &[ToolCall]) -> El {
    let reads = calls.iter().all(|call| access(call) == Access::Read);
    let key = if reads { "tool.group" } else { "tool.group.done" };
    let (icon, text) = match calls.iter().find(|call| runs(call.state)) {
        Some(call) => (spinner(), title(chat, call)),
        None => {
            let icon = if reads { Icon::Search } else { Icon::Done };
            (icon.el(), chat.texts().with(key, "count", &calls.len().to_string()))
        }
    };
    el("span").class("line").child(icon).child(el("span").class("name").text(text))
}

fn line(chat: Chat, call: Call) -> AnyView {
    let open = RwSignal::new(false);
    let (shown, inside) = (call.clone(), call.clone());
    let summary = dynamic(move || summary(chat, &shown.watch()).done());
    let details = dynamic(move || if open.get() { details(chat, &inside.watch()) } else { nothing() });
    el("details")
        .class("tool")
        .attr("data-testid", "tool")
        .bind("data-state", move || Some(call.watch().state.as_str().to_owned()))
        .on("toggle", move |event| open.set(event.target().is_some_and(|target| get_bool(&target, "open"))))
        .child(el("summary").view(summary).child(Icon::Next.el()))
        .view(details)
        .done()
}

fn summary(chat: Chat, call: &ToolCall) -> El {
    let icon = match (call.state, access(call)) {
        (state, _) if runs(state) => spinner(),
        (CallState::Failed, _) => Icon::Alert.el(),
        (_, Access::Show) => Icon::Show.el(),
        (_, Access::Fill | Access::Write) => Icon::Edit.el(),
        (_, Access::Read) => Icon::Search.el(),
    };
    let told = call.result.as_ref().map(|result| match &result.failure {
        Some(failure) if failure.message.is_empty() => chat.text("tool.failed"),
        Some(failure) => failure.message.clone(),
        None => result.summary.clone(),
    });
    let told = match call.state {
        CallState::Cancelled | CallState::Open => Some(chat.text("tool.cancelled")),
        _ => told,
    };
    let line = el("span").class("line").child(icon).child(el("span").class("name").text(title(chat, call)));
    match told.filter(|told| !told.is_empty()) {
        Some(told) => line.child(el("span").class("told").attr("dir", "auto").text(told)),
        None => line,
    }
}

fn details(chat: Chat, call: &ToolCall) -> AnyView {
    let part = |key: &str, view: AnyView| el("div").child(el("h5").text(chat.text(key))).view(view);
    let mut inside = el("div").class("steps");
    if let Some(arguments) = arguments(&call.arguments) {
        inside = inside.child(part("tool.arguments", arguments.done()));
    }
    if let Some(result) = &call.result {
        let text = match &result.failure {
            Some(failure) => &failure.message,
            None => &result.summary,
        };
        let said = el("p").attr("dir", "auto").text(text.clone()).done();
        let chips = records::chips(chat, &result.records);
        inside = inside.child(part("tool.result", vec![said, chips].into_any()));
    }
    inside.done()
}

/// What a call is named for people.
pub fn title(chat: Chat, call: &ToolCall) -> String {
    if !call.title.is_empty() {
        return call.title.clone();
    }
    // What the server does not name is at least readable.
    chat.texts().find(&format!("tool.{}", call.name)).unwrap_or_else(|| call.name.replace('_', " "))
}

/// What a call may do, as far as is known while it runs.
fn access(call: &ToolCall) -> Access {
    call.access.unwrap_or(match call.name.as_str() {
        "fill_form" => Access::Fill,
        "adjust_view" => Access::Show,
        name if name.starts_with("open_") => Access::Show,
        _ => Access::Read,
    })
}

fn runs(state: CallState) -> bool {
    matches!(state, CallState::Called | CallState::Pending)
}

fn spinner() -> El {
    el("span").class("spinner").attr("aria-hidden", "true")
}

/// What was asked for, a line for each argument; `None` where that is nothing.
fn arguments(json: &str) -> Option<El> {
    let value = serde_json::from_str(json).ok()?;
    let Value::Object(named) = value else { return None };
    let row = |list: El, (name, value): (String, Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        list.child(el("dt").text(name)).child(el("dd").attr("dir", "auto").text(value))
    };
    (!named.is_empty()).then(|| named.into_iter().fold(el("dl"), row))
}
