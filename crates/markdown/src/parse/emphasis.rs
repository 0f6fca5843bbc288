//! Emphasis and strong emphasis (CommonMark 0.31, section 6.2), strikethrough (GFM 0.29, section 6.5).

use super::chars::is_punctuation;
use super::pieces::{Piece, Run};

/// The run of `length` times `byte` between two characters; none stands for the end of the text.
pub(super) fn run(byte: u8, length: usize, before: Option<char>, after: Option<char>) -> Run {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || is_punctuation(c));
    let left = !space(after) && (!apart(after) || apart(before));
    let right = !space(before) && (!apart(before) || apart(after));
    let (can_open, can_close) = match (byte, length) {
        (b'*', _) => (left, right),
        // As pulldown-cmark does: `~~` opens before punctuation too, `~` like `_` never inside a word.
        (b'~', 2) => (!space(after), right),
        (b'~', 3..) => (false, false),
        _ => (left && apart(before), right && apart(after)),
    };
    Run { byte, length, left: length, can_open, can_close, closes: Vec::new(), opens: Vec::new() }
}

/// Pairs the runs among `pieces` that stand at the places `at`: what CommonMark's appendix calls "process emphasis".
pub(super) fn pair(pieces: &mut [Piece<'_>], at: &[usize]) {
    let mut open: Vec<usize> = Vec::new();
    // Below which place in `open` nothing pairs with a closing run of each kind.
    let mut floors = [0; 18];
    for &closer in at {
        while let Some(kind) = kind(pieces, closer) {
            let floor = floors.get(kind).copied().unwrap_or(0);
            let found = (floor..open.len())
                .rev()
                .find(|&place| open.get(place).is_some_and(|&opener| pairs(pieces, opener, closer)));
            let Some(place) = found else {
                if let Some(floor) = floors.get_mut(kind) {
                    *floor = open.len();
                }
                break;
            };
            open.truncate(place + 1);
            if open.last().is_some_and(|&opener| take(pieces, opener, closer)) {
                open.pop();
            }
            floors.iter_mut().for_each(|floor| *floor = open.len().min(*floor));
        }
        if run_at(pieces, closer).is_some_and(|run| run.can_open && run.left > 0) {
            open.push(closer);
        }
    }
}

fn run_at<'p>(pieces: &'p [Piece<'_>], at: usize) -> Option<&'p Run> {
    match pieces.get(at) {
        Some(Piece::Run(run)) => Some(run),
        _ => None,
    }
}

/// A number for what decides which runs a closing run pairs with; `None` when it closes nothing.
fn kind(pieces: &[Piece<'_>], closer: usize) -> Option<usize> {
    let run = run_at(pieces, closer).filter(|run| run.can_close && run.left > 0)?;
    let byte = match run.byte {
        b'*' => 0,
        b'_' => 6,
        _ => 12,
    };
    Some(byte + 3 * usize::from(run.can_open) + run.length % 3)
}

fn pairs(pieces: &[Piece<'_>], opener: usize, closer: usize) -> bool {
    let (Some(opener), Some(closer)) = (run_at(pieces, opener), run_at(pieces, closer)) else { return false };
    if opener.byte != closer.byte {
        return false;
    }
    if opener.byte == b'~' {
        return opener.length == closer.length;
    }
    // The "multiple of 3" rule.
    !(opener.can_close || closer.can_open)
        || !(opener.length + closer.length).is_multiple_of(3)
        || opener.length.is_multiple_of(3)
}

/// Makes one mark of the pair; whether the opening run is used up then.
fn take(pieces: &mut [Piece<'_>], opener: usize, closer: usize) -> bool {
    let least = |at| run_at(pieces, at).map_or(0, |run| run.left);
    let double = least(opener) >= 2 && least(closer) >= 2;
    let size = if double { 2 } else { 1 };
    if let Some(Piece::Run(run)) = pieces.get_mut(closer) {
        run.left = run.left.saturating_sub(size);
        run.closes.push(double);
    }
    let Some(Piece::Run(run)) = pieces.get_mut(opener) else { return true };
    run.left = run.left.saturating_sub(size);
    run.opens.push(double);
    run.left == 0
}
