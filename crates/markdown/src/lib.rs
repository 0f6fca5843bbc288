//! Markdown as a tree of blocks, and as a stream of them: CommonMark with GFM tables, task lists, strikethrough and
//! autolinks.
//!
//! Nothing here makes HTML. What draws the blocks builds nodes from them, so an answer can neither run script nor name an
//! element; raw HTML is text. Where links may lead is decided in [`link`].

mod autolink;
mod block;
pub mod link;
mod parse;
mod stream;
#[cfg(test)]
mod tests;

pub use block::{Alignment, Block, Inline, Item, List, Table};
pub use parse::parse;
pub use stream::{Stream, Update};

/// The text of `markdown` without its marks, for a screen reader or a title.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::new();
    block::push_text(&parse(markdown), &mut out);
    out
}
