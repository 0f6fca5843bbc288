//! A line of a text around the first hit, in pieces: text and whether it is a hit.

use std::ops::Range;

use super::query::Query;
use super::thread::one_line;

const CHARS: usize = 200;
/// How much of it stands before the first hit.
const BEFORE: usize = 60;

/// Pieces of a text and whether each is a hit.
pub(super) type Pieces = Vec<(String, bool)>;

/// A line of about 200 characters of a Markdown text.
pub(super) fn snippet(text: &str, query: &Query) -> Pieces {
    let plain = plain(text);
    let hits = query.places(&plain);
    // A hit in what Markdown hides, an address for one, is shown as it was written.
    if hits.is_empty() {
        let whole = one_line(text);
        return around(&whole, &query.places(&whole));
    }
    around(&plain, &hits)
}

/// The whole of a line.
pub(super) fn marked(line: &str, query: &Query) -> Pieces {
    pieces(line, 0..line.len(), &query.places(line))
}

fn around(line: &str, hits: &[Range<usize>]) -> Pieces {
    let first = hits.first().map_or(0, |hit| hit.start);
    let start = line[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(start, _)| start);
    let blank = line[start..first].find(' ').filter(|_| start > 0).map_or(0, |blank| blank + 1);
    let start = start + blank;
    let end = line[start..].char_indices().nth(CHARS).map_or(line.len(), |(end, _)| start + end);
    let mut pieces = pieces(line, start..end, hits);
    if start > 0 {
        pieces.insert(0, ("… ".to_owned(), false));
    }
    if end < line.len() {
        pieces.push((" …".to_owned(), false));
    }
    joined(pieces)
}

fn pieces(line: &str, part: Range<usize>, hits: &[Range<usize>]) -> Pieces {
    let mut pieces = Pieces::new();
    let mut done = part.start;
    for hit in hits.iter().filter(|hit| part.contains(&hit.start)) {
        pieces.push((line[done..hit.start].to_owned(), false));
        done = hit.end.min(part.end);
        pieces.push((line[hit.start..done].to_owned(), true));
    }
    pieces.push((line[done..part.end].to_owned(), false));
    joined(pieces)
}

/// Without empty pieces, and what is of one kind in one piece.
fn joined(pieces: Pieces) -> Pieces {
    let mut joined = Pieces::new();
    for (text, hit) in pieces.into_iter().filter(|(text, _)| !text.is_empty()) {
        match joined.last_mut() {
            Some((last, was_hit)) if *was_hit == hit => last.push_str(&text),
            _ => joined.push((text, hit)),
        }
    }
    joined
}

/// A Markdown text as one line without marks. It need not be exact: it is read at a glance.
fn plain(text: &str) -> String {
    let is_rule = |line: &str| line.len() > 2 && line.chars().all(|char| "-|:=*_`~ ".contains(char));
    let lines = text.lines().map(str::trim).filter(|line| !is_rule(line));
    one_line(&lines.map(plain_line).collect::<Vec<_>>().join(" "))
}

fn plain_line(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', ' ']);
    let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("+ ")).unwrap_or(line);
    let mut plain = String::new();
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '*' | '`' | '~' => {}
            '|' => plain.push(' '),
            '\\' if rest.starts_with(|next: char| next.is_ascii_punctuation()) => {
                plain.extend(rest.chars().next());
                rest = &rest[1..];
            }
            '_' if !(plain.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric)) => {}
            '!' if rest.starts_with('[') => {}
            '[' if rest.contains("](") => {}
            ']' if rest.starts_with('(') => rest = rest.split_once(')').map_or(rest, |(_, rest)| rest),
            _ => plain.push(char),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Query, marked, plain, snippet};

    fn text(pieces: &[(String, bool)]) -> String {
        pieces.iter().map(|(text, hit)| if *hit { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn marks_of_markdown_are_removed() {
        let markdown = "# Title\n\n- **bold** and `code`\n> [a link](https://x.example) ![picture](p.png)\n\n```rust\nlet snake_case = 1;\n```\n| a | b |\n|---|---|\n| _c_ | d\\*e |";
        assert_eq!(plain(markdown), "Title bold and code a link picture rust let snake_case = 1; a b c d*e");
    }

    #[test]
    fn the_first_hit_is_seen_in_a_long_text() {
        let long = format!("{}the **VAT** rate{}", "word ".repeat(100), " more".repeat(100));
        let pieces = snippet(&long, &Query::new("vat"));
        assert_eq!(pieces[1], ("VAT".to_owned(), true));
        let shown = text(&pieces);
        assert!(shown.starts_with("… word ") && shown.contains("the [VAT] rate") && shown.ends_with(" …"), "{shown}");
        assert!(shown.chars().count() <= 210, "{shown}");
    }

    #[test]
    fn every_hit_is_marked_once() {
        let pieces = snippet("Café: the cafe of cafés", &Query::new("cafe"));
        assert_eq!(text(&pieces), "[Café]: the [cafe] of [cafés]");
        assert_eq!(text(&marked("Of cafes", &Query::new("cafe"))), "Of [cafes]");
    }

    #[test]
    fn a_hit_in_what_is_hidden_is_shown_as_written() {
        let pieces = snippet("[here](https://vat.example)", &Query::new("vat"));
        assert_eq!(text(&pieces), "[here](https://[vat].example)");
    }
}
