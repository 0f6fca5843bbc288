//! Answers that do something: calls in the order of the text, results that come late, proposals, hostile orders.

use crate::{CallState, Change, Conversation, FoldError, Message, Part, Role, RunEnd, Status};
use ai_agent_agui::{
    ErrorCode, Event, Interrupt, MessageId, Outcome, Proposal, RunId, ThreadId, ToolCallId, ToolFailure, ToolResult,
};
use proptest::prelude::*;
use serde_json::json;

fn asked() -> Conversation {
    let mut conversation = Conversation::default();
    conversation.push_user(MessageId::new("q"), "Hi".into());
    conversation.begin(RunId::new("r"));
    conversation
}

fn say(id: &str, text: &str) -> Event {
    Event::TextChunk { message: Some(MessageId::new(id)), delta: text.into(), assistant: true }
}

fn call(id: &str, parent: &str) -> Event {
    Event::CallStart {
        call: ToolCallId::new(id),
        name: "count_records".into(),
        title: String::new(),
        access: None,
        parent: Some(MessageId::new(parent)),
    }
}

fn args(id: &str, delta: &str) -> Event {
    Event::CallArgs { call: ToolCallId::new(id), delta: delta.into() }
}

fn end(id: &str) -> Event {
    Event::CallEnd { call: ToolCallId::new(id) }
}

fn result(id: &str, summary: &str) -> Event {
    let result = ToolResult { summary: summary.into(), ..ToolResult::default() };
    Event::CallResult { call: ToolCallId::new(id), result }
}

fn proposal(id: &str, state: &str) -> Proposal {
    Proposal::from_value(&json!({"id": id, "state": state, "kind": "update"})).unwrap()
}

fn interrupt(call: Option<&str>, id: &str) -> Event {
    let interrupt = Interrupt { call: call.map(ToolCallId::new), proposal: proposal(id, "pending") };
    Event::RunFinished(Outcome::Interrupt(vec![interrupt]))
}

fn play(conversation: &mut Conversation, events: impl IntoIterator<Item = Event>) {
    for event in events {
        conversation.apply(None, event).unwrap();
    }
}

/// The parts of a message, a call as its id and state.
fn parts(message: &Message) -> Vec<String> {
    let part = |part: &Part| match part {
        Part::Text(text) => text.text.clone(),
        Part::Call(call) => format!("{}:{}", call.id.as_str(), call.state.as_str()),
    };
    message.parts.iter().map(part).collect()
}

#[test]
fn texts_and_calls_stand_in_their_order_in_one_message() {
    let mut conversation = asked();
    play(&mut conversation, [say("a", "Let me "), say("a", "see."), call("c", "a"), args("c", "{}"), end("c")]);
    assert_eq!(conversation.messages()[1].status, Status::Streaming);
    play(&mut conversation, [result("c", "2 of 9"), say("a.2", "Two."), Event::RunFinished(Outcome::Success)]);
    assert_eq!(conversation.messages().len(), 2);
    assert_eq!(parts(&conversation.messages()[1]), ["Let me see.", "c:done", "Two."]);
    assert_eq!(conversation.messages()[1].text(), "Let me see.\n\nTwo.");
    assert_eq!(conversation.messages()[1].status, Status::Finished);
}

#[test]
fn an_answer_may_begin_with_a_call() {
    let mut conversation = asked();
    play(&mut conversation, [call("c", "a"), end("c"), result("c", ""), say("a", "Two.")]);
    assert_eq!(conversation.messages()[1].id, MessageId::new("a"));
    assert_eq!(parts(&conversation.messages()[1]), ["c:done", "Two."]);
    let other_agent = Event::CallStart {
        call: ToolCallId::new("d"),
        name: "x".into(),
        title: String::new(),
        access: None,
        parent: None,
    };
    let mut conversation = asked();
    play(&mut conversation, [other_agent]);
    assert_eq!(parts(&conversation.messages()[1]), ["d:pending"]);
}

