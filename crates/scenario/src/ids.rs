//! The ids that stand for `$thread`, `$run`, `$question`, `$message`, `$call` and `$proposal` in a recording.

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
    /// For `$message`: the answer. `$message.2` is its second text.
    pub message: &'a str,
    /// What ids of `$call`, `$proposal`, `$call2` and so on are made of: the first answer of a run that goes on.
    pub origin: &'a str,
}

impl Ids<'_> {
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("$thread", self.thread), ("$run", self.run), ("$question", self.question), ("$message", self.message)]
    }

    /// The id that a text stands for, if it is a placeholder.
    fn id_of(&self, text: &str) -> Option<String> {
        let numbered = |prefix: &str, id: String| {
            let rest = text.strip_prefix(prefix)?;
            rest.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{id}{rest}"))
        };
        let exact = self.pairs().into_iter().find(|(placeholder, _)| text == *placeholder);
        exact
            .map(|(_, id)| id.to_owned())
            .or_else(|| numbered("$message.", format!("{}.", self.message)))
            .or_else(|| numbered("$call", format!("{}-call", self.origin)))
            .or_else(|| numbered("$proposal", format!("{}-proposal", self.origin)))
    }

    /// Replaces every string of the event that is a placeholder. Longer texts are left alone: they are content.
    pub(crate) fn fill(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(id) = self.id_of(text) {
                    *text = id;
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
