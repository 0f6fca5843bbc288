//! Pages of a server that goes on living: whatever comes in whatever order, what is shown is a branch without gap or
//! duplicate.

use super::*;
use crate::{Role, Status};
use ai_agent_agui::{Event, RunId};
use proptest::prelude::*;

/// A thread on the server: of each message its parent. Message 0 is the first question.
#[derive(Clone, Debug)]
struct Server {
    parents: Vec<Option<usize>>,
    head: usize,
}

impl Server {
    fn branch(&self) -> Vec<usize> {
        let mut branch: Vec<usize> = std::iter::successors(Some(self.head), |&message| self.parents[message]).collect();
        branch.reverse();
        branch
    }

    /// The messages `from..to` of the branch.
    fn page(&self, from: usize, to: usize) -> Page {
        let branch = self.branch();
        let messages = branch[from..to].iter().map(|&message| self.message(message)).collect();
        Page { messages, earlier: from > 0, later: to < branch.len() }
    }

    fn message(&self, message: usize) -> Message {
        let parent = self.parents[message].map(id);
        let role = if message.is_multiple_of(2) { Role::User } else { Role::Assistant };
        Message { parent, ..Message::new(id(message), role, "x".into(), Status::Finished, None) }
    }

    fn place(&self, message: Option<&MessageId>) -> Option<usize> {
        self.branch().iter().position(|&known| Some(&id(known)) == message)
    }

    fn end(&self, limit: usize) -> Page {
        let all = self.branch().len();
        self.page(all.saturating_sub(limit), all)
    }

    fn before(&self, message: Option<&MessageId>, limit: usize) -> Option<Page> {
        let place = self.place(message)?;
        Some(self.page(place.saturating_sub(limit), place))
    }

    fn after(&self, message: Option<&MessageId>, limit: usize) -> Option<Page> {
        let place = self.place(message)? + 1;
        Some(self.page(place, (place + limit).min(self.branch().len())))
    }

    fn around(&self, place: usize, limit: usize) -> Page {
        let all = self.branch().len();
        let place = place % all;
        self.page(place.saturating_sub(limit / 2), (place + limit).min(all))
    }
}

fn id(message: usize) -> MessageId {
    MessageId::new(format!("m{message}"))
}

#[derive(Clone, Debug)]
enum Step {
    /// Somebody adds a message behind this one, on the server.
    Grow(usize),
    /// Somebody goes to another branch.
    Walk(usize),
    Before(usize),
    After(usize),
    End(usize),
    Around(usize, usize),
    /// The page that is on its way arrives, if one is.
    Arrive,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        any::<usize>().prop_map(Step::Grow),
        any::<usize>().prop_map(Step::Walk),
        (1usize..5).prop_map(Step::Before),
        (1usize..5).prop_map(Step::After),
        (1usize..5).prop_map(Step::End),
        (any::<usize>(), 1usize..5).prop_map(|(place, limit)| Step::Around(place, limit)),
        Just(Step::Arrive),
        Just(Step::Arrive),
    ];
    prop::collection::vec(step, 0..60)
}

#[derive(Debug)]
enum Arriving {
    Earlier(Page),
    Later(Page),
    Refresh(Page),
}

