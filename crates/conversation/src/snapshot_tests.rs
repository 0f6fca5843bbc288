//! What a reader sees when the server takes back what it could not store, and when a thread is fetched again.

use super::*;
use ai_agent_agui::ThreadId;
use proptest::prelude::*;

fn message(id: &str, role: Role, text: &str) -> Message {
    let run = (role == Role::Assistant).then(|| RunId::new(format!("of {id}")));
    Message::new(MessageId::new(id), role, text.into(), Status::Finished, run)
}

fn page(messages: Vec<Message>) -> crate::Page {
    crate::Page { messages, ..Default::default() }
}

fn told(id: &str, assistant: bool, text: &str) -> SnapshotMessage {
    SnapshotMessage { id: MessageId::new(id), assistant, text: text.into() }
}

fn lost() -> Event {
    Event::RunError { code: ErrorCode::ProcessLost, message: String::new(), retry_after: None }
}

fn texts(conversation: &Conversation) -> Vec<String> {
    conversation.messages().iter().map(Message::text).collect()
}

/// A thread with one answer, and a second question whose answer is being written.
fn asked() -> Conversation {
    let mut conversation =
        Conversation::with_messages(vec![message("q1", Role::User, "One?"), message("a1", Role::Assistant, "1.")]);
    conversation.push_user(MessageId::new("q2"), "Two?".into());
    conversation.begin(RunId::new("r"));
    conversation
}

fn started() -> Event {
    Event::RunStarted { thread: ThreadId::new("t"), run: RunId::new("r") }
}

proptest! {
    /// The answer may have begun or not, have been stored in part or not at all: the screen shows what is stored.
    #[test]
    fn after_a_loss_the_screen_shows_what_is_stored(
        deltas in prop::collection::vec("[a-zé😀 ]{0,4}", 0..8),
        seen in 0usize..12,
        stored in 0usize..40,
        jump in prop::sample::select(vec![1u64, 1_000_000]),
        first in any::<bool>(),
    ) {
        let start = Event::TextStart { message: MessageId::new("a2"), assistant: true };
        let grow = |delta: &String| Event::TextContent { message: MessageId::new("a2"), delta: delta.clone() };
        let end = Event::TextEnd { message: MessageId::new("a2") };
        let events: Vec<Event> =
            [started(), start].into_iter().chain(deltas.iter().map(grow)).chain([end]).collect();
        let mut conversation = asked();
        let mut seq = 0;
        if !first {
            for event in events.into_iter().take(seen) {
                seq += 1;
                conversation.apply(Some(seq), event).unwrap();
            }
        }
        let text: String = deltas.concat().chars().take(stored).collect();
        let mut snapshot = vec![told("q1", false, "One?"), told("a1", true, "1."), told("q2", false, "Two?")];
        if !text.is_empty() {
            snapshot.push(told("a2", true, &text));
        }
        prop_assert_eq!(conversation.apply(Some(seq + jump), Event::Snapshot(snapshot.clone())), Ok(Change::Replaced));
        let ended = conversation.apply(Some(seq + jump + 1), lost());
        let is_lost = matches!(ended, Ok(Change::Ended(RunEnd::Failed { code: ErrorCode::ProcessLost, .. })));
        prop_assert!(is_lost);

        let shown: Vec<SnapshotMessage> = conversation
            .messages()
            .iter()
            .map(|message| told(message.id.as_str(), message.role == Role::Assistant, &message.text()))
            .collect();
        prop_assert_eq!(shown, snapshot);
        let statuses: Vec<Status> = conversation.messages().iter().map(|message| message.status).collect();
        let mut expected = vec![Status::Finished; 3];
        if !text.is_empty() {
            expected.push(Status::Lost);
        }
        prop_assert_eq!(statuses, expected);
        prop_assert_eq!(conversation.active_run(), None);
    }
}

#[test]
fn a_snapshot_that_comes_twice_counts_once() {
    let mut conversation = asked();
    let snapshot = || Event::Snapshot(vec![told("q2", false, "Two?")]);
    conversation.apply(Some(7), snapshot()).unwrap();
    assert_eq!(conversation.apply(Some(7), snapshot()), Ok(Change::Nothing));
    assert_eq!(conversation.last_seq(), 7);
}

