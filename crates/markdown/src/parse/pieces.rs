//! Running text taken apart, and put together as inlines.

use super::MAX_DEPTH;
use crate::autolink;
use crate::block::{Inline, push_inlines};

/// A piece of running text, in the order of the text. What is open and closed nests properly.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Char(char),
    /// Code or a break.
    Whole(Inline),
    Run(Run),
    /// The start of a link or, when `true`, of an image, and its address.
    Open(bool, String),
    /// The end of a link or of an image.
    Close,
}

/// A run of `*`, `_` or `~`.
pub(super) struct Run {
    pub(super) byte: u8,
    /// How long it is in the text.
    pub(super) length: usize,
    /// How many of it are in no mark.
    pub(super) left: usize,
    pub(super) can_open: bool,
    pub(super) can_close: bool,
    /// The marks it closes and opens, from the inmost on, and whether they took two characters.
    pub(super) closes: Vec<bool>,
    pub(super) opens: Vec<bool>,
}

/// The inlines that the pieces are; bare addresses become links.
pub(super) fn assemble(pieces: Vec<Piece<'_>>) -> Vec<Inline> {
    let mut builder = Builder { open: Vec::new(), top: Level::default(), flat: 0 };
    for piece in pieces {
        match piece {
            Piece::Text(text) => builder.top.text.push_str(text),
            Piece::Char(c) => builder.top.text.push(c),
            Piece::Whole(inline) => builder.top.push(inline),
            Piece::Open(image, address) => builder.open(if image { Mark::Image(address) } else { Mark::Link(address) }),
            Piece::Close => builder.close(),
            Piece::Run(run) => {
                run.closes.iter().for_each(|_| builder.close());
                (0..run.left).for_each(|_| builder.top.text.push(char::from(run.byte)));
                run.opens.iter().rev().for_each(|&double| {
                    builder.open(match (run.byte, double) {
                        (b'~', _) => Mark::Strike,
                        (_, true) => Mark::Strong,
                        _ => Mark::Emphasis,
                    })
                });
            }
        }
    }
    builder.top.flush();
    builder.top.done
}

enum Mark {
    Emphasis,
    Strong,
    Strike,
    Link(String),
    Image(String),
}

/// Inlines being collected: neighbouring texts become one.
#[derive(Default)]
struct Level {
    done: Vec<Inline>,
    text: String,
}

impl Level {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            autolink::split(&std::mem::take(&mut self.text), &mut self.done);
        }
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.done.push(inline);
    }
}

struct Builder {
    /// What is open, each with what stands before it.
    open: Vec<(Mark, Level)>,
    top: Level,
    /// How many marks are open that are too deep to be shown.
    flat: usize,
}

impl Builder {
    fn open(&mut self, mark: Mark) {
        if self.open.len() >= MAX_DEPTH {
            self.flat += 1;
            return;
        }
        self.open.push((mark, std::mem::take(&mut self.top)));
    }

    fn close(&mut self) {
        if self.flat > 0 {
            self.flat -= 1;
            return;
        }
        let Some((mark, before)) = self.open.pop() else { return };
        self.top.flush();
        let content = std::mem::replace(&mut self.top, before).done;
        self.top.push(match mark {
            Mark::Emphasis => Inline::Emphasis(content),
            Mark::Strong => Inline::Strong(content),
            Mark::Strike => Inline::Strike(content),
            Mark::Link(href) => Inline::Link { href, content: without_links(content) },
            Mark::Image(src) => {
                let mut alt = String::new();
                push_inlines(&content, &mut alt);
                Inline::Image { src, alt }
            }
        });
    }
}

/// A link holds no links: the bare address inside one is its text.
fn without_links(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Link { content, .. } => out.extend(content),
            other => out.push(other),
        }
    }
    out
}
