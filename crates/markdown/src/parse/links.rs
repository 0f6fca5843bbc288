//! What follows the text of a link (CommonMark 0.31, section 6.3).

use super::chars::{byte, cut, is_space, skip};
use super::entities::unescaped;

/// How deep parentheses may nest in an address without angle brackets.
const MAX_PARENTHESES: usize = 32;

/// The address of an inline link, given where its `(` is, and where the link ends.
pub(super) fn inline(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    if byte(bytes, at) != b'(' {
        return None;
    }
    let from = skip(bytes, at + 1, is_space);
    let (address, end) = destination(text, from)?;
    let space = skip(bytes, end, is_space);
    let end = if space > end { title(bytes, space).unwrap_or(space) } else { space };
    let end = skip(bytes, end, is_space);
    (byte(bytes, end) == b')').then_some((address, end + 1))
}

/// The link destination at `at`, which may be empty, and where it ends.
pub(super) fn destination(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut end = at;
    if byte(bytes, at) == b'<' {
        end += 1;
        loop {
            match byte(bytes, end) {
                b'>' => return Some((unescaped(cut(text, at + 1, end)), end + 1)),
                b'\\' if byte(bytes, end + 1).is_ascii_punctuation() => end += 2,
                b'<' | b'\n' | 0 => return None,
                _ => end += 1,
            }
        }
    }
    let mut open = 0;
    loop {
        match byte(bytes, end) {
            b'\\' if byte(bytes, end + 1).is_ascii_punctuation() => end += 1,
            b'(' if open == MAX_PARENTHESES => return None,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            0..=b' ' | 0x7f => break,
            _ => {}
        }
        end += 1;
    }
    (open == 0).then(|| (unescaped(cut(text, at, end)), end))
}

/// Where the link title at `at` ends.
pub(super) fn title(bytes: &[u8], at: usize) -> Option<usize> {
    let open = byte(bytes, at);
    let close = match open {
        b'"' | b'\'' => open,
        b'(' => b')',
        _ => return None,
    };
    let mut end = at + 1;
    while end < bytes.len() {
        let byte = byte(bytes, end);
        if byte == close {
            return Some(end + 1);
        }
        if byte == b'(' && close == b')' {
            return None;
        }
        end += if byte == b'\\' { 2 } else { 1 };
    }
    None
}
