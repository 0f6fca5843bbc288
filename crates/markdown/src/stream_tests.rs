use super::*;

const MIXED: &str = include_str!("../testdata/mixed.md");

/// Streams `text` in pieces of `step` characters and gives the blocks that a reader ends up with.
fn streamed(text: &str, step: usize) -> Vec<Block> {
    let mut stream = Stream::new();
    let mut closed = Vec::new();
    let mut open = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    for piece in chars.chunks(step) {
        stream.push(&piece.iter().collect::<String>());
        let update = stream.advance();
        closed.extend(update.closed);
        open = update.open;
    }
    closed.extend(open);
    closed
}

#[test]
fn a_streamed_text_ends_as_the_whole_text() {
    let whole = parse(MIXED);
    for step in [1, 2, 3, 7, 50, 1000] {
        assert_eq!(streamed(MIXED, step), whole, "in steps of {step}");
    }
}

#[test]
fn a_table_is_not_closed_by_half_a_row() {
    let text = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nAfter.";
    assert_eq!(streamed(text, 1), parse(text));
}

#[test]
fn finished_blocks_are_handed_over_once() {
    let mut stream = Stream::new();
    stream.push("# One\n\nTwo\n\nThr");
    let update = stream.advance();
    assert_eq!(update.closed.len(), 1);
    assert_eq!(update.open.len(), 2);
    stream.push("ee\n\nFour\n");
    let update = stream.advance();
    assert_eq!(update.closed.len(), 2);
    assert_eq!(update.open.len(), 1);
}

#[test]
fn definitions_are_noticed() {
    let mut stream = Stream::new();
    stream.push("[x][1] and [y]: no\n");
    assert!(stream.has_definitions() || stream.text().starts_with("[x]"));
    let mut plain = Stream::new();
    plain.push("Nothing of the kind: [x](y)\n");
    assert!(!plain.has_definitions());
}

#[test]
fn an_indented_block_is_cut_at_its_line() {
    let text = "para\n\n    code\n    more\n\npara\n\n   1. a\n   2. b\n\n      c\n\nend\n";
    for step in 1..9 {
        assert_eq!(streamed(text, step), parse(text), "in steps of {step}");
    }
}
