//! What was typed and not sent, per thread.

use ai_agent_agui::ThreadId;
use serde_json::Value;

/// The most drafts that are kept; the one that was written the longest ago goes first.
const KEPT: usize = 50;

/// Drafts, the one that was written last first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts(Vec<(String, String)>);

impl Drafts {
    /// Reads what [`Drafts::write`] wrote; what is not of that kind is left out.
    pub fn read(text: &str) -> Self {
        let list = serde_json::from_str(text).unwrap_or(Value::Null);
        let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()));
        Self(list.as_array().into_iter().flatten().filter_map(pair).collect())
    }

    /// All of them as text; empty when there is none.
    pub fn write(&self) -> String {
        match self.0.is_empty() {
            true => String::new(),
            // A list of texts can always be written.
            false => serde_json::to_string(&self.0).unwrap_or_default(),
        }
    }

    /// What is typed in `thread`; `None` is the new chat.
    pub fn get(&self, thread: Option<&ThreadId>) -> &str {
        self.0.iter().find(|(known, _)| known == name(thread)).map_or("", |(_, text)| text)
    }

    /// Notes what is typed; an empty text is no draft.
    pub fn set(&mut self, thread: Option<&ThreadId>, text: &str) {
        self.0.retain(|(known, _)| known != name(thread));
        if !text.is_empty() {
            self.0.insert(0, (name(thread).to_owned(), text.to_owned()));
            self.0.truncate(KEPT);
        }
    }

    /// Only the one that was written last.
    pub fn last_only(mut self) -> Self {
        self.0.truncate(1);
        self
    }

    /// Two texts as one draft, so that none is lost.
    pub fn join(first: &str, second: &str) -> String {
        match first.is_empty() || second.is_empty() || first == second {
            true if first.is_empty() => second.to_owned(),
            true => first.to_owned(),
            false => [first, second].join("\n\n"),
        }
    }
}

/// No thread has an empty id.
fn name(thread: Option<&ThreadId>) -> &str {
    thread.map_or("", ThreadId::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn thread(id: usize) -> Option<ThreadId> {
        (id > 0).then(|| ThreadId::new(format!("t{id}")))
    }

    proptest! {
        /// Whatever is written in whatever order: what comes back is what was written last, of the fifty written last.
        #[test]
        fn the_fifty_that_were_written_last_are_kept(writes in prop::collection::vec((0usize..70, "[a\"\n é]{0,3}"), 0..200)) {
            let mut drafts = Drafts::default();
            let mut model: Vec<(usize, String)> = Vec::new();
            for (id, text) in writes {
                drafts = Drafts::read(&drafts.write());
                drafts.set(thread(id).as_ref(), &text);
                model.retain(|(known, _)| *known != id);
                if !text.is_empty() {
                    model.push((id, text));
                }
                if model.len() > 50 {
                    model.remove(0);
                }
            }
            for id in 0..70 {
                let expected = model.iter().find(|(known, _)| *known == id).map_or("", |(_, text)| text);
                prop_assert_eq!(drafts.get(thread(id).as_ref()), expected);
            }
            prop_assert_eq!(drafts.write().is_empty(), model.is_empty());
        }
    }

    #[test]
    fn what_is_no_list_of_drafts_is_none() {
        for text in ["", "{", "null", "7", "[1, [2], [\"t1\"]]"] {
            assert_eq!(Drafts::read(text), Drafts::default(), "{text}");
        }
        assert_eq!(Drafts::read("[[\"t1\", \"x\"], 7]").get(thread(1).as_ref()), "x");
    }

    #[test]
    fn two_drafts_become_one_and_none_is_lost() {
        for (first, second, joined) in
            [("", "", ""), ("a", "", "a"), ("", "b", "b"), ("a", "a", "a"), ("a", "b", "a\n\nb")]
        {
            assert_eq!(Drafts::join(first, second), joined);
        }
    }
}
