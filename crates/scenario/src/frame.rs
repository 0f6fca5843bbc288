//! What a recording puts on the wire, piece by piece.

use serde_json::{Value, json};

use crate::Ids;
use crate::step::{Asked, Call, Step};

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
        Step::Event { after_ms, event: written } => one(*after_ms, event(written.clone(), ids)),
        Step::Text { text, chars, every_ms } => pieces(text, *chars)
            .map(|delta| {
                let event = json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": ids.message, "delta": delta});
                Frame { after_ms: *every_ms, kind: FrameKind::Event(event) }
            })
            .collect(),
        Step::Call { after_ms, call } => of_call(*after_ms, call, ids),
        Step::Result { after_ms, result } => one(*after_ms, event(result_of(&result.id, &result.value), ids)),
        Step::Interrupt { after_ms, asked } => one(*after_ms, event(interrupt(asked), ids)),
        Step::Raw { after_ms, raw } => one(*after_ms, FrameKind::Raw(ids.fill_raw(raw))),
        Step::Problem { after_ms, problem } => {
            let kind = FrameKind::Problem { code: problem.code.clone(), retry_after: problem.retry_after };
            one(*after_ms, kind)
        }
        Step::Drop { after_ms } => one(*after_ms, FrameKind::Drop),
        Step::Silence { after_ms } => one(*after_ms, FrameKind::Silence),
    }
}

fn event(mut event: Value, ids: &Ids<'_>) -> FrameKind {
    ids.fill(&mut event);
    FrameKind::Event(event)
}

/// A call as it is told: that it begins, its arguments, that they are whole, and what it gave.
fn of_call(after_ms: u32, call: &Call, ids: &Ids<'_>) -> Vec<Frame> {
    /// Milliseconds that a tool takes.
    const TAKES: u32 = 400;
    let start = json!({
        "type": "TOOL_CALL_START", "toolCallId": call.id, "toolCallName": call.name, "title": call.title,
        "access": call.access, "parentMessageId": "$message",
    });
    let arguments = json!({"type": "TOOL_CALL_ARGS", "toolCallId": call.id, "delta": call.arguments.to_string()});
    let end = json!({"type": "TOOL_CALL_END", "toolCallId": call.id});
    let told = [(after_ms, start), (0, arguments), (0, end)].into_iter();
    let result = call.result.as_ref().map(|result| (call.takes_ms.unwrap_or(TAKES), result_of(&call.id, result)));
    told.chain(result).map(|(after_ms, told)| Frame { after_ms, kind: event(told, ids) }).collect()
}

fn result_of(call: &str, value: &Value) -> Value {
    json!({
        "type": "TOOL_CALL_RESULT", "messageId": call, "toolCallId": call, "role": "tool", "content": value.to_string(),
    })
}

/// The end of a run that waits for the person.
fn interrupt(asked: &[Asked]) -> Value {
    let one = |Asked { call, proposal }: &Asked| {
        json!({
            "id": proposal["id"], "reason": "tool_call", "message": proposal["title"], "toolCallId": call,
            "expiresAt": proposal["expiresAt"], "responseSchema": {"type": "object"},
            "metadata": {"proposal": proposal},
        })
    };
    let interrupts: Vec<Value> = asked.iter().map(one).collect();
    json!({
        "type": "RUN_FINISHED", "threadId": "$thread", "runId": "$run",
        "outcome": {"type": "interrupt", "interrupts": interrupts},
    })
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
    use crate::{Cue, Ids, Scenario};

    const IDS: Ids<'static> = Ids { thread: "T1", run: "R1", question: "Q1", message: "M1", origin: "O1" };

    fn play(steps: &str) -> Vec<super::Frame> {
        let json = format!(r#"{{"title": "T", "prompt": "P", "steps": [{steps}]}}"#);
        Scenario::parse(&json).unwrap().frames(Cue::Question, &IDS)
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

    fn events(frames: Vec<super::Frame>) -> Vec<serde_json::Value> {
        let event = |frame: super::Frame| match frame.kind {
            FrameKind::Event(event) => event,
            other => panic!("no event: {other:?}"),
        };
        frames.into_iter().map(event).collect()
    }

    #[test]
    fn a_call_is_told_in_four_events_of_one_id() {
        let told = events(play(
            r#"{"call": {"id": "$call2", "name": "n", "title": "N", "access": "read", "arguments": {"a": "$run"}, "result": {"ok": true}}}"#,
        ));
        let types: Vec<_> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT"]);
        assert!(told.iter().all(|event| event["toolCallId"] == "O1-call2"));
        assert_eq!(told[0]["parentMessageId"], "M1");
        assert_eq!(told[1]["delta"], r#"{"a":"$run"}"#);
        assert_eq!(told[3]["content"], r#"{"ok":true}"#);
    }

    #[test]
    fn a_proposal_interrupts_under_its_own_id() {
        let told = events(play(
            r#"{"interrupt": [{"call": "$call", "proposal": {"id": "$proposal", "title": "T", "expiresAt": "E"}}]}"#,
        ));
        let asked = &told[0]["outcome"]["interrupts"][0];
        assert_eq!((&asked["id"], &asked["toolCallId"]), (&"O1-proposal".into(), &"O1-call".into()));
        assert_eq!(asked["metadata"]["proposal"]["id"], "O1-proposal");
    }

    #[test]
    fn a_second_text_has_an_id_of_its_own() {
        let told = events(play(r#"{"event": {"type": "X", "messageId": "$message.2", "other": "$message.x"}}"#));
        assert_eq!((&told[0]["messageId"], &told[0]["other"]), (&"M1.2".into(), &"$message.x".into()));
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
