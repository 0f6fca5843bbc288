//! Running text into nodes, one node a piece.

use super::blocks::patch_list;
use super::context::Context;
use super::node::{action_button, append, element, set, text, update_text};
use ai_agent_markdown::Inline;
use ai_agent_markdown::link::{Target, classify, image_address};
use web_sys::{Element, Node};

/// Appends the nodes of `inlines` to an empty `parent`.
pub fn append_inlines(context: &Context, parent: &Node, inlines: &[Inline]) {
    patch_inlines(context, parent, &[], inlines);
}

/// Changes the children of `parent`, which show `old`, into showing `new`.
pub fn patch_inlines(context: &Context, parent: &Node, old: &[Inline], new: &[Inline]) {
    patch_list(
        parent,
        0,
        old,
        new,
        |inline| inline_node(context, inline),
        |node, old, new| {
            match (old, new) {
                (Inline::Text(old), Inline::Text(new)) => update_text(node, old, new),
                (Inline::Emphasis(old), Inline::Emphasis(new))
                | (Inline::Strong(old), Inline::Strong(new))
                | (Inline::Strike(old), Inline::Strike(new)) => patch_inlines(context, node, old, new),
                _ => return false,
            }
            true
        },
    );
}

fn inline_node(context: &Context, inline: &Inline) -> Option<Node> {
    let marked = |tag: &str, content: &[Inline]| -> Option<Node> {
        let node = element(tag, "")?;
        append_inlines(context, &node, content);
        Some(node.into())
    };
    match inline {
        Inline::Text(data) => Some(text(data)),
        Inline::Code(data) => {
            let code = element("code", "")?;
            append(&code, &text(data));
            Some(code.into())
        }
        Inline::Emphasis(content) => marked("em", content),
        Inline::Strong(content) => marked("strong", content),
        Inline::Strike(content) => marked("del", content),
        Inline::Link { href, content } => link_node(context, href, content).map(Into::into),
        Inline::Image { src, alt } => image_node(context, src, alt).map(Into::into),
        Inline::Break => element("br", "").map(Into::into),
    }
}

/// A link is a button: what it does is asked first, and no other way of following it (a middle click, a drag) skips that.
fn link_node(context: &Context, href: &str, content: &[Inline]) -> Option<Element> {
    let node = match classify(href, &context.origin) {
        Target::Record { model, id } => action_button("record", "record", &format!("{model}/{id}"))?,
        Target::List { call } => action_button("record", "list", &call)?,
        Target::External(address) => {
            let link = action_button("link", "link", &address)?;
            set(&link, "role", "link");
            set(&link, "title", &address);
            link
        }
        Target::Refused => element("span", "refused")?,
    };
    append_inlines(context, &node, content);
    Some(node)
}

/// The image itself is fetched only after a click: its address could carry data away.
fn image_node(context: &Context, src: &str, alt: &str) -> Option<Element> {
    let label = if alt.is_empty() { context.texts.get("image.alt") } else { alt.to_owned() };
    let Some(address) = image_address(src, &context.origin) else {
        let refused = element("span", "refused")?;
        append(&refused, &text(&label));
        return Some(refused);
    };
    let host = address.split('/').nth(2).unwrap_or_default();
    let button = action_button("image", "image", address)?;
    set(&button, "title", address);
    set(&button, "data-alt", &label);
    append(&button, &text(&label));
    let hint = element("small", "")?;
    append(&hint, &text(&context.texts.with("image.show", "host", host)));
    append(&button, &hint);
    Some(button)
}
