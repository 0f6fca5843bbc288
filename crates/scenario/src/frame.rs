//! What a recording puts on the wire, piece by piece.

use serde_json::{Value, json};

use crate::Ids;
use crate::step::Step;

/// One thing to do, after a pause.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Milliseconds to wait after the frame before.
    pub after_ms: u32,
    /// What to do then.
    pub kind: FrameKind,
}

/// What a player does.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameKind {
    /// Send an AG-UI event.
    Event(Value),
    /// Put these bytes on the wire as they are.
    Raw(String),
    /// Answer with a problem object instead of a stream.
    Problem {
        /// A code of the contract.
        code: String,
        /// Seconds until trying again helps.
        retry_after: Option<u32>,
    },
    /// Cut the connection without an end.
    Drop,
    /// Send nothing more until the run is stopped.
    Silence,
}

pub(crate) fn of_step(step: &Step, ids: &Ids<'_>) -> Vec<Frame> {
    let one = |after_ms: u32, kind: FrameKind| vec![Frame { after_ms, kind }];
    match step {
        Step::Event { after_ms, event } => {
            let mut event = event.clone();
            ids.fill(&mut event);
            one(*after_ms, FrameKind::Event(event))
        }
        Step::Text { text, chars, every_ms } => pieces(text, *chars)
            .map(|delta| {
                let event = json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": ids.message, "delta": delta});
                Frame { after_ms: *every_ms, kind: FrameKind::Event(event) }
            })
            .collect(),
        Step::Raw { after_ms, raw } => one(*after_ms, FrameKind::Raw(ids.fill_raw(raw))),
        Step::Problem { after_ms, problem } => {
            let kind = FrameKind::Problem { code: problem.code.clone(), retry_after: problem.retry_after };
            one(*after_ms, kind)
        }
        Step::Drop { after_ms } => one(*after_ms, FrameKind::Drop),
        Step::Silence { after_ms } => one(*after_ms, FrameKind::Silence),
    }
}

/// The text in pieces of `chars` characters, never cut inside one.
fn pieces(text: &str, chars: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().nth(chars).map_or(rest.len(), |(index, _)| index);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::{FrameKind, pieces};
    use crate::{Ids, Scenario};

    const IDS: Ids<'static> = Ids { thread: "T1", run: "R1", question: "Q1", message: "M1" };

    fn play(steps: &str) -> Vec<super::Frame> {
        let json = format!(r#"{{"title": "T", "prompt": "P", "steps": [{steps}]}}"#);
        Scenario::parse(&json).unwrap().frames(&IDS)
    }

    #[test]
    fn text_is_cut_between_characters_and_nothing_is_lost() {
        let text = "aé漢🙂b";
        assert_eq!(pieces(text, 2).collect::<Vec<_>>(), ["aé", "漢🙂", "b"]);
        for chars in 1..9 {
            assert_eq!(pieces(text, chars).collect::<String>(), text);
        }
    }

    #[test]
    fn placeholders_become_ids_at_any_depth() {
        let frames = play(
            r#"{"event": {"type": "X", "threadId": "$thread", "deep": [{"id": "$run", "q": "$question"}], "note": "a $run"}}"#,
        );
        let FrameKind::Event(event) = &frames[0].kind else { panic!("not an event") };
        assert_eq!(event["threadId"], "T1");
        assert_eq!(event["deep"][0]["id"], "R1");
        assert_eq!(event["deep"][0]["q"], "Q1");
        assert_eq!(event["note"], "a $run");
    }

    #[test]
    fn raw_bytes_keep_their_form_but_get_ids() {
        let frames = play(r#"{"raw": "data: {\"runId\": \"$run\"\n\n", "afterMs": 7}"#);
        assert_eq!(frames[0].after_ms, 7);
        assert_eq!(frames[0].kind, FrameKind::Raw("data: {\"runId\": \"R1\"\n\n".to_owned()));
    }

    #[test]
    fn a_problem_keeps_its_pause_until_trying_again() {
        let frames = play(r#"{"problem": {"code": "rate_limited", "retryAfter": 3}}"#);
        assert_eq!(frames[0].kind, FrameKind::Problem { code: "rate_limited".to_owned(), retry_after: Some(3) });
    }

    #[test]
    fn empty_text_plays_nothing() {
        assert!(play(r#"{"text": ""}"#).is_empty());
    }
}
