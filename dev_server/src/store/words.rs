//! Words of a text, folded so that case and accents do not matter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word, and which bytes of the text it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    pub(super) folded: String,
}

/// The words of a text in order: letters and digits that stand together.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        let goes_on = open && is_combining_mark(char);
        if char.is_alphanumeric() || goes_on {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.range.end = end,
                None => words.push(Word { range: start..end, folded: String::new() }),
            }
            open = true;
        } else {
            open = false;
        }
    }
    for word in &mut words {
        word.folded = fold(&text[word.range.clone()]);
    }
    words
}

fn fold(word: &str) -> String {
    let letters = word.nfkd().flat_map(char::to_lowercase).filter(|char| !is_combining_mark(*char));
    letters.fold(String::new(), |mut folded, char| {
        match char {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            _ => folded.push(char),
        }
        folded
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(folded("Été, ŒUVRE; Straße İstanbul 5"), ["ete", "oeuvre", "strasse", "istanbul", "5"]);
        assert_eq!(folded("e\u{301}te\u{301}"), ["ete"]);
        assert_eq!(folded("! … \u{301}"), Vec::<String>::new());
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "à la carte_x";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(found, ["à", "la", "carte", "x"]);
    }
}
