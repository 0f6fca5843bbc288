//! How the blocks other than tables and HTML begin: each function is given a line without its indentation.

use super::chars::{byte, cut, is_blank, skip};

/// The level and the text of an ATX heading (CommonMark 0.31, section 4.2).
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let bytes = line.as_bytes();
    let level = skip(bytes, 0, |byte| byte == b'#');
    if !(1..=6).contains(&level) || (level < bytes.len() && !is_blank(byte(bytes, level))) {
        return None;
    }
    let text = trim(cut(line, level, line.len()));
    let open = text.trim_end_matches('#');
    let closed = open.is_empty() || open.ends_with([' ', '\t']);
    Some((level as u8, if closed { trim(open) } else { text }))
}

/// The level of the heading that the line underlines (CommonMark 0.31, section 4.3).
pub(super) fn underline(line: &str) -> Option<u8> {
    let line = trim(line);
    let first = byte(line.as_bytes(), 0);
    let level = match first {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    line.bytes().all(|byte| byte == first).then_some(level)
}

/// Whether the line is a thematic break (CommonMark 0.31, section 4.1).
pub(super) fn is_rule(line: &str) -> bool {
    let first = byte(line.as_bytes(), 0);
    let mut count = 0;
    matches!(first, b'*' | b'-' | b'_')
        && line.bytes().all(|byte| {
            count += usize::from(byte == first);
            byte == first || is_blank(byte)
        })
        && count >= 3
}

/// The character, the length and the info string of an opening code fence (CommonMark 0.31, section 4.5).
pub(super) fn fence(line: &str) -> Option<(u8, usize, &str)> {
    let bytes = line.as_bytes();
    let first = byte(bytes, 0);
    let length = skip(bytes, 0, |byte| byte == first);
    let info = trim(cut(line, length, line.len()));
    let good = length >= 3 && (first == b'~' || first == b'`' && !info.as_bytes().contains(&b'`'));
    good.then_some((first, length, info))
}

/// Whether the line closes a block opened by `length` times `fence`.
pub(super) fn closes_fence(line: &str, fence: u8, length: usize) -> bool {
    let end = skip(line.as_bytes(), 0, |byte| byte == fence);
    end >= length && skip(line.as_bytes(), end, is_blank) == line.len()
}

/// The start of a list item (CommonMark 0.31, section 5.2).
pub(super) struct Marker {
    /// How many bytes it takes.
    pub(super) length: usize,
    /// The bullet, or what follows the number.
    pub(super) marker: u8,
    /// The number.
    pub(super) number: Option<u64>,
}

/// The list marker that the line begins with, and whether it may interrupt a paragraph.
pub(super) fn marker(line: &str) -> Option<(Marker, bool)> {
    let bytes = line.as_bytes();
    let digits = skip(bytes, 0, |byte| byte.is_ascii_digit());
    let marker = byte(bytes, digits);
    let fits = match digits {
        0 => matches!(marker, b'-' | b'+' | b'*'),
        1..=9 => matches!(marker, b'.' | b')'),
        _ => false,
    };
    let length = digits + 1;
    if !fits || (length < bytes.len() && !is_blank(byte(bytes, length))) {
        return None;
    }
    let number = (digits > 0).then(|| bytes.iter().take(digits).fold(0, |n, &digit| n * 10 + u64::from(digit - b'0')));
    let interrupts = number.unwrap_or(1) == 1 && skip(bytes, length, is_blank) < bytes.len();
    Some((Marker { length, marker, number }, interrupts))
}

/// Whether the box that an item's text begins with is ticked (GFM 0.29, section 5.3).
pub(super) fn task_box(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let ticked = match byte(bytes, 1) {
        b'x' | b'X' => true,
        b' ' | b'\t' => false,
        _ => return None,
    };
    let ends = bytes.len() == 3 || is_blank(byte(bytes, 3));
    (byte(bytes, 0) == b'[' && byte(bytes, 2) == b']' && ends).then_some(ticked)
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
