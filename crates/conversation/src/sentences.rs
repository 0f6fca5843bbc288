//! Finds finished sentences in a text that grows, so that a screen reader hears sentences and not syllables.

/// The part of an answer that was not announced yet.
#[derive(Debug, Default)]
pub struct Sentences {
    pending: String,
    in_code: bool,
}

impl Sentences {
    /// Appends text and gives the sentences that it finishes, marks included. Code blocks are left out: heard letter by
    /// letter they help nobody.
    pub fn push(&mut self, delta: &str) -> Vec<String> {
        self.pending.push_str(delta);
        let mut finished = Vec::new();
        while let Some(end) = sentence_end(&self.pending) {
            let rest = self.pending.split_off(end);
            let sentence = std::mem::replace(&mut self.pending, rest);
            self.keep(&sentence, &mut finished);
        }
        finished
    }

    /// Gives what is left when the text is complete.
    pub fn finish(&mut self) -> Option<String> {
        let mut finished = Vec::new();
        let rest = std::mem::take(&mut self.pending);
        self.keep(&rest, &mut finished);
        self.in_code = false;
        finished.pop()
    }

    fn keep(&mut self, sentence: &str, finished: &mut Vec<String>) {
        let trimmed = sentence.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            self.in_code = !self.in_code;
        } else if !self.in_code && trimmed.chars().any(char::is_alphanumeric) {
            finished.push(trimmed.to_owned());
        }
    }
}

/// Where the first sentence of `text` ends: at a line feed, after CJK punctuation, or after `.!?…` before a space.
fn sentence_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        match c {
            '\n' | '。' | '！' | '？' => return Some(after),
            '.' | '!' | '?' | '…' | '؟' if chars.peek().is_some_and(|(_, next)| next.is_whitespace()) => {
                let number = c == '.' && text[..at].ends_with(|before: char| before.is_ascii_digit());
                if !number {
                    return Some(after);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, step: usize) -> Vec<String> {
        let mut sentences = Sentences::default();
        let chars: Vec<char> = text.chars().collect();
        let mut out: Vec<String> =
            chars.chunks(step).flat_map(|piece| sentences.push(&piece.iter().collect::<String>())).collect();
        out.extend(sentences.finish());
        out
    }

    #[test]
    fn sentences_come_whole_however_they_arrive() {
        for step in [1, 3, 100] {
            assert_eq!(
                all("It is 3.5 kg. Really? Yes!\n1. one\n日本語。終わり", step),
                ["It is 3.5 kg.", "Really?", "Yes!", "1. one", "日本語。", "終わり"]
            );
        }
    }

    #[test]
    fn code_is_not_read_out() {
        assert_eq!(all("Look:\n```py\nprint(1)\n```\nDone.", 2), ["Look:", "Done."]);
    }
}
