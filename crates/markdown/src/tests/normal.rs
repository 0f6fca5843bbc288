//! What a comparison with the oracle leaves out.

use crate::block::{Block, Inline, Item, List, Table};

/// `blocks` without the differences that do not show: empty texts, how text is cut in pieces, the spaces at the ends of
/// lines.
pub(super) fn blocks(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().map(block).filter(|block| !is_empty(block)).collect()
}

fn is_empty(block: &Block) -> bool {
    matches!(block, Block::Tight(inlines) | Block::Paragraph(inlines) if inlines.is_empty())
}

fn block(block: Block) -> Block {
    match block {
        Block::Paragraph(content) => Block::Paragraph(inlines(content)),
        Block::Tight(content) => Block::Tight(inlines(content)),
        Block::Heading(level, content) => Block::Heading(level, inlines(content)),
        Block::Code { language, text } => Block::Code { language, text: text.trim_end_matches('\n').to_owned() },
        Block::Quote(content) => Block::Quote(blocks(content)),
        Block::List(list) => Block::List(List {
            start: list.start,
            items: list
                .items
                .into_iter()
                .map(|item| Item { checked: item.checked, blocks: blocks(item.blocks) })
                .collect(),
        }),
        Block::Table(table) => Block::Table(Table {
            alignments: table.alignments,
            head: table.head.into_iter().map(inlines).collect(),
            rows: table.rows.into_iter().map(|row| row.into_iter().map(inlines).collect()).collect(),
        }),
        Block::Rule => Block::Rule,
    }
}

fn inlines(content: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in content {
        let inline = match inline {
            Inline::Emphasis(content) => Inline::Emphasis(inlines(content)),
            Inline::Strong(content) => Inline::Strong(inlines(content)),
            Inline::Strike(content) => Inline::Strike(inlines(content)),
            Inline::Link { href, content } => Inline::Link { href, content: inlines(content) },
            // The oracle leaves NUL in text.
            Inline::Text(text) => Inline::Text(text.replace('\0', "\u{fffd}")),
            Inline::Code(text) => Inline::Code(collapsed(&text)),
            other => other,
        };
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => out.push(inline),
        }
    }
    out
}

/// The oracle keeps the indentation of a paragraph's lines in code, and CR LF as two spaces.
fn collapsed(code: &str) -> String {
    let mut out = String::new();
    for c in code.replace('\0', "\u{fffd}").chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