/// Each message stands behind its parent, and only the first may have one that is not shown.
fn is_a_branch(server: &Server, conversation: &Conversation) -> Result<(), TestCaseError> {
    let messages = conversation.messages();
    for pair in messages.windows(2) {
        prop_assert_eq!(pair[1].parent.as_ref(), Some(&pair[0].id));
    }
    if let Some(first) = messages.first() {
        prop_assert_eq!(conversation.earlier().is_some(), first.parent.is_some(), "{:?} {:?}", server, conversation);
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_shown_is_one_branch_without_gap_or_duplicate(
        parents in prop::collection::vec(any::<usize>(), 1..40),
        steps in steps(),
    ) {
        // Mostly long branches, with a fork here and there.
        let parent = |(at, any): (usize, usize)| {
            at.checked_sub(1).map(|before| if any % 4 == 0 { any / 4 % at } else { before })
        };
        let mut server =
            Server { parents: parents.into_iter().enumerate().map(parent).collect(), head: 0 };
        server.head = server.parents.len() - 1;
        let mut conversation = Conversation::default();
        conversation.refresh(server.end(4));
        let mut arriving: Vec<Arriving> = Vec::new();
        for step in steps {
            match step {
                Step::Grow(parent) => {
                    server.parents.push(Some(if parent % 3 == 0 { parent / 3 % server.parents.len() } else { server.head }));
                    server.head = server.parents.len() - 1;
                }
                Step::Walk(head) => server.head = head % server.parents.len(),
                // What is asked now is answered now, and arrives later.
                Step::Before(limit) => {
                    arriving.extend(server.before(conversation.earlier(), limit).map(Arriving::Earlier));
                }
                Step::After(limit) => {
                    arriving.extend(server.after(conversation.later(), limit).map(Arriving::Later));
                }
                Step::End(limit) => arriving.push(Arriving::Refresh(server.end(limit))),
                Step::Around(place, limit) => arriving.push(Arriving::Refresh(server.around(place, limit))),
                Step::Arrive if arriving.is_empty() => {}
                Step::Arrive => match arriving.remove(0) {
                    Arriving::Earlier(page) => drop(conversation.add_earlier(page)),
                    Arriving::Later(page) => drop(conversation.add_later(page)),
                    Arriving::Refresh(page) => conversation.refresh(page),
                },
            }
            is_a_branch(&server, &conversation)?;
        }
        // Undisturbed, all of the branch can be read from its end to its beginning.
        conversation.refresh(server.end(3));
        while let Some(page) = server.before(conversation.earlier(), 3) {
            prop_assert!(conversation.add_earlier(page));
        }
        let shown: Vec<MessageId> = conversation.messages().iter().map(|message| message.id.clone()).collect();
        prop_assert_eq!(shown, server.branch().into_iter().map(id).collect::<Vec<_>>());
        prop_assert_eq!(conversation.later(), None);
        // And from anywhere to both ends.
        let mut conversation = Conversation::default();
        conversation.refresh(server.around(server.branch().len() / 2, 2));
        while let Some(page) = server.after(conversation.later(), 2) {
            prop_assert!(conversation.add_later(page));
        }
        while let Some(page) = server.before(conversation.earlier(), 2) {
            prop_assert!(conversation.add_earlier(page));
        }
        prop_assert_eq!(conversation.messages().len(), server.branch().len());
    }
}

fn line(length: usize) -> Server {
    Server { parents: (0..length).map(|message| message.checked_sub(1)).collect(), head: length - 1 }
}

#[test]
fn an_answer_grows_while_earlier_messages_come() {
    let server = line(9);
    let mut conversation = Conversation::default();
    conversation.refresh(server.end(3));
    conversation.begin(RunId::new("r"));
    let answer = MessageId::new("answer");
    conversation.apply(Some(1), Event::TextStart { message: answer.clone(), assistant: true }).unwrap();
    assert!(conversation.add_earlier(server.before(conversation.earlier(), 4).unwrap()));
    conversation.apply(Some(2), Event::TextContent { message: answer, delta: "grown".into() }).unwrap();
    let messages = conversation.messages();
    assert_eq!(messages.len(), 8);
    assert_eq!(messages.last().unwrap().text(), "grown");
}

#[test]
fn a_page_that_comes_twice_is_taken_once() {
    let server = line(9);
    let mut conversation = Conversation::default();
    conversation.refresh(server.page(3, 6));
    let (earlier, later) = (server.page(1, 3), server.page(6, 8));
    assert!(conversation.add_earlier(earlier.clone()) && conversation.add_later(later.clone()));
    assert!(!conversation.add_earlier(earlier) && !conversation.add_later(later));
    assert_eq!(conversation.messages().len(), 7);
}

#[test]
fn the_end_of_another_branch_replaces_what_is_shown() {
    let mut server = line(9);
    let mut conversation = Conversation::default();
    conversation.refresh(server.page(2, 9));
    server.parents.push(Some(4));
    for message in 9..12 {
        server.parents.push(Some(message));
    }
    server.head = 12;
    // Its page reaches back to what both have: that stays.
    conversation.refresh(server.end(4));
    assert_eq!(conversation.messages().first().unwrap().id, id(2));
    assert_eq!(conversation.messages().len(), 3 + 4);
    // Nothing joins what is not on it.
    conversation.refresh(line(9).end(2));
    assert_eq!(conversation.messages().len(), 2);
    assert_eq!(conversation.earlier(), Some(&id(7)));
}
