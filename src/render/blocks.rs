//! Blocks into nodes, one node a block.

use super::context::Context;
use super::inlines::{append_inlines, patch_inlines};
use super::node::{action_button, append, child, element, set, text, truncate, update_text};
use ai_agent_markdown::{Alignment, Block, Inline, Item, Table};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// As [`patch_blocks`], for the blocks of the answer itself: each runs in the direction of its own text. A block inside
/// another has no direction of its own, since the outer one finds its direction only in text that has none (HTML, "dir").
pub fn patch_answer(context: &Context, parent: &Node, offset: u32, old: &[Block], new: &[Block]) {
    let make = |block: &Block| {
        let node = block_node(context, block)?;
        if let Some(element) = node.dyn_ref::<Element>().filter(|element| !element.has_attribute("dir")) {
            set(element, "dir", "auto");
        }
        Some(node)
    };
    patch_list(parent, offset, old, new, make, |node, old, new| patch_block(context, node, old, new));
}

/// Changes the children of `parent` from `offset` on, which show `old`, into showing `new`.
fn patch_blocks(context: &Context, parent: &Node, offset: u32, old: &[Block], new: &[Block]) {
    patch_list(
        parent,
        offset,
        old,
        new,
        |block| block_node(context, block),
        |node, old, new| patch_block(context, node, old, new),
    );
}

/// Changes children one by one: equal ones stay, alike ones are changed in place by `patch`, others are made by `make`.
pub fn patch_list<T: PartialEq>(
    parent: &Node,
    offset: u32,
    old: &[T],
    new: &[T],
    make: impl Fn(&T) -> Option<Node>,
    patch: impl Fn(&Node, &T, &T) -> bool,
) {
    for (index, item) in new.iter().enumerate() {
        let place = offset + u32::try_from(index).unwrap_or(u32::MAX - offset);
        let Some(before) = old.get(index) else {
            append_or_hold(parent, make(item));
            continue;
        };
        if before == item {
            continue;
        }
        let Some(node) = child(parent, place) else { continue };
        if !patch(&node, before, item)
            && let Some(made) = make(item)
        {
            let _ = parent.replace_child(&made, &node);
        }
    }
    if old.len() > new.len() {
        truncate(parent, offset + u32::try_from(new.len()).unwrap_or(u32::MAX - offset));
    }
}

/// Every item has its node, or the places of the following ones would shift.
fn append_or_hold(parent: &Node, node: Option<Node>) {
    append(parent, &node.unwrap_or_else(|| text("")));
}

fn block_node(context: &Context, block: &Block) -> Option<Node> {
    let node = match block {
        Block::Paragraph(inlines) => running(context, "p", "", inlines)?,
        Block::Tight(inlines) => running(context, "div", "", inlines)?,
        Block::Heading(level, inlines) => running(context, heading_tag(*level), &format!("h{level}"), inlines)?,
        Block::Code { language, text } => code_node(context, language, text)?,
        Block::Quote(blocks) => {
            let quote = element("blockquote", "")?;
            patch_blocks(context, &quote, 0, &[], blocks);
            quote
        }
        Block::List(list) => {
            let node = element(if list.start.is_some() { "ol" } else { "ul" }, "")?;
            if let Some(start) = list.start.filter(|start| *start != 1) {
                set(&node, "start", &start.to_string());
            }
            patch_items(context, &node, &[], &list.items);
            node
        }
        Block::Table(table) => table_node(context, table)?,
        Block::Rule => element("hr", "")?,
    };
    Some(node.into())
}

