//! The block phase, line by line: CommonMark 0.31, appendix "Phase 1: block structure".

use super::cells::{alignments, cells, has_pipe};
use super::entities::unescaped;
use super::labels::Definitions;
use super::lines::{Line, lines, push_clean};
use super::node::{Kind, Node};
use super::open::Reader;
use super::{definitions, html, starts};
use crate::block::Alignment;

/// How many cells the rows of a table may lack in all, beyond which it ends: each of them takes memory, but no text.
const MAX_MISSING_CELLS: usize = 20_000;

/// The top-level blocks of a text, and the definitions in it.
pub(super) fn read(markdown: &str) -> (Vec<Node>, Definitions) {
    let mut reader = Reader::new(markdown.len());
    for (start, line) in lines(markdown) {
        reader.start = start;
        reader.line(Line::new(line));
    }
    reader.finish()
}

/// What a line began.
enum Start {
    /// A block that more can begin in.
    Container,
    /// A block that takes the rest of the line as text.
    Text,
    /// A block that took the whole line.
    Whole,
}

impl Reader {
    fn line(&mut self, mut line: Line<'_>) {
        let Some(mut kept) = self.continued(&mut line) else {
            self.after_blank = false;
            return;
        };
        while !self.open.get(kept - 1).is_some_and(|node| node.kind.is_verbatim()) {
            match self.begin(&mut line, kept) {
                Some(Start::Container) => kept = self.open.len(),
                Some(Start::Text) => {
                    kept = self.open.len();
                    break;
                }
                Some(Start::Whole) => {
                    self.after_blank = false;
                    return;
                }
                None => break,
            }
        }
        self.text(&line, kept);
    }

    /// How many of the open blocks the line continues; `None` when it is the closing fence of one.
    fn continued(&mut self, line: &mut Line<'_>) -> Option<usize> {
        let count = self.open.len();
        let mut kept = 1;
        while let Some(node) = self.open.get(kept) {
            let (indent, rest, before) = (line.indent(), line.rest(), line.clone());
            let continues = match &node.kind {
                Kind::Quote if indent <= 3 && rest.starts_with('>') => {
                    line.skip_marker(1);
                    line.skip_columns(1);
                    true
                }
                Kind::Item { .. } if rest.is_empty() && node.children.is_empty() && kept + 1 == count => false,
                Kind::Item { indent: needed, .. } => {
                    line.skip_columns(*needed);
                    indent >= *needed || rest.is_empty()
                }
                Kind::Fenced { fence, length, .. } if indent <= 3 && starts::closes_fence(rest, *fence, *length) => {
                    self.close_to(kept);
                    return None;
                }
                Kind::Fenced { indent, .. } => {
                    line.skip_columns(*indent);
                    true
                }
                Kind::Indented => {
                    line.skip_columns(4);
                    indent >= 4 || rest.is_empty()
                }
                Kind::Html(condition) => !rest.is_empty() || *condition < 6,
                Kind::Paragraph | Kind::Table { .. } => !rest.is_empty(),
                Kind::List { .. } => true,
                _ => false,
            };
            if !continues {
                *line = before;
                break;
            }
            kept += 1;
        }
        Some(kept)
    }

    /// Begins the block that the rest of the line is the start of, in the last of the `kept` blocks.
    fn begin(&mut self, line: &mut Line<'_>, kept: usize) -> Option<Start> {
        let rest = line.rest();
        if rest.is_empty() {
            return None;
        }
        let in_paragraph = self.last(Kind::is_paragraph);
        let in_text = in_paragraph || self.last(Kind::is_table);
        if line.indent() >= 4 {
            if in_paragraph || (in_text && kept == self.open.len()) {
                return None;
            }
            line.skip_columns(4);
            self.push(kept, Kind::Indented);
            return Some(Start::Text);
        }
        let continues_paragraph = in_paragraph && kept == self.open.len();
        if continues_paragraph && (self.begin_table(rest) || self.underlined(rest)) {
            return Some(Start::Whole);
        }
        if rest.starts_with('>') {
            line.skip_marker(1);
            line.skip_columns(1);
            if self.has_room() {
                self.push(kept, Kind::Quote);
            }
            return Some(Start::Container);
        }
        if let Some((level, text)) = starts::heading(rest) {
            self.push(kept, Kind::Heading(level));
            self.append(text);
            return self.close_line(Start::Whole);
        }
        if let Some((fence, length, info)) = starts::fence(rest) {
            let language = language(info);
            self.push(kept, Kind::Fenced { fence, length, indent: line.indent(), language });
            return Some(Start::Whole);
        }
        if let Some(condition) = html::start(rest, in_text) {
            self.push(kept, Kind::Html(condition));
            return Some(Start::Text);
        }
        if starts::is_rule(rest) {
            self.push(kept, Kind::Rule);
            return self.close_line(Start::Whole);
        }
        self.begin_item(line, rest, kept, continues_paragraph)
    }

