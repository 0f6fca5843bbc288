//! Code spans (CommonMark 0.31, section 6.1).

use super::chars::{byte, cut, skip};

/// Finds the ends of code spans; reads the runs of backticks once, so that no search fails after a long way.
#[derive(Default)]
pub(super) struct Backticks {
    /// Where the last run of each length begins.
    last: Option<Vec<usize>>,
}

impl Backticks {
    /// Where the code that began before `from` with `length` backticks ends: before and after the closing run.
    pub(super) fn close(&mut self, bytes: &[u8], from: usize, length: usize) -> Option<(usize, usize)> {
        let last = self.last.get_or_insert_with(|| last_runs(bytes));
        if last.get(length).copied().unwrap_or(0) < from {
            return None;
        }
        let mut at = from;
        loop {
            let (start, end) = next_run(bytes, at)?;
            if end - start == length {
                return Some((start, end));
            }
            at = end;
        }
    }
}

fn last_runs(bytes: &[u8]) -> Vec<usize> {
    let mut last = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_run(bytes, at) {
        let length = end - start;
        if last.len() <= length {
            last.resize(length + 1, 0);
        }
        if let Some(place) = last.get_mut(length) {
            *place = start;
        }
        at = end;
    }
    last
}

fn next_run(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let start = skip(bytes, at, |byte| byte != b'`');
    (start < bytes.len()).then(|| (start, skip(bytes, start, |byte| byte == b'`')))
}

/// The code between two places: line ends as spaces, without one space at either end.
pub(super) fn content(text: &str, from: usize, to: usize) -> String {
    let bytes = text.as_bytes();
    let padded = to >= from + 2
        && matches!(byte(bytes, from), b' ' | b'\n')
        && matches!(byte(bytes, to - 1), b' ' | b'\n')
        && skip(bytes, from, |byte| matches!(byte, b' ' | b'\n')) < to;
    let code = if padded { cut(text, from + 1, to - 1) } else { cut(text, from, to) };
    code.chars().map(|c| if c == '\n' { ' ' } else { c }).collect()
}
