//! From text to [`Block`]s: CommonMark 0.31 with GFM's tables, task lists, strikethrough and autolinks.
//!
//! Two phases, as in the appendix "A parsing strategy" of CommonMark: lines become nested nodes ([`blocks`]), which also
//! finds the addresses that links refer to; then each node's text becomes inlines ([`inlines`]). The time taken grows with
//! the length of the text, whatever it holds, and no nesting exhausts the stack.
//!
//! Where it departs from the letter, to be small:
//! - of the named entities only those of [`entities`] are known, the others stay as written;
//! - labels of links match without regard to case in the Latin, Greek and Cyrillic alphabets only ([`labels`]);
//! - beyond ASCII, what counts as punctuation around `*` and `_` comes from ranges, not from Unicode's tables ([`chars`]);
//! - a text has at most 4,000 definitions, and a table's rows lack at most 20,000 cells;
//! - containers and marks nest [`MAX_DEPTH`] deep, and what is deeper is text.

mod blocks;
mod build;
mod cells;
pub(crate) mod chars;
mod code_spans;
mod definitions;
mod emphasis;
mod entities;
mod html;
mod inlines;
mod labels;
mod lines;
mod links;
mod node;
mod open;
mod pieces;
mod starts;
mod tags;

use crate::block::Block;

/// How deep blocks, and marks within one block, may nest. A text of ten thousand `>` must not exhaust the stack of a
/// browser's tab.
const MAX_DEPTH: usize = 32;

/// Reads a whole text.
pub fn parse(markdown: &str) -> Vec<Block> {
    let (nodes, definitions) = blocks::read(markdown);
    build::blocks(nodes, &definitions, false)
}

/// Where the line begins that each top-level block of `markdown` begins in, in bytes. Reads no inlines.
pub(crate) fn top_level_starts(markdown: &str) -> Vec<usize> {
    blocks::read(markdown).0.into_iter().map(|node| node.start).collect()
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