    fn begin_item(&mut self, line: &mut Line<'_>, rest: &str, kept: usize, in_paragraph: bool) -> Option<Start> {
        let (found, interrupts) = starts::marker(rest)?;
        if (in_paragraph && !interrupts) || !self.has_room() {
            return None;
        }
        let before = line.indent() + found.length;
        line.skip_marker(found.length);
        let after = line.indent();
        let padding = if line.is_blank() || after >= 5 { 1 } else { after };
        line.skip_columns(padding);
        let marker = found.marker;
        let continues = |node: &Node| matches!(&node.kind, Kind::List { marker: open, .. } if *open == marker);
        if !self.open.get(kept - 1).is_some_and(continues) {
            self.push(kept, Kind::List { marker, start: found.number, loose: false });
        } else {
            self.close_to(kept);
        }
        let checked = if line.indent() <= 3 { starts::task_box(line.rest()) } else { None };
        self.push(self.open.len(), Kind::Item { indent: before + padding, checked });
        if checked.is_none() {
            return Some(Start::Container);
        }
        line.skip_marker(3);
        Some(Start::Text)
    }

    /// Makes the paragraph a heading when the line underlines it.
    fn underlined(&mut self, rest: &str) -> bool {
        let Some(level) = starts::underline(rest) else { return false };
        let Some(node) = self.open.last_mut() else { return false };
        definitions::take(&mut node.text, &mut self.definitions);
        if node.text.is_empty() {
            return false;
        }
        node.kind = Kind::Heading(level);
        self.close();
        true
    }

    /// Makes the last line of the paragraph the head of a table when this line is a delimiter row. Of several lines, the
    /// last must begin with a pipe.
    fn begin_table(&mut self, rest: &str) -> bool {
        let Some(alignments) = alignments(rest) else { return false };
        let Some(node) = self.open.last_mut() else { return false };
        let head_at = node.text.rfind('\n').map_or(0, |at| at + 1);
        let head = node.text.get(head_at..).unwrap_or_default();
        let head_start = node.last_line.filter(|_| head.starts_with('|'));
        if !has_pipe(head) || (head_at > 0 && head_start.is_none()) || cells(head).len() != alignments.len() {
            return false;
        }
        let kind = Kind::Table { alignments, missing: 0 };
        if head_at == 0 {
            node.kind = kind;
            return true;
        }
        let head = node.text.split_off(head_at);
        self.push(self.open.len(), kind);
        if let Some(table) = self.open.last_mut() {
            table.text = head;
            table.start = head_start.unwrap_or(table.start);
        }
        true
    }

    /// Gives what is left of the line to the last of the `kept` blocks, or to the paragraph that it continues.
    fn text(&mut self, line: &Line<'_>, kept: usize) {
        let rest = line.rest();
        let start = self.start;
        if !rest.is_empty() && self.last(Kind::is_paragraph) {
            if let Some(node) = self.open.last_mut() {
                node.last_line = (line.indent() <= 3).then_some(start);
            }
            return self.append(rest);
        }
        self.close_to(kept);
        let Some(node) = self.open.last_mut() else { return };
        if let Kind::Table { alignments, missing } = &mut node.kind
            && has_room_for(alignments, missing, rest)
        {
            return self.append(rest);
        }
        let mut blank = rest.is_empty();
        match &mut node.kind {
            Kind::Quote => blank = false,
            Kind::Item { .. } => blank &= node.start != start || !node.children.is_empty(),
            kind if kind.is_verbatim() => {
                blank &= matches!(kind, Kind::Indented);
                let ends = matches!(kind, Kind::Html(condition) if html::ends(*condition, rest));
                line.push_tail(&mut node.text);
                node.text.push('\n');
                if ends {
                    self.close();
                }
                self.after_blank = blank;
                return;
            }
            _ => {}
        }
        if !rest.is_empty() {
            self.push(self.open.len(), Kind::Paragraph);
            self.append(rest);
        }
        self.after_blank = blank;
    }
}

/// Whether the table goes on with `row`: not when its rows lack too many cells.
fn has_room_for(alignments: &[Alignment], missing: &mut usize, row: &str) -> bool {
    *missing += alignments.len().saturating_sub(cells(row).len());
    *missing <= MAX_MISSING_CELLS
}

/// The first word of an info string (CommonMark 0.31, section 4.5).
fn language(info: &str) -> String {
    let mut language = String::new();
    push_clean(info.split([' ', ',', '\t']).next().unwrap_or_default(), &mut language);
    unescaped(&language)
}
