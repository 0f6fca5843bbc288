//! The reader of markdown before this crate had its own: from pulldown-cmark's events to [`Block`]s.

use crate::autolink;
use crate::block::{Alignment, Block, Inline, Item, List, Table, push_inlines};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

/// How deep blocks and marks may nest; what is deeper is shown at this depth. A text of ten thousand `>` must not
/// exhaust the stack of a browser's tab.
const MAX_DEPTH: usize = 32;

/// Reads a whole text.
pub(crate) fn parse(markdown: &str) -> Vec<Block> {
    Builder { events: Parser::new_ext(markdown, options()), depth: 0 }.blocks()
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

struct Builder<'a> {
    events: Parser<'a>,
    depth: usize,
}

impl Builder<'_> {
    /// Blocks up to the end of the container that is open.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        // Inline events straight in a container are the text of a tight item.
        let mut tight = Inlines::default();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(tag) if is_inline(&tag) => self.inline(tag, &mut tight),
                Event::Start(tag) => {
                    tight.close_into(&mut blocks);
                    self.block(tag, &mut blocks);
                }
                Event::End(_) => break,
                Event::Rule => {
                    tight.close_into(&mut blocks);
                    blocks.push(Block::Rule);
                }
                other => tight.push_event(other),
            }
        }
        tight.close_into(&mut blocks);
        blocks
    }

    fn block(&mut self, tag: Tag<'_>, blocks: &mut Vec<Block>) {
        match tag {
            Tag::Paragraph => blocks.push(Block::Paragraph(self.inlines())),
            Tag::Heading { level, .. } => blocks.push(Block::Heading(level as u8, self.inlines())),
            Tag::CodeBlock(kind) => blocks.push(Block::Code { language: language(&kind), text: self.text() }),
            Tag::HtmlBlock => {
                let text = self.text();
                blocks.push(Block::Paragraph(vec![Inline::Text(text.trim_end().to_owned())]));
            }
            Tag::BlockQuote(_) => {
                let content = self.nested();
                if self.depth < MAX_DEPTH {
                    blocks.push(Block::Quote(content));
                } else {
                    blocks.extend(content);
                }
            }
            Tag::List(start) => {
                let items = self.items();
                if self.depth < MAX_DEPTH {
                    blocks.push(Block::List(List { start, items }));
                } else {
                    blocks.extend(items.into_iter().flat_map(|item| item.blocks));
                }
            }
            Tag::Table(alignments) => {
                let table = self.table(alignments.into_iter().map(alignment).collect());
                blocks.push(Block::Table(table));
            }
            _ => blocks.extend(self.nested()),
        }
    }

    fn nested(&mut self) -> Vec<Block> {
        self.depth += 1;
        let blocks = if self.depth > 4 * MAX_DEPTH { self.skip() } else { self.blocks() };
        self.depth -= 1;
        blocks
    }

    /// Everything up to the end of the open container as one paragraph, without recursion.
    fn skip(&mut self) -> Vec<Block> {
        let mut text = Inlines::default();
        let mut open = 1usize;
        for event in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                other => text.push_event(other),
            }
        }
        vec![Block::Paragraph(text.finish())]
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.events.next() {
            let mut blocks = self.nested();
            let checked = take_box(&mut blocks);
            items.push(Item { checked, blocks });
        }
        items
    }

    fn table(&mut self, alignments: Vec<Alignment>) -> Table {
        let mut table = Table { alignments, head: Vec::new(), rows: Vec::new() };
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => table.head = self.cells(),
                Event::Start(Tag::TableRow) => {
                    let cells = self.cells();
                    table.rows.push(cells);
                }
                _ => break,
            }
        }
        table
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            cells.push(self.inlines());
        }
        cells
    }

    /// Running text up to the end of the element that is open.
    fn inlines(&mut self) -> Vec<Inline> {
        let mut inlines = Inlines::default();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(tag) => self.inline(tag, &mut inlines),
                Event::End(_) => break,
                other => inlines.push_event(other),
            }
        }
        inlines.finish()
    }

    fn inline(&mut self, tag: Tag<'_>, into: &mut Inlines) {
        self.depth += 1;
        let content = if self.depth > MAX_DEPTH { self.flat() } else { self.inlines() };
        self.depth -= 1;
        match tag {
            Tag::Emphasis => into.push(Inline::Emphasis(content)),
            Tag::Strong => into.push(Inline::Strong(content)),
            Tag::Strikethrough => into.push(Inline::Strike(content)),
            // Their writer of HTML adds the scheme.
            Tag::Link { dest_url, link_type: LinkType::Email, .. } => {
                into.push(Inline::Link { href: format!("mailto:{dest_url}"), content: without_links(content) });
            }
            Tag::Link { dest_url, .. } => {
                into.push(Inline::Link { href: dest_url.into_string(), content: without_links(content) });
            }
            Tag::Image { dest_url, .. } => {
                let mut alt = String::new();
                push_inlines(&content, &mut alt);
                into.push(Inline::Image { src: dest_url.into_string(), alt });
            }
            _ => content.into_iter().for_each(|inline| into.push(inline)),
        }
    }

    fn flat(&mut self) -> Vec<Inline> {
        match self.skip().pop() {
            Some(Block::Paragraph(inlines)) => inlines,
            _ => Vec::new(),
        }
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(piece) | Event::Html(piece) => text.push_str(&piece),
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        text
    }
}

/// Running text being collected: neighbouring texts become one, bare addresses become links.
#[derive(Default)]
struct Inlines {
    done: Vec<Inline>,
    text: String,
}

/// Stands for the box of a task list item until [`take_box`] finds it; no text of an answer can hold it, since the parser
/// replaces NUL.
const TICKED: &str = "\0x";
const UNTICKED: &str = "\0 ";

impl Inlines {
    fn push_event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text.push_str(&text),
            Event::Code(code) => self.push(Inline::Code(code.into_string())),
            Event::SoftBreak => self.text.push('\n'),
            Event::HardBreak => self.push(Inline::Break),
            Event::TaskListMarker(ticked) => {
                self.push(Inline::Text(if ticked { TICKED } else { UNTICKED }.to_owned()));
            }
            _ => {}
        }
    }

    fn push(&mut self, inline: Inline) {
        self.flush();
        self.done.push(inline);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            autolink::split(&std::mem::take(&mut self.text), &mut self.done);
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        self.flush();
        self.done
    }

    fn close_into(&mut self, blocks: &mut Vec<Block>) {
        self.flush();
        if !self.done.is_empty() {
            blocks.push(Block::Tight(std::mem::take(&mut self.done)));
        }
    }
}

fn take_box(blocks: &mut [Block]) -> Option<bool> {
    let (Block::Tight(inlines) | Block::Paragraph(inlines) | Block::Heading(_, inlines)) = blocks.first_mut()? else {
        return None;
    };
    let ticked = match inlines.first()? {
        Inline::Text(text) if text == TICKED => true,
        Inline::Text(text) if text == UNTICKED => false,
        _ => return None,
    };
    inlines.remove(0);
    Some(ticked)
}

/// A link holds no links: the bare address inside one is its text.
fn without_links(content: Vec<Inline>) -> Vec<Inline> {
    content
        .into_iter()
        .flat_map(|inline| match inline {
            Inline::Link { content, .. } => content,
            other => vec![other],
        })
        .collect()
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default().to_owned(),
        CodeBlockKind::Indented => String::new(),
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
