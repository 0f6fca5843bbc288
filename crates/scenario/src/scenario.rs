//! A whole recording.

use serde::Deserialize;

use crate::frame::{self, Frame};
use crate::step::{RawStep, Step};
use crate::{Ids, ScenarioError};

/// A recorded run that has been read and checked.
#[derive(Debug, Clone)]
pub struct Scenario {
    title: String,
    prompt: String,
    steps: Vec<Step>,
    approved: Option<Vec<Step>>,
    rejected: Option<Vec<Step>>,
    answered: Option<Vec<Step>>,
}

/// What a run is to play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// The answer to the question.
    Question,
    /// How it goes on once the person has decided.
    Resume {
        /// Whether anything was approved.
        approved: bool,
    },
    /// How it goes on once the browser has carried out what it was asked to.
    Tool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawScenario {
    title: String,
    prompt: String,
    steps: Vec<RawStep>,
    on_resume: Option<OnResume>,
    on_tool: Option<Vec<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnResume {
    approved: Vec<RawStep>,
    rejected: Vec<RawStep>,
}

impl Scenario {
    /// Reads a recording.
    ///
    /// # Errors
    /// What is wrong with it, with the number of the step.
    pub fn parse(json: &str) -> Result<Self, ScenarioError> {
        let raw: RawScenario = serde_json::from_str(json)?;
        let (approved, rejected) = raw.on_resume.map(|on| (on.approved, on.rejected)).unzip();
        Ok(Self {
            title: raw.title,
            prompt: raw.prompt,
            steps: checked(raw.steps)?,
            approved: approved.map(checked).transpose()?,
            rejected: rejected.map(checked).transpose()?,
            answered: raw.on_tool.map(checked).transpose()?,
        })
    }

    /// What a list of recordings shows.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the person is supposed to have asked.
    #[must_use]
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// What to send, in order; each frame after a pause counted from the one before. Empty: it has nothing for this.
    #[must_use]
    pub fn frames(&self, cue: Cue, ids: &Ids<'_>) -> Vec<Frame> {
        let steps = match cue {
            Cue::Question => Some(&self.steps),
            Cue::Resume { approved: true } => self.approved.as_ref(),
            Cue::Resume { approved: false } => self.rejected.as_ref(),
            Cue::Tool => self.answered.as_ref(),
        };
        steps.into_iter().flatten().flat_map(|step| frame::of_step(step, ids)).collect()
    }
}

fn checked(raw: Vec<RawStep>) -> Result<Vec<Step>, ScenarioError> {
    let steps =
        raw.into_iter().enumerate().map(|(index, step)| step.check(index + 1)).collect::<Result<Vec<_>, _>>()?;
    check_order(&steps)?;
    Ok(steps)
}

fn check_order(steps: &[Step]) -> Result<(), ScenarioError> {
    if steps.is_empty() {
        return Err(ScenarioError::Empty);
    }
    for (index, step) in steps.iter().enumerate() {
        if matches!(step, Step::Problem { .. }) && steps.len() > 1 {
            return Err(ScenarioError::ProblemNotAlone { step: index + 1 });
        }
        if matches!(step, Step::Silence { .. }) && index + 1 < steps.len() {
            return Err(ScenarioError::AfterSilence { step: index + 2 });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Scenario;
    use crate::ScenarioError;

    fn with_steps(steps: &str) -> Result<Scenario, ScenarioError> {
        Scenario::parse(&format!(r#"{{"title": "T", "prompt": "P", "steps": [{steps}]}}"#))
    }

    #[test]
    fn a_step_of_two_kinds_is_refused_with_its_number() {
        let error = with_steps(r#"{"drop": true}, {"text": "a", "raw": "b"}"#).unwrap_err();
        assert!(matches!(error, ScenarioError::Kind { step: 2, found: 2 }), "{error}");
    }

    #[test]
    fn a_step_of_no_kind_is_refused() {
        assert!(matches!(with_steps(r#"{"afterMs": 3}"#).unwrap_err(), ScenarioError::Kind { step: 1, found: 0 }));
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        assert!(matches!(with_steps(r#"{"text": "a", "every": 3}"#).unwrap_err(), ScenarioError::Json(_)));
    }

    #[test]
    fn a_field_of_another_kind_is_refused() {
        let error = with_steps(r#"{"drop": true, "chars": 3}"#).unwrap_err();
        assert!(matches!(error, ScenarioError::Misplaced { step: 1, field: "chars" }), "{error}");
    }

    #[test]
    fn a_problem_stands_alone() {
        let error = with_steps(r#"{"text": "a"}, {"problem": {"code": "busy"}}"#).unwrap_err();
        assert!(matches!(error, ScenarioError::ProblemNotAlone { step: 2 }), "{error}");
    }

    #[test]
    fn nothing_follows_a_silence() {
        let error = with_steps(r#"{"silence": true}, {"text": "a"}"#).unwrap_err();
        assert!(matches!(error, ScenarioError::AfterSilence { step: 2 }), "{error}");
    }

    #[test]
    fn text_in_pieces_of_nothing_is_refused() {
        assert!(matches!(with_steps(r#"{"text": "a", "chars": 0}"#).unwrap_err(), ScenarioError::NoChars { step: 1 }));
    }

    #[test]
    fn no_steps_are_no_scenario() {
        assert!(matches!(with_steps("").unwrap_err(), ScenarioError::Empty));
    }
}
