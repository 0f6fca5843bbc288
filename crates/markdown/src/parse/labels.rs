//! Labels of links and the definitions they lead to (CommonMark 0.31, sections 4.7 and 6.3, "link label").

use super::chars::{byte, is_space};
use std::cell::Cell;

/// How many definitions a text may have; later ones lead nowhere.
const MAX_DEFINITIONS: usize = 4_000;

/// How many bytes of addresses links may take from definitions, when the text is not longer itself: a long address named
/// often would fill the memory.
const MAX_COPIED: usize = 100_000;

/// The addresses by normalised label.
pub(super) struct Definitions {
    /// In the order of the labels.
    sorted: Vec<(String, String)>,
    budget: Cell<usize>,
}

impl Definitions {
    /// None yet, for a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self { sorted: Vec::new(), budget: Cell::new(length.max(MAX_COPIED)) }
    }

    /// Notes a definition, unless its label has one.
    pub(super) fn add(&mut self, label: String, address: String) {
        if let Err(place) = self.find(&label)
            && self.sorted.len() < MAX_DEFINITIONS
        {
            self.sorted.insert(place, (label, address));
        }
    }

    /// The address that the label, as written, leads to.
    pub(super) fn get(&self, label: &str) -> Option<String> {
        if self.sorted.is_empty() {
            return None;
        }
        let place = self.find(&normalised(label)?).ok()?;
        let (_, address) = self.sorted.get(place)?;
        self.budget.set(self.budget.get().checked_sub(address.len())?);
        Some(address.clone())
    }

    fn find(&self, label: &str) -> Result<usize, usize> {
        self.sorted.binary_search_by(|(known, _)| known.as_str().cmp(label))
    }
}

/// Where the label whose `[` is at `at` ends, after its `]`.
pub(super) fn label_end(bytes: &[u8], at: usize) -> Option<usize> {
    if byte(bytes, at) != b'[' {
        return None;
    }
    let mut end = at + 1;
    while end - at <= 1000 {
        match byte(bytes, end) {
            b']' => return Some(end + 1),
            b'[' | 0 => return None,
            b'\\' if byte(bytes, end + 1).is_ascii_punctuation() => end += 2,
            _ => end += 1,
        }
    }
    None
}

/// The label as it is compared: spaces collapsed, in lower case. `None` when it is blank or too long.
pub(super) fn normalised(label: &str) -> Option<String> {
    if label.len() > 999 {
        return None;
    }
    let mut out = String::new();
    let mut space = false;
    for c in label.chars() {
        if c.is_ascii() && is_space(c as u8) {
            space = true;
            continue;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        out.push(lower(c));
    }
    (!out.is_empty()).then_some(out)
}

/// The lower case of the letters of Western Europe, Greek and Cyrillic; the full tables would be larger than this parser.
fn lower(c: char) -> char {
    let by = match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => 0,
    };
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}
