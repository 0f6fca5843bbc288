//! The drawn answer, changed in place while it grows.

use super::blocks::patch_answer;
use super::context::Context;
use super::node::truncate;
use ai_agent_markdown::{Block, Update, parse};
use web_sys::Element;

/// The drawn blocks of one answer. Finished blocks are never touched again; the open ones are changed where they differ,
/// so that a selection survives and the browser lays out only what is new.
#[derive(Debug)]
pub struct MarkdownView {
    container: Element,
    context: Context,
    closed: u32,
    open: Vec<Block>,
}

impl MarkdownView {
    /// Draws into `container`, which must be empty.
    pub fn new(container: Element, context: Context) -> Self {
        Self { container, context, closed: 0, open: Vec::new() }
    }

    /// Draws what is new.
    pub fn update(&mut self, update: Update) {
        let newly_closed = update.closed.len();
        let mut blocks = update.closed;
        blocks.extend(update.open);
        patch_answer(&self.context, &self.container, self.closed, &self.open, &blocks);
        self.closed += u32::try_from(newly_closed).unwrap_or(u32::MAX);
        self.open = blocks.split_off(newly_closed);
    }

    /// Draws the whole text again.
    pub fn redraw(&mut self, markdown: &str) {
        truncate(&self.container, 0);
        let blocks = parse(markdown);
        patch_answer(&self.context, &self.container, 0, &[], &blocks);
        self.closed = 0;
        self.open = blocks;
    }
}
