//! Words of a text, folded so that case and accents do not matter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word, and which bytes of the text it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    pub(super) folded: String,
    /// Whether it is of a script that puts no blanks between words: any piece of it may be one.
    pub(super) spaceless: bool,
}

/// The words of a text in order: letters and digits that stand together.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        let (is_mark, spaceless) = (is_combining_mark(char), is_spaceless(char));
        let goes_on = |word: &&mut Word| open && (is_mark || word.spaceless == spaceless);
        if char.is_alphanumeric() || (open && is_mark) {
            match words.last_mut().filter(goes_on) {
                Some(word) => word.range.end = end,
                None => words.push(Word { range: start..end, folded: String::new(), spaceless }),
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

/// Which bytes of a text a folded piece of one of its words is, if it is there.
pub(super) fn place_of(piece: &str, word: &Word, text: &str) -> Option<Range<usize>> {
    let mut ends = vec![(0, word.range.start)];
    let mut folded = String::new();
    for (start, char) in text[word.range.clone()].char_indices() {
        folded.push_str(&fold(char.encode_utf8(&mut [0; 4])));
        ends.push((folded.len(), word.range.start + start + char.len_utf8()));
    }
    let start = folded.find(piece)?;
    let end = start + piece.len();
    let first = ends.iter().rev().find(|(place, _)| *place <= start)?.1;
    let last = ends.iter().find(|(place, _)| *place >= end)?.1;
    Some(first..last)
}

fn fold(word: &str) -> String {
    let letters = word.nfkd().flat_map(char::to_lowercase).filter(|char| !is_combining_mark(*char));
    let plain = letters.fold(String::new(), |mut folded, char| {
        match char {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            _ => folded.push(char),
        }
        folded
    });
    // Together again: Hangul is searched by syllables.
    plain.nfc().collect()
}

/// Thai, Lao, Myanmar, Khmer, Hangul, kana and ideographs.
fn is_spaceless(char: char) -> bool {
    matches!(char,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{place_of, words};

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
    fn pieces_of_scripts_without_blanks_have_places() {
        let text = "VAT增值税率 세금계산서";
        let found = words(text);
        assert_eq!(found.iter().map(|word| word.spaceless).collect::<Vec<_>>(), [false, true, true]);
        let piece = |piece: &str, word: usize| place_of(piece, &found[word], text).map(|range| &text[range]);
        assert_eq!(piece("值税", 1), Some("值税"));
        assert_eq!(piece("계산", 2), Some("계산"));
        assert_eq!(piece("x", 1), None);
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "à la carte_x";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(found, ["à", "la", "carte", "x"]);
    }
}
