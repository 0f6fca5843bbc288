//! The cells of tables (GFM 0.29, section 4.10).

use super::chars::{byte, cut, is_blank, skip};
use crate::block::Alignment;

/// The cells of a row, without the spaces around them, pipes still escaped.
pub(super) fn cells(row: &str) -> Vec<&str> {
    let bytes = row.as_bytes();
    let mut cells = Vec::new();
    let mut at = skip(bytes, 0, is_blank);
    at += usize::from(byte(bytes, at) == b'|');
    while skip(bytes, at, is_blank) < bytes.len() {
        let mut end = at;
        while end < bytes.len() && byte(bytes, end) != b'|' {
            end += if byte(bytes, end) == b'\\' && byte(bytes, end + 1) == b'|' { 2 } else { 1 };
        }
        cells.push(cut(row, at, end.min(bytes.len())).trim_matches([' ', '\t']));
        at = end + 1;
    }
    cells
}

/// Whether the row holds a pipe that parts cells.
pub(super) fn has_pipe(row: &str) -> bool {
    let mut before = 0;
    row.bytes().any(|byte| std::mem::replace(&mut before, byte) != b'\\' && byte == b'|')
}

/// The text of a cell: `\|` is a pipe there, even in code.
pub(super) fn unpiped(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || chars.peek() != Some(&'|') {
            out.push(c);
        }
    }
    out
}

/// The columns that a delimiter row describes; it must hold a pipe.
pub(super) fn alignments(row: &str) -> Option<Vec<Alignment>> {
    if !row.bytes().all(|byte| matches!(byte, b'|' | b':' | b'-' | b' ' | b'\t')) || !row.as_bytes().contains(&b'|') {
        return None;
    }
    cells(row).into_iter().map(alignment).collect()
}

fn alignment(cell: &str) -> Option<Alignment> {
    let left = cell.strip_prefix(':');
    let bars = left.unwrap_or(cell);
    let right = bars.strip_suffix(':');
    let bars = right.unwrap_or(bars);
    if bars.is_empty() || !bars.bytes().all(|byte| byte == b'-') {
        return None;
    }
    Some(match (left.is_some(), right.is_some()) {
        (true, true) => Alignment::Center,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::None,
    })
}
