//! The tree that a markdown text becomes.

/// A block of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// The text of an item of a tight list: a paragraph without its margins.
    Tight(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A code block.
    Code {
        /// The first word after the fence; empty when there is none.
        language: String,
        /// The code, with its line feeds.
        text: String,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A thematic break.
    Rule,
}

/// A list of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The first number of an ordered list.
    pub start: Option<u64>,
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The box of a task list item, and whether it is ticked.
    pub checked: Option<bool>,
    /// What the item holds.
    pub blocks: Vec<Block>,
}

/// A table; every row has as many cells as the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How each column is aligned.
    pub alignments: Vec<Alignment>,
    /// The cells of the first row.
    pub head: Vec<Vec<Inline>>,
    /// The other rows.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column of a table is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the language runs.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text as it is.
    Text(String),
    /// Code.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// A link, wherever it may lead: see [`crate::link::classify`].
    Link {
        /// The address as written.
        href: String,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// An image, which must not be fetched unasked.
    Image {
        /// The address as written.
        src: String,
        /// What it shows.
        alt: String,
    },
    /// A hard line break.
    Break,
}

/// Appends the text of `blocks`, blocks apart by a space.
pub(crate) fn push_text(blocks: &[Block], out: &mut String) {
    for block in blocks {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        match block {
            Block::Paragraph(inlines) | Block::Tight(inlines) | Block::Heading(_, inlines) => {
                push_inlines(inlines, out)
            }
            Block::Code { text, .. } => out.push_str(text.trim_end()),
            Block::Quote(blocks) => push_text(blocks, out),
            Block::List(list) => list.items.iter().for_each(|item| push_text(&item.blocks, out)),
            Block::Table(table) => {
                for cell in std::iter::once(&table.head).chain(&table.rows).flatten() {
                    push_inlines(cell, out);
                    out.push(' ');
                }
            }
            Block::Rule => {}
        }
    }
}

pub(crate) fn push_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => push_inlines(content, out),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::Break => out.push(' '),
        }
    }
}
