//! Bare addresses of pages and mailboxes in running text become links (GFM 0.29, section 6.9, "Autolinks (extension)").

use crate::block::Inline;
use crate::parse::chars::{byte, cut, skip};

/// Appends `text` to `out`, its bare `http://`, `https://` and `www.` addresses and its mailboxes (`a.b+c@d.example`) as
/// links.
pub(crate) fn split(text: &str, out: &mut Vec<Inline>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        let found = match byte(bytes, at) {
            b'h' | b'w' if may_begin(bytes, at) => page(text, at).map(|(end, scheme)| (at, end, scheme)),
            b'@' => mailbox(bytes, from, at).map(|(start, end)| (start, end, "mailto:")),
            _ => None,
        };
        let Some((start, end, scheme)) = found else {
            at += 1;
            continue;
        };
        push_text(cut(text, from, start), out);
        let address = cut(text, start, end);
        let mut href = String::from(scheme);
        href.push_str(address);
        out.push(Inline::Link { href, content: vec![Inline::Text(address.to_owned())] });
        from = end;
        at = end;
    }
    push_text(cut(text, from, text.len()), out);
}

fn push_text(text: &str, out: &mut Vec<Inline>) {
    if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}

/// Where the mailbox around the `@` at `at` begins and ends; it does not begin before `from`.
fn mailbox(bytes: &[u8], from: usize, at: usize) -> Option<(usize, usize)> {
    let mut start = at;
    while start > from && (is_mail_byte(byte(bytes, start - 1)) || byte(bytes, start - 1) == b'+') {
        start -= 1;
    }
    let mut end = skip(bytes, at + 1, is_mail_byte);
    while end > at + 1 && !byte(bytes, end - 1).is_ascii_alphanumeric() {
        end -= 1;
    }
    (start < at && bytes.get(at + 1..end)?.contains(&b'.')).then_some((start, end))
}

fn is_mail_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

/// Whether an address may begin at `at`: at the start, after a space, or after one of `*_~(` or a quotation mark.
fn may_begin(bytes: &[u8], at: usize) -> bool {
    at == 0
        || matches!(byte(bytes, at - 1), b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'*' | b'_' | b'~' | b'(' | b'"' | b'\'')
}

/// Where the address of a page that begins at `at` ends, and what it lacks at its front.
fn page(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let start = bytes.get(at..)?;
    let (host, lacks) = if start.starts_with(b"https://") {
        (at + 8, "")
    } else if start.starts_with(b"http://") {
        (at + 7, "")
    } else if start.starts_with(b"www.") {
        (at + 4, "http://")
    } else {
        return None;
    };
    // Without a host it is none, wherever it ends: no need to look for that.
    if lacks.is_empty() && matches!(byte(bytes, host), b'/' | b'?' | b'#') {
        return None;
    }
    let rest = cut(text, host, text.len());
    let mut end = rest.find(|c: char| c == '<' || c.is_whitespace()).map_or(text.len(), |length| host + length);
    let count = |wanted| bytes.iter().take(end).skip(host).filter(|byte| **byte == wanted).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    while end > host {
        match byte(bytes, end - 1) {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'"' | b'\'' | b';' => {}
            b')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        end -= 1;
    }
    (end > host).then_some((end, lacks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        split(text, &mut out);
        out.into_iter()
            .filter_map(|inline| match inline {
                Inline::Link { href, .. } => Some(href),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_bare_address_is_a_link_without_the_sentence_around_it() {
        assert_eq!(
            hrefs("See https://a.example/x?y=1. Or (www.b.example)!"),
            ["https://a.example/x?y=1", "http://www.b.example"]
        );
        assert_eq!(hrefs("https://a.example/p_(q)"), ["https://a.example/p_(q)"]);
    }

    #[test]
    fn what_only_looks_like_an_address_stays_text() {
        assert!(hrefs("xhttps://a.example http:// www. whatever").is_empty());
    }

    #[test]
    fn a_mailbox_is_a_link() {
        assert_eq!(
            hrefs("Ask a.b+c@d.example. Or @none, x@y, (z_1@e.co.uk)"),
            ["mailto:a.b+c@d.example", "mailto:z_1@e.co.uk"]
        );
    }

    #[test]
    fn no_text_is_lost() {
        let text = "é@é é https://é.example/ü, and «www.x.y» ü@a.b";
        let mut out = Vec::new();
        split(text, &mut out);
        let mut back = String::new();
        crate::block::push_inlines(&out, &mut back);
        assert_eq!(back, text);
    }
}
