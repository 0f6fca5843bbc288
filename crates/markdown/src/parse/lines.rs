//! Lines, and a cursor on one that counts columns (CommonMark 0.31, sections 2.1 and 2.2, "Tabs").

use super::chars::{byte, cut, skip};

/// The lines of `text` without their ends, each with the offset of its first byte.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = skip(text.as_bytes(), at, |byte| byte != b'\n' && byte != b'\r');
        at = end + 1;
        if byte(text.as_bytes(), end) == b'\r' && byte(text.as_bytes(), at) == b'\n' {
            at += 1;
        }
        Some((start, cut(text, start, end)))
    })
}

/// What is left of a line.
#[derive(Clone)]
pub(super) struct Line<'a> {
    text: &'a str,
    at: usize,
    column: usize,
    /// Columns of a tab that are not consumed yet, though `at` is past it.
    owed: usize,
    /// Where the spaces and tabs that come next end: in bytes, and in columns.
    rest_at: usize,
    rest_column: usize,
}

impl<'a> Line<'a> {
    /// The cursor at the start of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let mut line = Self { text, at: 0, column: 0, owed: 0, rest_at: 0, rest_column: 0 };
        line.find_rest();
        line
    }

    fn find_rest(&mut self) {
        self.rest_at = self.at;
        self.rest_column = self.column;
        for &byte in self.text.as_bytes().get(self.at..).unwrap_or_default() {
            match byte {
                b' ' => self.rest_column += 1,
                b'\t' => self.rest_column += 4 - self.rest_column % 4,
                _ => break,
            }
            self.rest_at += 1;
        }
    }

    /// How many columns of spaces and tabs come next.
    pub(super) fn indent(&self) -> usize {
        self.rest_column - self.column
    }

    /// What follows the spaces and tabs.
    pub(super) fn rest(&self) -> &'a str {
        cut(self.text, self.rest_at, self.text.len())
    }

    /// Whether only spaces and tabs are left.
    pub(super) fn is_blank(&self) -> bool {
        self.rest().is_empty()
    }

    /// Consumes up to `columns` of spaces and tabs.
    pub(super) fn skip_columns(&mut self, columns: usize) {
        for _ in 0..columns {
            if self.owed == 0 {
                self.owed = match byte(self.text.as_bytes(), self.at) {
                    b' ' => 1,
                    b'\t' => 4 - self.column % 4,
                    _ => return,
                };
                self.at += 1;
            }
            self.owed -= 1;
            self.column += 1;
        }
    }

    /// Consumes the spaces and tabs, then `length` bytes, none of which is a tab.
    pub(super) fn skip_marker(&mut self, length: usize) {
        self.at = self.rest_at + length;
        self.column = self.rest_column + length;
        self.owed = 0;
        self.find_rest();
    }

    /// Appends what is left to `out`, with its spaces.
    pub(super) fn push_tail(&self, out: &mut String) {
        (0..self.owed).for_each(|_| out.push(' '));
        push_clean(cut(self.text, self.at, self.text.len()), out);
    }
}

/// Appends `text` to `out`, NUL as U+FFFD (CommonMark 0.31, section 2.3, "Insecure characters").
pub(super) fn push_clean(text: &str, out: &mut String) {
    for (at, piece) in text.split('\0').enumerate() {
        if at > 0 {
            out.push('\u{fffd}');
        }
        out.push_str(piece);
    }
}
