//! Bare addresses of pages and mailboxes in running text become links (GFM 0.29, section 6.9, "Autolinks (extension)").

use crate::block::Inline;

/// Appends `text` to `out`, its bare `http://`, `https://` and `www.` addresses as links.
pub(crate) fn split(text: &str, out: &mut Vec<Inline>) {
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = next_start(text, at) {
        let length = address_length(&text[found..]);
        if length == 0 {
            at = found + 1;
            continue;
        }
        push_mail(&text[from..found], out);
        let address = &text[found..found + length];
        let href = if address.starts_with("www.") { format!("http://{address}") } else { address.to_owned() };
        out.push(Inline::Link { href, content: vec![Inline::Text(address.to_owned())] });
        from = found + length;
        at = from;
    }
    push_mail(&text[from..], out);
}

/// Appends `text`, its mailboxes (`a.b+c@d.example`) as links.
fn push_mail(text: &str, out: &mut Vec<Inline>) {
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find('@').map(|at| at + from) {
        let start = rest[..at]
            .rfind(|c: char| !is_mail_char(c) && c != '+')
            .map_or(0, |before| before + rest[before..].chars().next().map_or(1, char::len_utf8));
        let end = rest[at + 1..].find(|c| !is_mail_char(c)).map_or(rest.len(), |end| at + 1 + end);
        let end = at + 1 + rest[at + 1..end].trim_end_matches(['.', '-', '_']).len();
        if start == at || !rest[at + 1..end].contains('.') {
            from = at + 1;
            continue;
        }
        push_text(&rest[..start], out);
        let address = &rest[start..end];
        out.push(Inline::Link { href: format!("mailto:{address}"), content: vec![Inline::Text(address.to_owned())] });
        rest = &rest[end..];
        from = 0;
    }
    push_text(rest, out);
}

fn is_mail_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn push_text(text: &str, out: &mut Vec<Inline>) {
    if !text.is_empty() {
        out.push(Inline::Text(text.to_owned()));
    }
}

/// The next place at or after `from` where an address may begin: at the start, after a space, or after one of `*_~(`.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| {
        matches!(bytes[at], b'h' | b'w')
            && (at == 0 || bytes[at - 1].is_ascii_whitespace() || b"*_~(\"'".contains(&bytes[at - 1]))
            && ["http://", "https://", "www."].iter().any(|start| bytes[at..].starts_with(start.as_bytes()))
    })
}

/// How many bytes of `text` are the address it begins with; 0 when it is none.
fn address_length(text: &str) -> usize {
    let is_www = text.starts_with("www.");
    let after = if text.starts_with("https") { 8 } else { 7 };
    // Without a host it is none, wherever it ends: no need to look for that.
    if !is_www && matches!(text.as_bytes().get(after), None | Some(b'/' | b'?' | b'#')) {
        return 0;
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    let mut address = &text[..end];
    let count = |wanted| address.bytes().filter(|byte| *byte == wanted).count();
    let mut unopened = count(b')').saturating_sub(count(b'('));
    while let Some(last) = address.chars().next_back() {
        let trailing = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '"' | '\'' | ';' => true,
            ')' if unopened > 0 => {
                unopened -= 1;
                true
            }
            _ => false,
        };
        if !trailing {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    let valid = address.len() > if is_www { 4 } else { after };
    if valid { address.len() } else { 0 }
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
