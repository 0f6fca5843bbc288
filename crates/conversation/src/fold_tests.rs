use super::*;
use ai_agent_agui::ThreadId;

fn asked() -> Conversation {
    let mut conversation = Conversation::default();
    conversation.push_user(MessageId::new("q"), "Hi".into());
    conversation.begin(RunId::new("r"));
    conversation
}

fn start(id: &str) -> Event {
    Event::TextStart { message: MessageId::new(id), assistant: true }
}

fn content(id: &str, delta: &str) -> Event {
    Event::TextContent { message: MessageId::new(id), delta: delta.into() }
}

fn finished() -> Event {
    Event::RunFinished(Outcome::Success)
}

#[test]
fn an_answer_grows_and_ends() {
    let mut conversation = asked();
    let started = Event::RunStarted { thread: ThreadId::new("t"), run: RunId::new("r") };
    assert_eq!(conversation.apply(Some(1), started), Ok(Change::Nothing));
    assert_eq!(conversation.apply(Some(2), start("a")), Ok(Change::Began(1)));
    assert_eq!(
        conversation.apply(Some(3), content("a", "He")),
        Ok(Change::Grew { index: 1, began: false, delta: "He".into() })
    );
    conversation.apply(Some(4), content("a", "llo")).unwrap();
    assert_eq!(conversation.messages()[1].text(), "Hello");
    assert_eq!(conversation.apply(Some(5), Event::TextEnd { message: MessageId::new("a") }), Ok(Change::Completed(1)));
    assert_eq!(conversation.apply(Some(6), finished()), Ok(Change::Ended(RunEnd::Finished)));
    assert_eq!(conversation.messages()[1].status, Status::Finished);
    assert_eq!(conversation.active_run(), None);
}

#[test]
fn an_event_that_comes_twice_counts_once() {
    let mut conversation = asked();
    conversation.apply(Some(1), start("a")).unwrap();
    conversation.apply(Some(2), content("a", "x")).unwrap();
    assert_eq!(conversation.apply(Some(2), content("a", "x")), Ok(Change::Nothing));
    assert_eq!(conversation.apply(Some(1), start("a")), Ok(Change::Nothing));
    assert_eq!(conversation.messages()[1].text(), "x");
    assert_eq!(conversation.last_seq(), 2);
}

#[test]
fn a_stop_keeps_what_was_said() {
    let mut conversation = asked();
    conversation.apply(None, start("a")).unwrap();
    conversation.apply(None, content("a", "half")).unwrap();
    let end = conversation.apply(None, Event::RunFinished(Outcome::Cancelled));
    assert_eq!(end, Ok(Change::Ended(RunEnd::Cancelled)));
    assert_eq!(conversation.messages()[1].status, Status::Cancelled);
    assert_eq!(conversation.messages()[1].text(), "half");
}

#[test]
fn a_failure_after_the_text_marks_the_text() {
    let mut conversation = asked();
    conversation.apply(None, start("a")).unwrap();
    conversation.apply(None, Event::TextEnd { message: MessageId::new("a") }).unwrap();
    let error = Event::RunError { code: ErrorCode::ProcessLost, message: String::new(), retry_after: None };
    conversation.apply(None, error).unwrap();
    assert_eq!(conversation.messages()[1].status, Status::Lost);
    assert!(!conversation.broken_off(), "there is nothing to go on from");
}

#[test]
fn an_answer_that_broke_off_can_be_gone_on_from() {
    let mut conversation = asked();
    assert!(!conversation.broken_off());
    conversation.apply(None, start("a")).unwrap();
    conversation.apply(None, content("a", "half")).unwrap();
    assert!(!conversation.broken_off());
    let error = Event::RunError { code: ErrorCode::ServiceError, message: String::new(), retry_after: None };
    conversation.apply(None, error).unwrap();
    assert!(conversation.broken_off());
}

#[test]
fn contradictions_are_errors() {
    let mut conversation = asked();
    assert_eq!(conversation.apply(None, content("a", "x")), Err(FoldError::NotOpen));
    assert_eq!(conversation.apply(None, start("q")), Err(FoldError::Twice));
    let other = Event::RunStarted { thread: ThreadId::new("t"), run: RunId::new("other") };
    assert_eq!(conversation.apply(None, other), Err(FoldError::OtherRun));
    conversation.apply(None, finished()).unwrap();
    assert_eq!(conversation.apply(None, finished()), Err(FoldError::NoRun));
}

#[test]
fn texts_of_other_roles_are_not_shown() {
    let mut conversation = asked();
    let system = Event::TextStart { message: MessageId::new("s"), assistant: false };
    assert_eq!(conversation.apply(None, system), Ok(Change::Nothing));
    assert_eq!(conversation.apply(None, content("s", "secret")), Ok(Change::Nothing));
    assert_eq!(conversation.messages().len(), 1);
}

#[test]
fn chunks_open_a_message_and_go_on_with_it() {
    let chunk = |id: Option<&str>, delta: &str| Event::TextChunk {
        message: id.map(MessageId::new),
        delta: delta.into(),
        assistant: true,
    };
    let mut conversation = asked();
    assert_eq!(
        conversation.apply(None, chunk(Some("a"), "x")),
        Ok(Change::Grew { index: 1, began: true, delta: "x".into() })
    );
    conversation.apply(None, chunk(None, "y")).unwrap();
    conversation.apply(None, chunk(Some("b"), "z")).unwrap();
    let texts: Vec<_> = conversation.messages().iter().map(Message::text).collect();
    assert_eq!(texts, ["Hi", "xy", "z"]);
    assert_eq!(conversation.messages()[1].status, Status::Finished);
}

#[test]
fn a_second_answer_replaces_the_first() {
    let mut conversation = asked();
    conversation.apply(None, start("a")).unwrap();
    conversation.apply(None, finished()).unwrap();
    assert_eq!(conversation.rewind().map(Message::text).as_deref(), Some("Hi"));
    assert_eq!(conversation.messages().len(), 1);
}
