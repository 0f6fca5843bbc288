//! Link reference definitions (CommonMark 0.31, section 4.7).

use super::chars::{byte, cut, is_blank, is_space, skip};
use super::labels::{Definitions, label_end, normalised};
use super::links::{destination, title};

/// Takes the definitions that the text of a paragraph begins with; the first definition of a label counts.
pub(super) fn take(text: &mut String, definitions: &mut Definitions) {
    let mut at = 0;
    while let Some((label, address, end)) = definition(text, at) {
        definitions.add(label, address);
        at = end;
    }
    if at > 0 {
        *text = cut(text, at, text.len()).to_owned();
    }
}

fn definition(text: &str, at: usize) -> Option<(String, String, usize)> {
    let bytes = text.as_bytes();
    let colon = label_end(bytes, at)?;
    let label = normalised(cut(text, at + 1, colon - 1))?;
    if byte(bytes, colon) != b':' {
        return None;
    }
    let from = skip(bytes, colon + 1, is_space);
    let (address, end) = destination(text, from)?;
    if end == from {
        return None;
    }
    let plain = line_end(bytes, end);
    let space = skip(bytes, end, is_space);
    let titled = if space > end { title(bytes, space).and_then(|end| line_end(bytes, end)) } else { None };
    Some((label, address, titled.or(plain)?))
}

/// Where the next line begins, when nothing more stands on this one.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let end = skip(bytes, at, is_blank);
    match byte(bytes, end) {
        b'\n' => Some(end + 1),
        _ if end >= bytes.len() => Some(end),
        _ => None,
    }
}
