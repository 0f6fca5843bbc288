//! The blocks that are open while lines are read, and how they grow and close.

use super::labels::Definitions;
use super::lines::push_clean;
use super::node::{Kind, Node};
use super::{MAX_DEPTH, definitions};

/// The state of the block phase between two lines.
pub(super) struct Reader {
    /// The document and the open blocks in it, each inside the one before.
    pub(super) open: Vec<Node>,
    /// Where the line begins.
    pub(super) start: usize,
    /// Whether the line before was blank, in the eyes of a list.
    pub(super) after_blank: bool,
    pub(super) definitions: Definitions,
}

impl Reader {
    /// An empty document, for a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        let document = Node::new(Kind::Document, 0);
        Self { open: vec![document], start: 0, after_blank: false, definitions: Definitions::new(length) }
    }

    /// The blocks of the document.
    pub(super) fn finish(mut self) -> (Vec<Node>, Definitions) {
        self.close_to(1);
        (self.open.pop().map(|document| document.children).unwrap_or_default(), self.definitions)
    }

    /// Whether the last open block is such a one.
    pub(super) fn last(&self, is: impl Fn(&Kind) -> bool) -> bool {
        self.open.last().is_some_and(|node| is(&node.kind))
    }

    /// Whether one more container may open.
    pub(super) fn has_room(&self) -> bool {
        self.open.iter().filter(|node| node.kind.is_level()).count() < MAX_DEPTH
    }

    /// Opens a block in the last of the `kept` blocks that can hold it, and closes what is after that.
    pub(super) fn push(&mut self, kept: usize, kind: Kind) {
        self.close_to(kept);
        let is_item = matches!(kind, Kind::Item { .. });
        while self.last(|last| match last {
            Kind::Document | Kind::Quote | Kind::Item { .. } => false,
            Kind::List { .. } => !is_item,
            _ => true,
        }) {
            self.close();
        }
        if self.after_blank && self.open.last().is_some_and(|parent| !parent.children.is_empty()) {
            self.loosen();
        }
        self.open.push(Node::new(kind, self.start));
    }

    /// Notes that a blank line stands between two items of the innermost list, or two blocks of its item.
    fn loosen(&mut self) {
        for node in self.open.iter_mut().rev().take(2) {
            match &mut node.kind {
                Kind::List { loose, .. } => {
                    *loose = true;
                    return;
                }
                Kind::Item { .. } => {}
                _ => return,
            }
        }
    }

    /// Appends a line to the text of the last open block.
    pub(super) fn append(&mut self, line: &str) {
        self.after_blank = false;
        if let Some(node) = self.open.last_mut() {
            if !node.text.is_empty() {
                node.text.push('\n');
            }
            push_clean(line, &mut node.text);
        }
    }

    /// Closes the blocks after the first `kept`.
    pub(super) fn close_to(&mut self, kept: usize) {
        while self.open.len() > kept {
            self.close();
        }
    }

    /// Closes the last open block; a paragraph of definitions only is none.
    pub(super) fn close(&mut self) {
        let Some(mut node) = self.open.pop() else { return };
        match node.kind {
            Kind::Paragraph => {
                definitions::take(&mut node.text, &mut self.definitions);
                if node.text.is_empty() {
                    return;
                }
            }
            Kind::Indented => {
                let code = node.text.trim_end_matches([' ', '\t', '\n']).len();
                let end = node.text.get(code..).and_then(|rest| rest.find('\n')).map_or(0, |at| at + 1);
                node.text.truncate(code + end);
            }
            _ => {}
        }
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
        }
    }

    /// Closes the last open block, which its one line made complete.
    pub(super) fn close_line<T>(&mut self, began: T) -> Option<T> {
        self.close();
        Some(began)
    }
}
