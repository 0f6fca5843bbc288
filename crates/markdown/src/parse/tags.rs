//! Raw HTML in running text (CommonMark 0.31, section 6.6) and addresses in angle brackets (section 6.5).

use super::chars::{byte, find, is_blank, is_space, skip};

/// Where an open or closing tag that begins at `at` ends.
pub(super) fn tag(bytes: &[u8], at: usize) -> Option<usize> {
    let closing = byte(bytes, at + 1) == b'/';
    let name_at = at + 1 + usize::from(closing);
    if byte(bytes, at) != b'<' || !byte(bytes, name_at).is_ascii_alphabetic() {
        return None;
    }
    let mut end = skip(bytes, name_at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !closing {
        while let Some(after) = attribute(bytes, end) {
            end = after;
        }
    }
    end = skip(bytes, end, is_space);
    if !closing && byte(bytes, end) == b'/' {
        end += 1;
    }
    (byte(bytes, end) == b'>').then_some(end + 1)
}

fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let name_at = skip(bytes, at, is_space);
    let first = byte(bytes, name_at);
    if name_at == at || !(first.is_ascii_alphabetic() || matches!(first, b'_' | b':')) {
        return None;
    }
    let end = skip(bytes, name_at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-'));
    let equals = skip(bytes, end, is_space);
    if byte(bytes, equals) != b'=' {
        return Some(end);
    }
    let value = skip(bytes, equals + 1, is_space);
    let quote = byte(bytes, value);
    if matches!(quote, b'"' | b'\'') {
        let end = skip(bytes, value + 1, |byte| byte != quote);
        return (end < bytes.len()).then_some(end + 1);
    }
    let bare = |byte| !is_space(byte) && !matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`');
    let end = skip(bytes, value, bare);
    (end > value).then_some(end)
}

/// Finds raw HTML; remembers which ends the text does not have any more, so that no search is done twice.
#[derive(Default)]
pub(super) struct RawHtml {
    absent: [bool; 4],
}

impl RawHtml {
    /// Where the raw HTML that begins at `at` ends.
    pub(super) fn end(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let start = bytes.get(at..)?;
        if start.starts_with(b"<!-->") || start.starts_with(b"<!--->") {
            return Some(at + if byte(start, 4) == b'>' { 5 } else { 6 });
        }
        if start.starts_with(b"<!--") {
            return self.search(bytes, at + 4, 0, b"-->");
        }
        if start.starts_with(b"<?") {
            return self.search(bytes, at + 2, 1, b"?>");
        }
        if start.starts_with(b"<![CDATA[") {
            return self.search(bytes, at + 9, 2, b"]]>");
        }
        if byte(start, 1) == b'!' && byte(start, 2).is_ascii_alphabetic() {
            return self.search(bytes, at + 2, 3, b">");
        }
        tag(bytes, at)
    }

    fn search(&mut self, bytes: &[u8], from: usize, which: usize, needle: &[u8]) -> Option<usize> {
        let absent = self.absent.get_mut(which)?;
        let found = if *absent { None } else { find(bytes, from, needle) };
        *absent = found.is_none();
        found.map(|at| at + needle.len())
    }
}

/// Where the address in angle brackets that begins at `at` ends, and whether it is a mailbox.
pub(super) fn address(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let from = at + 1;
    let scheme = skip(bytes, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'));
    let is_uri = byte(bytes, scheme) == b':' && (2..=32).contains(&(scheme - from));
    if is_uri && byte(bytes, from).is_ascii_alphabetic() {
        let end = skip(bytes, scheme, |byte| byte > b' ' && byte != 0x7f && byte != b'<' && byte != b'>');
        return (byte(bytes, end) == b'>').then_some((end + 1, false));
    }
    let local = skip(bytes, from, |byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte));
    if local == from || byte(bytes, local) != b'@' {
        return None;
    }
    let end = skip(bytes, local, |byte| !is_blank(byte) && byte != b'<' && byte != b'>');
    let host = bytes.get(local + 1..end)?;
    let good = host.split(|&byte| byte == b'.').all(|label| {
        (1..=63).contains(&label.len())
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
    });
    (good && byte(bytes, end) == b'>').then_some((end + 1, true))
}