#[test]
fn calls_in_chunks_grow() {
    let chunk = |id: Option<&str>, name: Option<&str>, delta: &str| Event::CallChunk {
        call: id.map(ToolCallId::new),
        name: name.map(str::to_owned),
        parent: None,
        delta: delta.into(),
    };
    let mut conversation = asked();
    assert_eq!(conversation.apply(None, chunk(None, None, "{")), Err(FoldError::NotOpen));
    assert_eq!(conversation.apply(None, chunk(Some("c"), None, "{")), Err(FoldError::NotOpen));
    play(&mut conversation, [chunk(Some("c"), Some("x"), "{"), chunk(None, None, "}")]);
    assert_eq!(conversation.last_calls().next().unwrap().arguments, "{}");
}

#[test]
fn a_call_without_result_is_for_the_browser_once_the_run_is_over() {
    for (ended, state) in [
        (Event::RunFinished(Outcome::Success), CallState::Open),
        (Event::RunFinished(Outcome::Cancelled), CallState::Cancelled),
        (
            Event::RunError { code: ErrorCode::Internal, message: String::new(), retry_after: None },
            CallState::Cancelled,
        ),
    ] {
        let mut conversation = asked();
        play(&mut conversation, [call("c", "a"), args("c", "{}"), end("c"), call("half", "a"), ended]);
        let states: Vec<_> = conversation.last_calls().map(|call| call.state).collect();
        assert_eq!(states, [state, CallState::Cancelled]);
    }
}

#[test]
fn an_interrupt_waits_for_the_person_and_a_later_run_brings_the_outcome() {
    let mut conversation = asked();
    play(&mut conversation, [call("c", "a"), end("c")]);
    let ended = conversation.apply(None, interrupt(Some("c"), "p"));
    assert_eq!(ended, Ok(Change::Ended(RunEnd::Waiting)));
    assert_eq!(conversation.messages()[1].status, Status::Waiting);
    assert!(conversation.last_calls().next().unwrap().asks());

    conversation.begin(RunId::new("s"));
    let done =
        ToolResult { failure: Some(ToolFailure { code: "x".into(), message: String::new() }), ..Default::default() };
    let over = conversation.apply(None, Event::CallResult { call: ToolCallId::new("c"), result: done });
    assert_eq!(over, Ok(Change::Called(1)));
    play(&mut conversation, [say("b", "Done."), Event::RunFinished(Outcome::Success)]);
    assert!(conversation.set_proposal(proposal("p", "executed")));
    assert!(!conversation.set_proposal(proposal("p", "executed")), "nothing new");
    assert!(!conversation.set_proposal(proposal("other", "executed")));
    let answer = conversation.last_answer();
    assert_eq!(answer.iter().map(parts).collect::<Vec<_>>(), [vec!["c:failed"], vec!["Done."]]);
    assert!(!conversation.last_calls().any(|call| call.asks()));
}

#[test]
fn an_interrupt_of_no_known_call_is_shown_all_the_same() {
    for call in [None, Some("never-seen")] {
        let mut conversation = asked();
        play(&mut conversation, [interrupt(call, "p")]);
        assert!(conversation.last_calls().any(|call| call.asks()));
    }
    let mut conversation = asked();
    let ended = conversation.apply(None, Event::RunFinished(Outcome::Interrupt(Vec::new())));
    assert_eq!(ended, Ok(Change::Ended(RunEnd::Finished)), "an interrupt that asks for nothing is an end");
}

#[test]
fn contradictions_are_errors() {
    let mut conversation = asked();
    assert_eq!(conversation.apply(None, args("c", "{")), Err(FoldError::NotOpen));
    assert_eq!(conversation.apply(None, end("c")), Err(FoldError::NotOpen));
    assert_eq!(conversation.apply(None, result("c", "")), Ok(Change::Nothing), "of a page that is not shown");
    play(&mut conversation, [call("c", "a"), end("c")]);
    assert_eq!(conversation.apply(None, call("c", "a")), Err(FoldError::Twice));
    assert_eq!(conversation.apply(None, args("c", "{")), Err(FoldError::NotOpen));
    play(&mut conversation, [say("a", "x"), call("d", "a")]);
    let more = Event::TextContent { message: MessageId::new("a"), delta: "y".into() };
    assert_eq!(conversation.apply(None, more), Err(FoldError::NotOpen), "a text does not go on behind a call");
    assert_eq!(conversation.apply(None, say("a", "y")), Err(FoldError::Twice));
}

