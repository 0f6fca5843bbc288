//! The inline phase: CommonMark 0.31, chapter 6, and its appendix "Phase 2: inline structure".

use super::chars::{byte, cut, skip};
use super::code_spans::{self, Backticks};
use super::labels::{Definitions, label_end};
use super::pieces::{Piece, assemble};
use super::tags::{self, RawHtml};
use super::{emphasis, entities, links};
use crate::block::Inline;

/// The inlines of a leaf block's text, whose lines have no indentation.
pub(super) fn read(text: &str, definitions: &Definitions) -> Vec<Inline> {
    let text = text.trim_matches([' ', '\t', '\n']);
    let mut scanner = Scanner {
        text,
        at: 0,
        definitions,
        pieces: Vec::new(),
        runs: Vec::new(),
        brackets: Vec::new(),
        inactive: 0,
        backticks: Backticks::default(),
        html: RawHtml::default(),
    };
    while scanner.at < text.len() {
        scanner.next();
    }
    emphasis::pair(&mut scanner.pieces, &scanner.runs);
    assemble(scanner.pieces)
}

/// A `[` or `![` that no `]` closed yet.
struct Bracket {
    image: bool,
    /// Its piece, and the piece's number among the runs.
    piece: usize,
    runs: usize,
    /// Where its text begins.
    from: usize,
    /// Whether another bracket follows it.
    holds_bracket: bool,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    definitions: &'a Definitions,
    pieces: Vec<Piece<'a>>,
    /// Which pieces are runs.
    runs: Vec<usize>,
    brackets: Vec<Bracket>,
    /// How many of the brackets stand before a link, and cannot become one around it.
    inactive: usize,
    backticks: Backticks,
    html: RawHtml,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) {
        let bytes = self.text.as_bytes();
        match byte(bytes, self.at) {
            b'\n' => self.line_end(),
            b'\\' => self.backslash(),
            b'`' => self.backtick(),
            byte @ (b'*' | b'_' | b'~') => self.run(byte),
            b'[' => self.open_bracket(false, 1),
            b'!' if byte(bytes, self.at + 1) == b'[' => self.open_bracket(true, 2),
            b']' => self.close_bracket(),
            b'<' => self.angle(),
            b'&' => match entities::reference(self.text, self.at) {
                Some((c, end)) => {
                    self.pieces.push(Piece::Char(c));
                    self.at = end;
                }
                None => self.take_text(self.at + 1),
            },
            _ => self.take_text(skip(bytes, self.at + 1, |byte| !b"\n\\`*_~[]!<&".contains(&byte))),
        }
    }

    /// Takes the text up to `end` as it is.
    fn take_text(&mut self, end: usize) {
        self.pieces.push(Piece::Text(cut(self.text, self.at, end)));
        self.at = end;
    }

    /// Hard and soft line breaks (sections 6.7 and 6.8).
    fn line_end(&mut self) {
        let mut spaces = 0;
        if let Some(Piece::Text(text)) = self.pieces.last_mut() {
            let trimmed = text.trim_end_matches([' ', '\t']);
            spaces = if text.ends_with("  ") { 2 } else { 0 };
            *text = trimmed;
        }
        self.take_text(self.at + 1);
        if spaces >= 2 {
            self.pieces.pop();
            self.pieces.push(Piece::Whole(Inline::Break));
        }
    }

    fn backslash(&mut self) {
        match byte(self.text.as_bytes(), self.at + 1) {
            b'\n' => {
                self.pieces.push(Piece::Whole(Inline::Break));
                self.at += 2;
            }
            next if next.is_ascii_punctuation() => {
                self.at += 1;
                self.take_text(self.at + 1);
            }
            _ => self.take_text(self.at + 1),
        }
    }

    fn backtick(&mut self) {
        let bytes = self.text.as_bytes();
        let from = skip(bytes, self.at, |byte| byte == b'`');
        match self.backticks.close(bytes, from, from - self.at) {
            Some((to, end)) => {
                self.pieces.push(Piece::Whole(Inline::Code(code_spans::content(self.text, from, to))));
                self.at = end;
            }
            None => self.take_text(from),
        }
    }

    fn run(&mut self, byte: u8) {
        let end = skip(self.text.as_bytes(), self.at, |next| next == byte);
        let before = cut(self.text, 0, self.at).chars().next_back();
        let after = cut(self.text, end, self.text.len()).chars().next();
        self.runs.push(self.pieces.len());
        self.pieces.push(Piece::Run(emphasis::run(byte, end - self.at, before, after)));
        self.at = end;
    }

    /// An address in angle brackets, raw HTML as text, or `<`.
    fn angle(&mut self) {
        let bytes = self.text.as_bytes();
        if let Some((end, mail)) = tags::address(bytes, self.at) {
            let shown = cut(self.text, self.at + 1, end - 1);
            let mut href = String::from(if mail { "mailto:" } else { "" });
            href.push_str(shown);
            self.pieces.extend([Piece::Open(false, href), Piece::Text(shown), Piece::Close]);
            self.at = end;
        } else {
            let end = self.html.end(bytes, self.at).unwrap_or(self.at + 1);
            self.take_text(end);
        }
    }

    fn open_bracket(&mut self, image: bool, length: usize) {
        if let Some(last) = self.brackets.last_mut() {
            last.holds_bracket = true;
        }
        let (piece, runs, from) = (self.pieces.len(), self.runs.len(), self.at + length);
        self.brackets.push(Bracket { image, piece, runs, from, holds_bracket: false });
        self.take_text(from);
    }

    /// What the appendix calls "look for link or image".
    fn close_bracket(&mut self) {
        let Some(bracket) = self.brackets.pop() else { return self.take_text(self.at + 1) };
        let active = bracket.image || self.brackets.len() >= self.inactive;
        self.inactive = self.inactive.min(self.brackets.len());
        let target = if active { self.target(&bracket) } else { None };
        let Some((address, end)) = target else { return self.take_text(self.at + 1) };
        emphasis::pair(&mut self.pieces, self.runs.get(bracket.runs..).unwrap_or_default());
        self.runs.truncate(bracket.runs);
        if let Some(piece) = self.pieces.get_mut(bracket.piece) {
            *piece = Piece::Open(bracket.image, address);
        }
        self.pieces.push(Piece::Close);
        if !bracket.image {
            self.inactive = self.brackets.len();
        }
        self.at = end;
    }

    /// Where the link leads whose text the bracket begins, and where it ends.
    fn target(&self, bracket: &Bracket) -> Option<(String, usize)> {
        let after = self.at + 1;
        if let Some(found) = links::inline(self.text, after) {
            return Some(found);
        }
        let labelled = label_end(self.text.as_bytes(), after);
        let (label, end) = match labelled {
            Some(end) if end > after + 2 => (cut(self.text, after + 1, end - 1), end),
            _ if bracket.holds_bracket => return None,
            _ => (cut(self.text, bracket.from, self.at), labelled.unwrap_or(after)),
        };
        Some((self.definitions.get(label)?, end))
    }
}
