//! What a person searches for.

use super::words::{Word, words};

/// The words that are looked for; the last may be the beginning of one.
pub(super) struct Query {
    words: Vec<String>,
}

/// Which words of a query were found, a bit for each.
pub(super) type Found = u128;

impl Query {
    /// Reads what was typed, at most 200 characters and so at most 100 words.
    pub(super) fn new(text: &str) -> Self {
        Self { words: words(text).into_iter().map(|word| word.folded).collect() }
    }

    /// All its words; `None` when it has none, which finds nothing.
    pub(super) fn all(&self) -> Option<Found> {
        (0..self.words.len()).map(|index| 1 << index).reduce(|all, bit: Found| all | bit)
    }

    /// Which words a text has.
    pub(super) fn find(&self, text: &str) -> Found {
        words(text).iter().fold(0, |found, word| found | self.hits(word))
    }

    /// Which words of the query a word of a text is.
    pub(super) fn hits(&self, word: &Word) -> Found {
        let last = self.words.len().saturating_sub(1);
        let is_hit = |(index, wanted): &(usize, &String)| {
            word.folded == **wanted || (*index == last && word.folded.starts_with(wanted.as_str()))
        };
        self.words.iter().enumerate().filter(is_hit).fold(0, |found, (index, _)| found | 1 << index)
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn only_the_last_word_may_be_a_beginning() {
        let query = Query::new("belgian VA");
        assert_eq!(query.all(), Some(0b11));
        assert_eq!(query.find("The Belgian, vat."), 0b11);
        assert_eq!(query.find("belgians pay value added tax"), 0b10);
    }

    #[test]
    fn without_a_letter_or_digit_there_is_nothing_to_find() {
        assert_eq!(Query::new("?! …").all(), None);
    }
}