#[test]
fn a_telling_of_texts_only_keeps_what_was_done() {
    let snapshot = |text: &str| {
        let message = |id: &str, assistant, text: &str| ai_agent_agui::SnapshotMessage {
            id: MessageId::new(id),
            assistant,
            text: text.into(),
        };
        Event::Snapshot(vec![message("q", false, "Hi"), message("a", true, text)])
    };
    let mut conversation = asked();
    play(&mut conversation, [say("a", "See."), call("c", "a"), end("c"), result("c", ""), say("a.2", "Two.")]);
    play(&mut conversation, [snapshot("See.\n\nTwo.")]);
    assert_eq!(parts(&conversation.messages()[1]), ["See.", "c:done", "Two."]);
    play(&mut conversation, [snapshot("See.")]);
    assert_eq!(parts(&conversation.messages()[1]), ["c:done", "See."]);
}

fn any_event() -> impl Strategy<Value = Event> {
    let id = || prop::sample::select(vec!["q", "a", "a.2", "a.3", "b", "c", "d"]);
    let text = || "[a-z]{0,2}";
    prop_oneof![
        Just(Event::RunStarted { thread: ThreadId::new("t"), run: RunId::new("r") }),
        (id(), any::<bool>()).prop_map(|(id, assistant)| Event::TextStart { message: MessageId::new(id), assistant }),
        (id(), text()).prop_map(|(id, delta)| Event::TextContent { message: MessageId::new(id), delta }),
        id().prop_map(|id| Event::TextEnd { message: MessageId::new(id) }),
        (id(), text()).prop_map(|(id, delta)| say(id, &delta)),
        (id(), id()).prop_map(|(id, parent)| call(id, parent)),
        (id(), text()).prop_map(|(id, delta)| args(id, &delta)),
        id().prop_map(end),
        id().prop_map(|id| result(id, "x")),
        (prop::option::of(id()), prop::option::of(id())).prop_map(|(id, name)| Event::CallChunk {
            call: id.map(ToolCallId::new),
            name: name.map(str::to_owned),
            parent: None,
            delta: String::new(),
        }),
        (prop::option::of(id()), id()).prop_map(|(call, id)| interrupt(call, id)),
        Just(Event::RunFinished(Outcome::Success)),
    ]
}

proptest! {
    /// Events in any order: an error or a change that is true, never two things of one id, never one lost.
    #[test]
    fn no_order_of_events_breaks_the_fold(events in prop::collection::vec(any_event(), 0..40)) {
        let mut conversation = asked();
        for event in events {
            if conversation.active_run().is_none() {
                conversation.begin(RunId::new("r"));
            }
            let before: usize = conversation.messages().iter().map(|message| message.parts.len()).sum();
            if let Ok(Change::Began(at) | Change::Called(at) | Change::Completed(at) | Change::Grew { index: at, .. }) =
                conversation.apply(None, event)
            {
                prop_assert!(conversation.messages()[at].role == Role::Assistant);
            }
            let after: usize = conversation.messages().iter().map(|message| message.parts.len()).sum();
            prop_assert!(after >= before);
            let mut ids: Vec<_> = conversation.messages().iter().map(|message| message.id.as_str().to_owned()).collect();
            let mut calls: Vec<_> = conversation.messages().iter().flat_map(Message::calls).map(|call| call.id.as_str().to_owned()).collect();
            for list in [&mut ids, &mut calls] {
                list.sort();
                let all = list.len();
                list.dedup();
                prop_assert_eq!(list.len(), all);
            }
            prop_assert_eq!(conversation.messages().iter().filter(|message| message.role == Role::User).count(), 1);
        }
    }
}
