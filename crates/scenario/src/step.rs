//! One step as the file has it, and as it is after checking.

use serde::Deserialize;
use serde_json::Value;

use crate::ScenarioError;

const CHARS: usize = 8;
const EVERY_MS: u32 = 30;

/// A step as written: all kinds in one, because JSON cannot say "one of".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RawStep {
    after_ms: Option<u32>,
    event: Option<Value>,
    text: Option<String>,
    chars: Option<usize>,
    every_ms: Option<u32>,
    raw: Option<String>,
    problem: Option<Problem>,
    call: Option<Call>,
    result: Option<CallResult>,
    interrupt: Option<Vec<Asked>>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    silence: bool,
}

/// A refusal in place of a stream.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Problem {
    pub(crate) code: String,
    pub(crate) retry_after: Option<u32>,
}

/// A tool call, and what it gives where the server carries it out.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) access: String,
    pub(crate) arguments: Value,
    pub(crate) result: Option<Value>,
    pub(crate) takes_ms: Option<u32>,
}

/// What a call gives that was announced before.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallResult {
    pub(crate) id: String,
    pub(crate) value: Value,
}

/// A proposal of a call that the person is asked about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    pub(crate) call: String,
    pub(crate) proposal: Value,
}

/// A checked step.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Event { after_ms: u32, event: Value },
    Text { text: String, chars: usize, every_ms: u32 },
    Raw { after_ms: u32, raw: String },
    Problem { after_ms: u32, problem: Problem },
    Call { after_ms: u32, call: Call },
    Result { after_ms: u32, result: CallResult },
    Interrupt { after_ms: u32, asked: Vec<Asked> },
    Drop { after_ms: u32 },
    Silence { after_ms: u32 },
}

impl RawStep {
    /// Checks a step; `number` counts from 1 and is for the error only.
    pub(crate) fn check(self, number: usize) -> Result<Step, ScenarioError> {
        let kinds = [
            self.event.is_some(),
            self.text.is_some(),
            self.raw.is_some(),
            self.problem.is_some(),
            self.call.is_some(),
            self.result.is_some(),
            self.interrupt.is_some(),
            self.drop,
            self.silence,
        ];
        let found = kinds.into_iter().filter(|is| *is).count();
        if found != 1 {
            return Err(ScenarioError::Kind { step: number, found });
        }
        let misplaced = |field| Err(ScenarioError::Misplaced { step: number, field });
        if self.text.is_some() && self.after_ms.is_some() {
            return misplaced("afterMs");
        }
        if self.text.is_none() && self.chars.is_some() {
            return misplaced("chars");
        }
        if self.text.is_none() && self.every_ms.is_some() {
            return misplaced("everyMs");
        }
        let after_ms = self.after_ms.unwrap_or(0);
        if let Some(event) = self.event {
            return Ok(Step::Event { after_ms, event });
        }
        if let Some(text) = self.text {
            let chars = self.chars.unwrap_or(CHARS);
            if chars == 0 {
                return Err(ScenarioError::NoChars { step: number });
            }
            return Ok(Step::Text { text, chars, every_ms: self.every_ms.unwrap_or(EVERY_MS) });
        }
        if let Some(raw) = self.raw {
            return Ok(Step::Raw { after_ms, raw });
        }
        if let Some(problem) = self.problem {
            return Ok(Step::Problem { after_ms, problem });
        }
        if let Some(call) = self.call {
            return Ok(Step::Call { after_ms, call });
        }
        if let Some(result) = self.result {
            return Ok(Step::Result { after_ms, result });
        }
        if let Some(asked) = self.interrupt {
            return Ok(Step::Interrupt { after_ms, asked });
        }
        Ok(if self.drop { Step::Drop { after_ms } } else { Step::Silence { after_ms } })
    }
}