fn patch_block(context: &Context, node: &Node, old: &Block, new: &Block) -> bool {
    match (old, new) {
        (Block::Paragraph(old), Block::Paragraph(new)) | (Block::Tight(old), Block::Tight(new)) => {
            patch_inlines(context, node, old, new);
        }
        (Block::Heading(level, old), Block::Heading(now, new)) if level == now => {
            patch_inlines(context, node, old, new);
        }
        (Block::Code { language, text: old }, Block::Code { language: now, text: new }) if language == now => {
            let code = node.last_child().and_then(|pre| pre.first_child()).and_then(|code| code.first_child());
            match code {
                Some(code) => update_text(&code, old, new),
                None => return false,
            }
        }
        (Block::Quote(old), Block::Quote(new)) => patch_blocks(context, node, 0, old, new),
        (Block::List(old), Block::List(new)) if old.start == new.start => {
            patch_items(context, node, &old.items, &new.items);
        }
        (Block::Table(old), Block::Table(new)) if old.head == new.head && old.alignments == new.alignments => {
            let body = node.first_child().and_then(|table| table.last_child());
            match body {
                Some(body) => patch_rows(context, &body, &new.alignments, &old.rows, &new.rows),
                None => return false,
            }
        }
        _ => return false,
    }
    true
}

fn running(context: &Context, tag: &str, class: &str, inlines: &[Inline]) -> Option<Element> {
    let node = element(tag, class)?;
    append_inlines(context, &node, inlines);
    Some(node)
}

/// The panel has a heading of its own: those of an answer come below it.
fn heading_tag(level: u8) -> &'static str {
    match level {
        1 => "h3",
        2 => "h4",
        3 => "h5",
        _ => "h6",
    }
}

fn code_node(context: &Context, language: &str, code: &str) -> Option<Element> {
    let node = element("div", "code")?;
    set(&node, "dir", "ltr");
    let head = element("div", "code-head")?;
    let name = element("span", "")?;
    append(&name, &text(language));
    append(&head, &name);
    let copy = action_button("ghost", "copy-code", "")?;
    append(&copy, &text(&context.texts.get("code.copy")));
    append(&head, &copy);
    append(&node, &head);
    let pre = element("pre", "")?;
    set(&pre, "tabindex", "0");
    let inner = element("code", "")?;
    append(&inner, &text(code));
    append(&pre, &inner);
    append(&node, &pre);
    Some(node)
}

fn patch_items(context: &Context, list: &Node, old: &[Item], new: &[Item]) {
    let make = |item: &Item| -> Option<Node> {
        let node = element("li", if item.checked.is_some() { "task" } else { "" })?;
        if let Some(checked) = item.checked {
            let tick = element("input", "")?;
            set(&tick, "type", "checkbox");
            set(&tick, "disabled", "");
            if checked {
                set(&tick, "checked", "");
            }
            append(&node, &tick);
        }
        patch_blocks(context, &node, first_block(item), &[], &item.blocks);
        Some(node.into())
    };
    patch_list(list, 0, old, new, make, |node, old, new| {
        let alike = old.checked == new.checked;
        if alike {
            patch_blocks(context, node, first_block(new), &old.blocks, &new.blocks);
        }
        alike
    });
}

fn first_block(item: &Item) -> u32 {
    u32::from(item.checked.is_some())
}

fn table_node(context: &Context, table: &Table) -> Option<Element> {
    let scroll = element("div", "table")?;
    set(&scroll, "tabindex", "0");
    let node = element("table", "")?;
    let head = element("thead", "")?;
    append(&head, &row_node(context, "th", &table.alignments, &table.head)?);
    append(&node, &head);
    let body = element("tbody", "")?;
    patch_rows(context, &body, &table.alignments, &[], &table.rows);
    append(&node, &body);
    append(&scroll, &node);
    Some(scroll)
}

type Row = Vec<Vec<Inline>>;

fn patch_rows(context: &Context, body: &Node, alignments: &[Alignment], old: &[Row], new: &[Row]) {
    patch_list(
        body,
        0,
        old,
        new,
        |row| row_node(context, "td", alignments, row),
        |node, old, new| {
            patch_list(
                node,
                0,
                old,
                new,
                |_| None,
                |cell, old, new| {
                    patch_inlines(context, cell, old, new);
                    true
                },
            );
            old.len() == new.len()
        },
    );
}

fn row_node(context: &Context, tag: &str, alignments: &[Alignment], cells: &[Vec<Inline>]) -> Option<Node> {
    let row = element("tr", "")?;
    for (index, cell) in cells.iter().enumerate() {
        let class = match alignments.get(index) {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            _ => "",
        };
        let node = element(tag, class)?;
        append_inlines(context, &node, cell);
        append(&row, &node);
    }
    Some(row.into())
}
