//! The ids that stand for `$thread`, `$run`, `$question` and `$message` in a recording.

use serde_json::Value;

/// What the placeholders become when a recording is played.
#[derive(Debug, Clone, Copy)]
pub struct Ids<'a> {
    /// For `$thread`.
    pub thread: &'a str,
    /// For `$run`.
    pub run: &'a str,
    /// For `$question`: the message that is answered.
    pub question: &'a str,
    /// For `$message`: the answer.
    pub message: &'a str,
}

impl Ids<'_> {
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("$thread", self.thread), ("$run", self.run), ("$question", self.question), ("$message", self.message)]
    }

    /// Replaces every string of the event that is a placeholder. Longer texts are left alone: they are content.
    pub(crate) fn fill(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some((_, id)) = self.pairs().into_iter().find(|(placeholder, _)| text == placeholder) {
                    *text = id.to_owned();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.fill(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Replaces the placeholders wherever they stand in bytes for the wire.
    pub(crate) fn fill_raw(&self, raw: &str) -> String {
        self.pairs().into_iter().fold(raw.to_owned(), |text, (placeholder, id)| text.replace(placeholder, id))
    }
}
