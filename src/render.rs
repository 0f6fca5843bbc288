//! Markdown blocks as DOM nodes. Nodes are built, never written as HTML, so no answer can bring markup of its own.

mod blocks;
mod context;
mod inlines;
mod node;
mod view;

pub use context::Context;
pub use node::{append, element, set, text};
pub use view::MarkdownView;
