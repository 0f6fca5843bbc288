//! Classes of characters, and reading bytes without ever leaving the text.

/// The byte at `at`; 0 past the end.
pub(crate) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The text from `from` up to `to`; empty when that is no piece of it.
pub(crate) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Where the bytes that `wanted` accepts end, from `at` on.
pub(crate) fn skip(bytes: &[u8], mut at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    while at < bytes.len() && wanted(byte(bytes, at)) {
        at += 1;
    }
    at
}

/// Whether `needle` stands in `bytes` at or after `from`, and where.
pub(super) fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(needle.len()).position(|window| window == needle).map(|at| from + at)
}

/// A space or a tab.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A space, a tab or the end of a line.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// A Unicode punctuation character (CommonMark 0.31, section 2.1): all of ASCII's, and the blocks of punctuation and
/// symbols that running text uses.
pub(super) fn is_punctuation(c: char) -> bool {
    const RANGES: [(u32, u32); 12] = [
        (0xa1, 0xa9),
        (0xab, 0xac),
        (0xae, 0xb1),
        (0xb6, 0xb8),
        (0x2010, 0x2027),
        (0x2030, 0x205e),
        (0x20a0, 0x20cf),
        (0x2190, 0x2bff),
        (0x3001, 0x3020),
        (0xfe10, 0xfe6f),
        (0xff01, 0xff0f),
        (0x1f300, 0x1faff),
    ];
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let c = u32::from(c);
    matches!(c, 0xb4 | 0xbb | 0xbf | 0xd7 | 0xf7 | 0xff1a..=0xff20 | 0xff3b..=0xff40 | 0xff5b..=0xff65)
        || RANGES.iter().any(|&(from, to)| from <= c && c <= to)
}
