//! What can be wrong with a recording.

/// Why a text is not a scenario. Steps are counted from 1.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The text is not JSON, or a field has the wrong type or name.
    #[error("not a scenario: {0}")]
    Json(#[from] serde_json::Error),
    /// There is nothing to play.
    #[error("the scenario has no steps")]
    Empty,
    /// A step must be exactly one of `event`, `text`, `call`, `result`, `interrupt`, `raw`, `problem`, `drop` and `silence`.
    #[error("step {step} must be of exactly one kind, such as event, text or call, but is of {found}")]
    Kind {
        /// The step.
        step: usize,
        /// How many of them it is.
        found: usize,
    },
    /// A `problem` takes the place of a stream, so nothing can come before or after it.
    #[error("step {step}: a problem must be the only step")]
    ProblemNotAlone {
        /// The step.
        step: usize,
    },
    /// A field that belongs to another kind of step.
    #[error("step {step}: `{field}` does not belong to this kind of step")]
    Misplaced {
        /// The step.
        step: usize,
        /// The field.
        field: &'static str,
    },
    /// Text in pieces of no characters would never end.
    #[error("step {step}: `chars` must be at least 1")]
    NoChars {
        /// The step.
        step: usize,
    },
    /// Nothing can follow a `silence`.
    #[error("step {step}: nothing can come after a silence")]
    AfterSilence {
        /// The step.
        step: usize,
    },
}
