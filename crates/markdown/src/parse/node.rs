//! What the block phase finds: blocks whose text is not read yet.

use crate::block::Alignment;

/// A block.
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The text of a leaf, its lines apart by line feeds.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
    /// Where its first line begins, in bytes.
    pub(super) start: usize,
    /// Where its last line begins, in bytes, unless it is indented like code.
    pub(super) last_line: Option<usize>,
}

impl Node {
    /// An empty block.
    pub(super) fn new(kind: Kind, start: usize) -> Self {
        Self { kind, text: String::new(), children: Vec::new(), start, last_line: None }
    }
}

/// What a block is.
pub(super) enum Kind {
    /// Holds everything.
    Document,
    Quote,
    List {
        /// The bullet, or what follows the number.
        marker: u8,
        start: Option<u64>,
        loose: bool,
    },
    Item {
        /// How far its lines are indented.
        indent: usize,
        checked: Option<bool>,
    },
    Paragraph,
    Heading(u8),
    /// A fenced code block.
    Fenced {
        fence: u8,
        length: usize,
        indent: usize,
        language: String,
    },
    /// An indented code block.
    Indented,
    /// An HTML block, with the number of its start condition.
    Html(u8),
    Table {
        alignments: Vec<Alignment>,
        /// How many cells its rows lack so far.
        missing: usize,
    },
    Rule,
}

impl Kind {
    /// Whether the block takes lines as they are.
    pub(super) fn is_verbatim(&self) -> bool {
        matches!(self, Kind::Fenced { .. } | Kind::Indented | Kind::Html(_))
    }

    pub(super) fn is_paragraph(&self) -> bool {
        matches!(self, Kind::Paragraph)
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self, Kind::Table { .. })
    }

    /// Whether the block is one of those whose nesting is limited.
    pub(super) fn is_level(&self) -> bool {
        matches!(self, Kind::Quote | Kind::Item { .. })
    }
}
