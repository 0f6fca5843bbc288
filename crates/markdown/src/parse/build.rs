//! From the nodes of the block phase to [`Block`]s.

use super::cells::{cells, unpiped};
use super::inlines;
use super::labels::Definitions;
use super::node::{Kind, Node};
use crate::block::{Alignment, Block, Inline, Item, List, Table};

/// The blocks that the nodes are, their paragraphs without margins when `tight`. Nodes nest no deeper than the block
/// phase lets them.
pub(super) fn blocks(nodes: Vec<Node>, definitions: &Definitions, tight: bool) -> Vec<Block> {
    nodes.into_iter().map(|node| block(node, definitions, tight)).collect()
}

fn block(node: Node, definitions: &Definitions, tight: bool) -> Block {
    let Node { kind, text, children, .. } = node;
    match kind {
        Kind::Paragraph if tight => Block::Tight(inlines::read(&text, definitions)),
        Kind::Paragraph => Block::Paragraph(inlines::read(&text, definitions)),
        Kind::Heading(level) => Block::Heading(level, inlines::read(&text, definitions)),
        Kind::Fenced { language, .. } => Block::Code { language, text },
        Kind::Indented => Block::Code { language: String::new(), text },
        Kind::Html(_) => Block::Paragraph(vec![Inline::Text(text.trim_end().to_owned())]),
        Kind::List { start, loose, .. } => {
            let items = children.into_iter().map(|child| item(child, definitions, !loose)).collect();
            Block::List(List { start, items })
        }
        Kind::Table { alignments, .. } => Block::Table(table(&text, alignments, definitions)),
        Kind::Rule => Block::Rule,
        Kind::Quote | Kind::Document | Kind::Item { .. } => Block::Quote(blocks(children, definitions, false)),
    }
}

fn item(node: Node, definitions: &Definitions, tight: bool) -> Item {
    let checked = if let Kind::Item { checked, .. } = node.kind { checked } else { None };
    Item { checked, blocks: blocks(node.children, definitions, tight) }
}

/// The table whose rows are the lines of `text`, the delimiter row left out.
fn table(text: &str, alignments: Vec<Alignment>, definitions: &Definitions) -> Table {
    let mut lines = text.split('\n').map(|line| row(line, alignments.len(), definitions));
    let head = lines.next().unwrap_or_default();
    let rows = lines.collect();
    Table { alignments, head, rows }
}

fn row(line: &str, columns: usize, definitions: &Definitions) -> Vec<Vec<Inline>> {
    let mut row = Vec::with_capacity(columns);
    for cell in cells(line).into_iter().take(columns) {
        row.push(inlines::read(&unpiped(cell), definitions));
    }
    row.resize_with(columns, Vec::new);
    row
}
