//! What a person searches for.

use std::ops::Range;

use super::words::{Word, place_of, words};

/// Further words of a search do not count.
const WORDS: usize = 12;
/// What is behind these characters of a text does not count.
const TEXT_CHARS: usize = 50_000;

/// The words that are looked for; the last may be the beginning of one.
pub(super) struct Query {
    words: Vec<Word>,
}

/// Which words of a query were found, a bit for each.
pub(super) type Found = u16;

impl Query {
    /// Reads what was typed.
    pub(super) fn new(text: &str) -> Self {
        Self { words: words(text).into_iter().take(WORDS).collect() }
    }

    /// All its words; `None` when it has none, which finds nothing.
    pub(super) fn all(&self) -> Option<Found> {
        (0..self.words.len()).map(|index| 1 << index).reduce(|all, bit: Found| all | bit)
    }

    /// Which words a text has.
    pub(super) fn find(&self, text: &str) -> Found {
        let end = text.char_indices().nth(TEXT_CHARS).map_or(text.len(), |(end, _)| end);
        words(&text[..end]).iter().fold(0, |found, word| found | self.hits(word))
    }

    /// Which bytes of a text are hits, in order and apart from each other.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for word in words(text) {
            let wanted = self.words.iter().enumerate().filter(|(index, wanted)| self.is_hit(*index, wanted, &word));
            let mut found: Vec<Range<usize>> = wanted
                .filter_map(|(_, wanted)| {
                    if word.spaceless { place_of(&wanted.folded, &word, text) } else { Some(word.range.clone()) }
                })
                .collect();
            found.sort_by_key(|place| place.start);
            for place in found {
                if places.last().is_none_or(|last| last.end <= place.start) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// Which words of the query a word of a text is.
    fn hits(&self, word: &Word) -> Found {
        let hits = self.words.iter().enumerate().filter(|(index, wanted)| self.is_hit(*index, wanted, word));
        hits.fold(0, |found, (index, _)| found | 1 << index)
    }

    fn is_hit(&self, index: usize, wanted: &Word, word: &Word) -> bool {
        let is_last = index + 1 == self.words.len();
        match (wanted.spaceless, word.spaceless) {
            (true, true) => word.folded.contains(&wanted.folded),
            (false, false) => word.folded == wanted.folded || (is_last && word.folded.starts_with(&wanted.folded)),
            _ => false,
        }
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
    fn a_piece_is_enough_where_there_are_no_blanks() {
        let query = Query::new("增值税 比利");
        assert_eq!(query.find("比利时的增值税率"), 0b11);
        let text = "比利时的增值税率";
        let hits: Vec<&str> = query.places(text).into_iter().map(|place| &text[place]).collect();
        assert_eq!(hits, ["比利", "增值税"]);
    }

    #[test]
    fn without_a_letter_or_digit_there_is_nothing_to_find() {
        assert_eq!(Query::new("?! …").all(), None);
    }
}
