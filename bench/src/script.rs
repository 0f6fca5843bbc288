//! The script line that a question carries and the service acts on, and the text that answers it.
//!
//! `bench deltas=60 every_ms=250 chars=24 first_ms=0`: sixty pieces of 24 characters, one every 250 ms, the first at once.
//! The text follows from the script alone, so a reader knows what must come.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

const WORDS: &[u8] = b"alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike ";
const MAX_DELTAS: u32 = 100_000;
const MAX_CHARS: u32 = 10_000;
const MAX_MS: u32 = 3_600_000;

/// What the service is to say, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Script {
    /// How many pieces.
    pub deltas: u32,
    /// Milliseconds from one piece to the next.
    pub every_ms: u32,
    /// Characters of each piece.
    pub chars: u32,
    /// Milliseconds before the first piece.
    pub first_ms: u32,
}

/// What is wrong with a script line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// A word that is no `name=number` of a known name.
    #[error("the script does not know `{0}`: deltas=60 every_ms=250 chars=24 first_ms=0")]
    Word(String),
    /// A number outside of what makes sense.
    #[error("the script wants {name} between {min} and {max}")]
    Range {
        /// The name.
        name: &'static str,
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
}

impl Default for Script {
    fn default() -> Self {
        Self { deltas: 60, every_ms: 250, chars: 24, first_ms: 0 }
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    /// Reads a script line; the word `bench` before it may be missing.
    fn from_str(line: &str) -> Result<Self, ScriptError> {
        let mut script = Self::default();
        for (index, word) in line.split_whitespace().enumerate() {
            if index == 0 && word == "bench" {
                continue;
            }
            let unknown = || ScriptError::Word(word.to_owned());
            let (name, number) = word.split_once('=').ok_or_else(unknown)?;
            let number = number.parse().map_err(|_| unknown())?;
            match name {
                "deltas" => script.deltas = within("deltas", number, 1, MAX_DELTAS)?,
                "every_ms" => script.every_ms = within("every_ms", number, 0, MAX_MS)?,
                "chars" => script.chars = within("chars", number, 1, MAX_CHARS)?,
                "first_ms" => script.first_ms = within("first_ms", number, 0, MAX_MS)?,
                _ => return Err(unknown()),
            }
        }
        Ok(script)
    }
}

fn within(name: &'static str, number: u32, min: u32, max: u32) -> Result<u32, ScriptError> {
    if (min..=max).contains(&number) { Ok(number) } else { Err(ScriptError::Range { name, min, max }) }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { deltas, every_ms, chars, first_ms } = self;
        write!(f, "bench deltas={deltas} every_ms={every_ms} chars={chars} first_ms={first_ms}")
    }
}

impl Script {
    /// Finds the script line in a question. `Ok(None)`: the question has none.
    ///
    /// # Errors
    /// [`ScriptError`] when there is one that means nothing.
    pub fn find(question: &str) -> Result<Option<Self>, ScriptError> {
        let line = question.lines().find(|line| line.split_whitespace().next() == Some("bench"));
        line.map(str::parse).transpose()
    }

    /// When piece `index` (from 0) is due, since the question came.
    pub fn due(&self, index: u32) -> Duration {
        Duration::from_millis(u64::from(self.first_ms) + u64::from(index) * u64::from(self.every_ms))
    }

    /// Appends piece `index` (from 0): its number, and words up to [`Script::chars`] characters. ASCII without anything that
    /// JSON must escape.
    pub fn write_piece(&self, index: u32, into: &mut Vec<u8>) {
        let size = self.chars as usize;
        let end = into.len() + size;
        push_number(index + 1, into);
        into.push(b' ');
        while into.len() < end {
            let missing = end - into.len();
            into.extend_from_slice(&WORDS[..missing.min(WORDS.len())]);
        }
        into.truncate(end);
        if size > 8 {
            into[end - 1] = b' ';
        }
    }

    /// All pieces together: what a reader must have seen at the end.
    pub fn text(&self) -> String {
        let mut text = Vec::with_capacity(self.deltas as usize * self.chars as usize);
        for index in 0..self.deltas {
            self.write_piece(index, &mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A number in decimal, without an allocation.
fn push_number(number: u32, into: &mut Vec<u8>) {
    if number >= 10 {
        push_number(number / 10, into);
    }
    into.push(b'0' + (number % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_leaves_out_has_its_default() {
        assert_eq!("".parse(), Ok(Script::default()));
        assert_eq!("bench".parse(), Ok(Script::default()));
        let wanted = Script { deltas: 3, chars: 40, ..Script::default() };
        assert_eq!("bench chars=40  deltas=3".parse(), Ok(wanted));
        assert_eq!("chars=40 deltas=3".parse(), Ok(wanted));
    }

    #[test]
    fn a_script_survives_being_written() {
        let script = Script { deltas: 7, every_ms: 1, chars: 9, first_ms: 500 };
        assert_eq!(script.to_string().parse(), Ok(script));
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["deltas", "deltas=", "deltas=-1", "speed=3", "bench bench", "deltas=1.5"] {
            assert!(matches!(line.parse::<Script>(), Err(ScriptError::Word(_))), "{line}");
        }
        for line in ["deltas=0", "chars=0", "chars=10001", "every_ms=3600001"] {
            assert!(matches!(line.parse::<Script>(), Err(ScriptError::Range { .. })), "{line}");
        }
    }

    #[test]
    fn the_line_is_found_among_others() {
        assert_eq!(Script::find("Where I am: Contacts\n\nbench deltas=2\n").unwrap().unwrap().deltas, 2);
        assert_eq!(Script::find("Count to 20, benchmark"), Ok(None));
        assert!(Script::find("bench now").is_err());
    }

    #[test]
    fn every_piece_has_its_number_and_its_size() {
        for chars in [1, 2, 9, 24, 300] {
            let script = Script { deltas: 12, chars, ..Script::default() };
            assert_eq!(script.text().len(), 12 * chars as usize);
        }
        let script = Script { deltas: 12, chars: 16, ..Script::default() };
        let text = script.text();
        assert!(text.starts_with("1 alpha bravo c 2 alpha bravo c "), "{text}");
        assert!(text.ends_with("12 alpha bravo  "), "{text}");
    }

    #[test]
    fn pieces_are_due_on_a_grid() {
        let script = Script { every_ms: 250, first_ms: 40, ..Script::default() };
        assert_eq!(script.due(0), Duration::from_millis(40));
        assert_eq!(script.due(4), Duration::from_millis(1040));
    }
}
