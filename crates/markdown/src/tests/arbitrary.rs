//! Properties of any text at all.

use super::differential::{differs, is_comparable};
use crate::{Block, Stream, parse, plain_text};
use proptest::prelude::*;

/// Pieces that documents are made of.
const FRAGMENTS: [&str; 92] = [
    "a",
    "b c",
    "Word",
    "é",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n",
    " ",
    "  \n",
    "\\\n",
    "    ",
    "  ",
    "   ",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n2) ",
    "\n* ",
    "\n+ ",
    "\n   ",
    "\n> ",
    "\n> > ",
    "> ",
    "- ",
    "\n# ",
    "\n### ",
    "\n```\n",
    "\n```rust\n",
    "\n~~~\n",
    "`",
    "``",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "~",
    "[",
    "]",
    "(",
    ")",
    "](",
    "](/u)",
    "![",
    "[a](b)",
    "[a][b]",
    "[b]",
    "\n\n[b]: /x\n",
    "<",
    ">",
    "<b>",
    "</b>",
    "<br/>",
    "<!-- c -->",
    "\n<div>\n",
    "\n</div>\n",
    "https://a.example/x",
    "www.b.example",
    "<https://c.example>",
    "<d@e.example>",
    "d@e.example",
    "&amp;",
    "&lt;",
    "&#65;",
    "&unknown;",
    "&",
    "\\",
    "\\*",
    "\\|",
    "|",
    " | ",
    "\n| a | b |\n|---|:-:|\n| c | d |\n",
    "\n|-|\n",
    "\n---\n",
    "\n===\n",
    "\n***\n",
    "\n- [x] ",
    "\n- [ ] t\n",
    "\t",
    "\n\t",
    "!",
    ".",
    "\"",
    "'",
    "“",
    "€",
    "：",
    "\r\n",
    "1",
];

fn document() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&FRAGMENTS[..]), 0..24).prop_map(|pieces| pieces.concat())
}

fn streamed(text: &str, step: usize) -> Vec<Block> {
    let mut stream = Stream::new();
    let (mut blocks, mut open) = (Vec::new(), Vec::new());
    for piece in text.chars().collect::<Vec<_>>().chunks(step) {
        stream.push(&piece.iter().collect::<String>());
        let update = stream.advance();
        blocks.extend(update.closed);
        open = update.open;
    }
    blocks.extend(open);
    blocks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        plain_text(&text);
    }

    #[test]
    fn any_ascii_can_be_read(text in "[ -~\n\t\0]{0,200}") {
        plain_text(&text);
    }

    #[test]
    fn documents_agree_with_the_oracle(text in document()) {
        // The oracle drops spaces after the last line feed from code.
        let text = text + "\n";
        if is_comparable(&text) {
            let difference = differs(&text);
            prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
        }
    }

    #[test]
    fn a_streamed_document_ends_as_the_whole(text in document(), step in 1usize..8) {
        let mut stream = Stream::new();
        stream.push(&text);
        if !stream.has_definitions() {
            prop_assert_eq!(streamed(&text, step), parse(&text));
        }
    }
}
