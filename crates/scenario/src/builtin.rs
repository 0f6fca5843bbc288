//! The recordings of `tests/scenarios/`, compiled in.

static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// Name and JSON text of every recording in `tests/scenarios/`, sorted by name.
#[must_use]
pub fn builtin() -> &'static [(&'static str, &'static str)] {
    BUILTIN
}

#[cfg(test)]
mod tests {
    use super::builtin;
    use crate::{Cue, FrameKind, Ids, Scenario};

    const IDS: Ids<'static> = Ids { thread: "t", run: "r", question: "q", message: "m", origin: "m" };

    #[test]
    fn every_recording_parses_and_has_a_title_and_a_prompt() {
        assert!(builtin().len() >= 3);
        for (name, json) in builtin() {
            let scenario = Scenario::parse(json).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!scenario.title().is_empty(), "{name} has no title");
            assert!(!scenario.prompt().is_empty(), "{name} has no prompt");
            assert!(!scenario.frames(Cue::Question, &IDS).is_empty(), "{name} plays nothing");
        }
    }

    /// Whoever plays a recording to its end must know how it goes on.
    #[test]
    fn what_waits_for_somebody_goes_on() {
        let events = |frames: Vec<crate::Frame>| {
            frames.into_iter().filter_map(|frame| match frame.kind {
                FrameKind::Event(event) => Some(event),
                _ => None,
            })
        };
        for (name, json) in builtin() {
            let scenario = Scenario::parse(json).unwrap();
            let told: Vec<_> = events(scenario.frames(Cue::Question, &IDS)).collect();
            let asks = told.iter().any(|event| event["outcome"]["type"] == "interrupt");
            let acts = told.iter().any(|event| event["access"] == "show" || event["access"] == "fill");
            for approved in [true, false] {
                assert_eq!(!scenario.frames(Cue::Resume { approved }, &IDS).is_empty(), asks, "{name}");
            }
            assert_eq!(!scenario.frames(Cue::Tool, &IDS).is_empty(), acts, "{name}");
        }
    }

    #[test]
    fn recordings_are_sorted_by_name() {
        assert!(builtin().is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn every_recording_starts_a_run_or_is_a_problem() {
        for (name, json) in builtin() {
            let frames = Scenario::parse(json).unwrap().frames(Cue::Question, &IDS);
            let started = match &frames[0].kind {
                FrameKind::Event(event) => event["type"] == "RUN_STARTED" && event["runId"] == "r",
                FrameKind::Problem { .. } => true,
                _ => false,
            };
            assert!(started, "{name}");
        }
    }
}
