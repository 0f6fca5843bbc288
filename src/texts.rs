//! The table of visible texts, in the person's language. The host hands it over; nothing visible is written here.

use wasm_bindgen::JsValue;

/// Every text that the widget shows, by key (`static/texts.en.json` has the keys and the English).
#[derive(Clone, Debug)]
pub struct Texts(JsValue);

impl Texts {
    /// Takes `bootstrap.texts`.
    pub fn new(table: JsValue) -> Self {
        Self(table)
    }

    /// The text of `key`; the key itself when the table lacks it, so that a gap is seen and nothing breaks.
    pub fn get(&self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| key.to_owned())
    }

    /// The text of `key`, if the table has it.
    pub fn find(&self, key: &str) -> Option<String> {
        crate::dom::get_string(&self.0, key)
    }

    /// The text of `key` with `value` in the place of `{name}`.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.fill(key, &[(name, value)])
    }

    /// The text of `key` with values in the places of `{name}`s.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let text = self.get(key);
        let mut filled = String::with_capacity(text.len());
        for (index, part) in text.split('{').enumerate() {
            let found = part.split_once('}').filter(|_| index > 0).and_then(|(name, rest)| {
                values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, rest))
            });
            match found {
                Some((value, rest)) => filled.extend([value, rest]),
                None if index > 0 => filled.extend(["{", part]),
                None => filled.push_str(part),
            }
        }
        filled
    }
}
