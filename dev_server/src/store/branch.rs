//! Branches: the path to a message, the messages beside it, and which leaf opens.

use std::collections::HashMap;

use super::message::Message;
use super::thread::Thread;

/// The children of each message, oldest first; of `None`, the first questions.
pub(super) type Children<'a> = HashMap<Option<&'a str>, Vec<&'a str>>;

impl Thread {
    /// The messages that lead to `end`, oldest first.
    pub(super) fn branch(&self, end: Option<&str>) -> Vec<&Message> {
        let first = end.and_then(|id| self.message(id));
        let mut branch: Vec<&Message> =
            std::iter::successors(first, |message| message.parent.as_deref().and_then(|id| self.message(id))).collect();
        branch.reverse();
        branch
    }

    /// The branch that is shown.
    pub(super) fn active_branch(&self) -> Vec<&Message> {
        self.branch(self.head())
    }

    pub(super) fn children(&self) -> Children<'_> {
        let mut children = Children::new();
        for message in self.messages() {
            children.entry(message.parent.as_deref()).or_default().push(&message.id);
        }
        children
    }

    /// Makes a message the end of the branch that is shown. The branch that is left remembers where it ended.
    pub(super) fn move_head(&mut self, to: &str) {
        let goes_on =
            self.head().is_some() && self.head() == self.message(to).and_then(|message| message.parent.as_deref());
        let left = self.head().filter(|_| !goes_on).map(str::to_owned);
        let mut next = left.clone();
        while let Some(message) = next.as_deref().and_then(|id| self.message_mut(id)) {
            message.last_seen.clone_from(&left);
            next = message.parent.clone();
        }
        self.set_head(to);
    }

    /// Shows the branch through a message, down to the leaf last seen below it, else to the newest.
    pub(super) fn open(&mut self, through: &str) {
        if self.active_branch().iter().any(|message| message.id == through) {
            return;
        }
        let leaf = self.leaf_below(through);
        self.move_head(&leaf);
    }

    /// The head that was left may be no leaf: a question that was answered again in vain. From there on the newest.
    fn leaf_below(&self, through: &str) -> String {
        let children = self.children();
        let mut leaf = through;
        loop {
            leaf = self.message(leaf).and_then(|message| message.last_seen.as_deref()).unwrap_or(leaf);
            match children.get(&Some(leaf)).and_then(|ids| ids.last()) {
                Some(newest) => leaf = newest,
                None => return leaf.to_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Thread;
    use crate::store::message::Message;

    /// A tree written as `parent>child` in the order of time; a message without a parent is a first question.
    fn thread(edges: &[&str]) -> Thread {
        let mut thread = Thread::new("t", "now");
        for edge in edges {
            let (parent, id) = edge.split_once('>').unwrap();
            let parent = (!parent.is_empty()).then(|| parent.to_owned());
            thread.add(Message::of_user(id, id.to_owned(), parent, "now"));
            thread.move_head(id);
        }
        thread
    }

    fn shown(thread: &Thread) -> String {
        thread.active_branch().iter().map(|message| message.id.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_leaf_last_seen_opens() {
        let mut thread = thread(&[">a", "a>b", "b>c", "b>d", "a>e", ">f"]);
        assert_eq!(shown(&thread), "f");
        thread.open("b");
        assert_eq!(shown(&thread), "a b d");
        thread.open("c");
        thread.open("e");
        thread.open("b");
        assert_eq!(shown(&thread), "a b c");
        thread.open("f");
        thread.open("a");
        assert_eq!(shown(&thread), "a b c");
    }

    #[test]
    fn a_message_that_is_shown_changes_nothing() {
        let mut thread = thread(&[">a", "a>b", "a>c"]);
        thread.open("a");
        assert_eq!(shown(&thread), "a c");
    }

    #[test]
    fn without_a_leaf_seen_the_newest_opens() {
        let mut thread = thread(&[">a", "a>b", "a>c", ">d"]);
        for id in ["a", "b", "c"] {
            thread.message_mut(id).unwrap().last_seen = None;
        }
        thread.open("a");
        assert_eq!(shown(&thread), "a c");
    }

    #[test]
    fn a_head_that_was_left_above_its_answers_opens_with_the_newest() {
        let mut thread = thread(&[">a", "a>b", "a>c"]);
        thread.open("b");
        thread.move_head("a");
        thread.add(Message::of_user("d", String::new(), None, "now"));
        thread.move_head("d");
        thread.open("a");
        assert_eq!(shown(&thread), "a c");
    }

    #[test]
    fn messages_with_the_same_parent_are_siblings_oldest_first() {
        let thread = thread(&[">a", "a>b", ">d", "a>c"]);
        let children = thread.children();
        assert_eq!(children[&None], ["a", "d"]);
        assert_eq!(children[&Some("a")], ["b", "c"]);
    }
}
