//! HTML blocks (CommonMark 0.31, section 4.6); their text is shown as it is.

use super::chars::{byte, find, is_space, skip};
use super::tags;

/// The number of the start condition that the line, without its indentation, fulfils. The last one cannot interrupt a
/// paragraph.
pub(super) fn start(line: &str, in_paragraph: bool) -> Option<u8> {
    let bytes = line.as_bytes();
    if byte(bytes, 0) != b'<' {
        return None;
    }
    let name_at = if byte(bytes, 1) == b'/' { 2 } else { 1 };
    let name_end = skip(bytes, name_at, |byte| byte.is_ascii_alphanumeric());
    let after = byte(bytes, name_end);
    let name = bytes.get(name_at..name_end).unwrap_or_default();
    let apart = name_end == bytes.len() || is_space(after) || after == b'>';
    if name_at == 1 && apart && is_one_of(name, "pre script style textarea") {
        return Some(1);
    }
    if bytes.starts_with(b"<!--") {
        return Some(2);
    }
    if byte(bytes, 1) == b'?' {
        return Some(3);
    }
    if bytes.starts_with(b"<![CDATA[") {
        return Some(5);
    }
    if byte(bytes, 1) == b'!' && byte(bytes, 2).is_ascii_alphabetic() {
        return Some(4);
    }
    let closes = after == b'/' && byte(bytes, name_end + 1) == b'>';
    if (apart || closes) && is_one_of(name, BLOCKS) {
        return Some(6);
    }
    let end = if in_paragraph { None } else { tags::tag(bytes, 0) }?;
    (skip(bytes, end, is_space) == bytes.len()).then_some(7)
}

/// Whether a block of this start condition ends with the line.
pub(super) fn ends(condition: u8, line: &str) -> bool {
    let bytes = line.as_bytes();
    let has = |needle: &[u8]| find(bytes, 0, needle).is_some();
    match condition {
        1 => bytes.split(|&byte| byte == b'<').skip(1).any(|after| {
            let end = skip(after, 1, |byte| byte.is_ascii_alphanumeric());
            byte(after, 0) == b'/'
                && byte(after, end) == b'>'
                && is_one_of(after.get(1..end).unwrap_or_default(), "pre script style textarea")
        }),
        2 => has(b"-->"),
        3 => has(b"?>"),
        4 => has(b">"),
        5 => has(b"]]>"),
        _ => false,
    }
}

fn is_one_of(name: &[u8], names: &str) -> bool {
    !name.is_empty() && names.split(' ').any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

const BLOCKS: &str = "address article aside base basefont blockquote body caption center col colgroup dd details dialog \
dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend \
li link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead \
title tr track ul";