#[test]
fn a_run_can_go_on_after_a_snapshot() {
    let mut conversation = asked();
    conversation.apply(Some(1), Event::TextStart { message: MessageId::new("a2"), assistant: true }).unwrap();
    conversation.apply(Some(2), Event::Snapshot(vec![told("q2", false, "Two?"), told("a2", true, "Ha")])).unwrap();
    let delta = Event::TextContent { message: MessageId::new("a2"), delta: "lf".into() };
    conversation.apply(Some(3), delta).unwrap();
    assert_eq!(texts(&conversation), ["Two?", "Half"]);
}

#[test]
fn the_answer_of_another_run_is_not_marked() {
    let mut conversation = asked();
    let snapshot = vec![told("q1", false, "One?"), told("a1", true, "1.")];
    conversation.apply(Some(1), started()).unwrap();
    conversation.apply(Some(2), Event::Snapshot(snapshot)).unwrap();
    conversation.apply(Some(3), lost()).unwrap();
    assert_eq!(texts(&conversation), ["One?", "1."]);
    assert_eq!(conversation.messages()[1].status, Status::Finished);
}

#[test]
fn questions_that_the_server_does_not_have_stay_where_they_are() {
    let mut conversation = Conversation::default();
    conversation.push_user(MessageId::new("u"), "Unsent".into());
    conversation.push_user(MessageId::new("q"), "Sent".into());
    conversation.begin(RunId::new("r"));
    conversation.apply(Some(1), started()).unwrap();
    conversation.apply(Some(2), Event::Snapshot(vec![told("q", false, "Sent"), told("a", true, "x")])).unwrap();
    assert_eq!(texts(&conversation), ["Unsent", "Sent", "x"]);
    conversation.apply(Some(3), lost()).unwrap();
    conversation.push_user(MessageId::new("v"), "Unsent too".into());
    conversation.refresh(page(vec![message("q", Role::User, "Sent"), message("b", Role::Assistant, "y")]));
    assert_eq!(texts(&conversation), ["Unsent", "Sent", "y", "Unsent too"]);
}

#[test]
fn a_snapshot_first_of_all_does_not_lose_the_question() {
    let mut conversation = asked();
    conversation.apply(Some(1), Event::Snapshot(vec![told("q1", false, "One?"), told("a1", true, "1.")])).unwrap();
    assert_eq!(texts(&conversation), ["One?", "1.", "Two?"]);
}

#[test]
fn fetching_the_last_messages_again_keeps_the_older_ones() {
    let all = || vec![message("q1", Role::User, "One?"), message("a1", Role::Assistant, "1.")];
    let mut conversation = Conversation::with_messages(all());
    conversation.refresh(page(all()));
    assert_eq!(conversation.messages(), all());
    conversation.refresh(page(vec![message("a1", Role::Assistant, "1."), message("q2", Role::User, "Two?")]));
    assert_eq!(texts(&conversation), ["One?", "1.", "Two?"]);
    conversation.refresh(page(vec![message("q9", Role::User, "Other")]));
    assert_eq!(texts(&conversation), ["Other"]);
}

#[test]
fn a_question_that_is_taken_back_is_gone() {
    let mut conversation = asked();
    let (known, question) = conversation.question().unwrap();
    assert_eq!((known.unwrap().id.as_str(), question.id.as_str()), ("a1", "q2"));
    assert_eq!(conversation.take_back().as_deref(), Some("Two?"));
    assert_eq!(texts(&conversation), ["One?", "1."]);
}

#[test]
fn of_a_long_branch_a_snapshot_shows_what_was_shown_and_no_more() {
    let branch: Vec<SnapshotMessage> = (0..300).map(|n| told(&n.to_string(), n % 2 == 1, "x")).collect();
    let mut conversation = Conversation::with_messages(vec![message("250", Role::User, "x")]);
    conversation.begin(RunId::new("r"));
    conversation.apply(Some(1), Event::Snapshot(branch.clone())).unwrap();
    assert_eq!(conversation.messages().len(), 50);
    assert_eq!(conversation.earlier(), Some(&MessageId::new("250")));

    let mut conversation = Conversation::default();
    conversation.begin(RunId::new("r"));
    conversation.apply(Some(1), Event::Snapshot(branch)).unwrap();
    assert_eq!(conversation.messages().len(), 100);
    assert_eq!(conversation.earlier(), Some(&MessageId::new("200")));
    conversation.apply(Some(2), Event::Snapshot(vec![told("0", false, "x"), told("200", false, "x")])).unwrap();
    assert_eq!((conversation.messages().len(), conversation.earlier().is_some()), (1, true));
}
