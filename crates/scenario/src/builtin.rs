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
    use crate::{FrameKind, Ids, Scenario};

    const IDS: Ids<'static> = Ids { thread: "t", run: "r", question: "q", message: "m" };

    #[test]
    fn every_recording_parses_and_has_a_title_and_a_prompt() {
        assert!(builtin().len() >= 3);
        for (name, json) in builtin() {
            let scenario = Scenario::parse(json).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!scenario.title().is_empty(), "{name} has no title");
            assert!(!scenario.prompt().is_empty(), "{name} has no prompt");
            assert!(!scenario.frames(&IDS).is_empty(), "{name} plays nothing");
        }
    }

    #[test]
    fn recordings_are_sorted_by_name() {
        assert!(builtin().is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn every_recording_starts_a_run_or_is_a_problem() {
        for (name, json) in builtin() {
            let frames = Scenario::parse(json).unwrap().frames(&IDS);
            let started = match &frames[0].kind {
                FrameKind::Event(event) => event["type"] == "RUN_STARTED" && event["runId"] == "r",
                FrameKind::Problem { .. } => true,
                _ => false,
            };
            assert!(started, "{name}");
        }
    }
}
