//! Leaving a branch, and coming back when the other one did not come to be.

use super::*;
use crate::{Page, Status};
use ai_agent_agui::{Event, RunId};

fn thread(later: bool) -> Conversation {
    let message = |n: usize| {
        let role = if n.is_multiple_of(2) { Role::User } else { Role::Assistant };
        let parent = n.checked_sub(1).map(id);
        Message { parent, ..Message::new(id(n), role, n.to_string(), Status::Finished, None) }
    };
    let mut conversation = Conversation::default();
    conversation.refresh(Page { messages: (2..6).map(message).collect(), earlier: true, later });
    conversation
}

fn id(n: usize) -> MessageId {
    MessageId::new(format!("m{n}"))
}

fn texts(conversation: &Conversation) -> Vec<String> {
    conversation.messages().iter().map(Message::text).collect()
}

#[test]
fn another_question_begins_a_branch_where_the_first_one_stood() {
    for (edited, parent, shown) in [(4, Some(3), vec!["2", "3", "New?"]), (2, Some(1), vec!["New?"])] {
        let mut conversation = thread(true);
        let left = conversation.ask_instead(&id(edited), MessageId::new("new"), "New?".into()).unwrap();
        assert_eq!(texts(&conversation), shown);
        assert_eq!(conversation.messages().last().unwrap().parent, parent.map(id));
        assert_eq!(conversation.later(), None, "nothing comes after a question that was just asked");
        conversation.come_back(left);
        assert_eq!(conversation.messages(), thread(true).messages());
        assert_eq!(conversation.later(), Some(&id(5)));
        conversation.push_user(MessageId::new("next"), "Next?".into());
        let (known, _) = conversation.question().unwrap();
        assert_eq!(known.unwrap().id, id(5), "the question that did not come to be is forgotten");
    }
    assert!(thread(false).ask_instead(&id(9), MessageId::new("new"), "New?".into()).is_none());
}

#[test]
fn an_answer_gives_way_with_all_that_came_after_it() {
    let mut conversation = thread(false);
    let left = conversation.leave_after_question(&id(3)).unwrap();
    assert_eq!(texts(&conversation), ["2"]);
    let (known, question) = conversation.question().unwrap();
    assert_eq!((known, &question.id), (None, &id(2)));
    conversation.come_back(left);
    assert_eq!(texts(&conversation), ["2", "3", "4", "5"]);
}

#[test]
fn the_way_back_is_found_when_earlier_messages_came_meanwhile() {
    let mut conversation = thread(false);
    let left = conversation.leave_after_question(&id(5)).unwrap();
    let message = |n: usize| Message::new(id(n), Role::User, n.to_string(), Status::Finished, None);
    assert!(conversation.add_earlier(Page { messages: vec![message(0), message(1)], earlier: false, later: true }));
    conversation.come_back(left);
    assert_eq!(texts(&conversation), ["0", "1", "2", "3", "4", "5"]);
}

#[test]
fn an_answer_whose_question_is_not_shown_stays() {
    let mut conversation = Conversation::default();
    let answer = Message::new(id(3), Role::Assistant, "3".into(), Status::Finished, None);
    conversation.refresh(Page { messages: vec![answer], earlier: true, later: false });
    assert!(conversation.leave_after_question(&id(3)).is_none());
    assert_eq!(conversation.messages().len(), 1);
}

#[test]
fn a_question_stands_behind_the_last_message_that_the_server_has() {
    let mut conversation = thread(false);
    conversation.push_user(MessageId::new("unsent"), "Unsent?".into());
    conversation.push_user(MessageId::new("new"), "New?".into());
    assert_eq!(conversation.messages().last().unwrap().parent, Some(id(5)));
    conversation.begin(RunId::new("r"));
    let answer = MessageId::new("answer");
    conversation.apply(Some(1), Event::TextStart { message: answer, assistant: true }).unwrap();
    assert_eq!(conversation.messages().last().unwrap().parent, Some(MessageId::new("new")));
}

#[test]
fn a_version_is_counted_among_its_siblings() {
    let siblings = [id(1), id(2), id(3)];
    assert_eq!(version(&id(2), &siblings), Some((2, 3)));
    assert_eq!(version(&id(9), &siblings), None);
    assert_eq!(version(&id(1), &siblings[..1]), None);
    assert_eq!(version(&id(1), &[]), None);
}

#[test]
fn feedback_is_noted_on_its_message() {
    let mut conversation = thread(false);
    let feedback = Feedback { up: true, comment: "Good".into(), shared: false };
    conversation.set_feedback(&id(3), Some(feedback.clone()));
    assert_eq!(conversation.feedback(&id(3)), Some(&feedback));
    assert_eq!(conversation.feedback(&id(5)), None);
    conversation.set_feedback(&id(3), None);
    assert_eq!(conversation.feedback(&id(3)), None);
}
