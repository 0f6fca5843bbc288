//! A text that grows: finished blocks are handed over once, only the open end is read again.

use crate::block::Block;
use crate::parse::{parse, top_level_starts};

/// An answer while it arrives.
#[derive(Debug, Default)]
pub struct Stream {
    text: String,
    /// Where the open end begins: everything before it is in blocks that were handed over.
    open_from: usize,
    /// Up to where complete lines were searched for finished blocks.
    scanned_to: usize,
}

/// What changed since the last [`Stream::advance`].
#[derive(Debug, PartialEq, Eq)]
pub struct Update {
    /// Blocks that are finished now and will not change any more.
    pub closed: Vec<Block>,
    /// The blocks after them, which replace the open blocks of the last update.
    pub open: Vec<Block>,
}

impl Stream {
    /// An empty answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends text. Costs nothing but the copy; call [`Stream::advance`] once per frame.
    pub fn push(&mut self, delta: &str) {
        self.text.push_str(delta);
    }

    /// Begins again: the next [`Stream::advance`] hands over every block, for a view that is drawn anew.
    pub fn restart(&mut self) {
        self.open_from = 0;
        self.scanned_to = 0;
    }

    /// The whole text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads what is new. Costs as much as the open block is long.
    pub fn advance(&mut self) -> Update {
        let closed_to = self.find_closed();
        let closed = if closed_to > self.open_from { parse(&self.text[self.open_from..closed_to]) } else { Vec::new() };
        self.open_from = closed_to;
        Update { closed, open: parse(&self.text[self.open_from..]) }
    }

    /// Whether the finished text must be read again as a whole: a link may be written before the definition of its
    /// address, and only the whole text knows.
    pub fn has_definitions(&self) -> bool {
        self.text
            .lines()
            .any(|line| line.trim_start().starts_with('[') && line.as_bytes().windows(2).any(|pair| pair == b"]:"))
    }

    /// The end of the blocks that no later text can change: all but the last, on complete lines only. On half a line a
    /// table's next row still looks like a paragraph, and would close the table.
    fn find_closed(&mut self) -> usize {
        let complete = self.text.rfind('\n').map_or(0, |at| at + 1);
        if complete <= self.scanned_to.max(self.open_from) {
            return self.open_from;
        }
        self.scanned_to = complete;
        let lines = &self.text[self.open_from..complete];
        let last = top_level_starts(lines).pop().unwrap_or(0);
        // A block may begin after its indentation: the cut belongs at the start of its line.
        let line = lines[..last].rfind('\n').map_or(0, |at| at + 1);
        self.open_from + line
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
