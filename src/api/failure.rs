//! Why a request did not work.

use ai_agent_agui::ErrorCode;
use serde_json::Value;

/// Why a request did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing came back: offline, server away, connection cut.
    #[error("the server cannot be reached")]
    Connection,
    /// Something came back that is not of the contract.
    #[error("the server's answer makes no sense")]
    Protocol,
    /// The server says what is wrong (RFC 9457).
    #[error("{}: {detail}", code.as_str())]
    Problem {
        /// Of which kind.
        code: ErrorCode,
        /// A sentence for the person; may be empty.
        detail: String,
        /// Seconds after which trying again can help.
        retry_after: Option<u64>,
    },
}

impl Failure {
    /// A problem that the widget itself found.
    pub fn of(code: ErrorCode) -> Self {
        Self::Problem { code, detail: String::new(), retry_after: None }
    }

    /// The code, when there is one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Problem { code, .. } => Some(*code),
            Self::Connection | Self::Protocol => None,
        }
    }

    /// Whether it passes by itself: asking again a little later is the widget's work, not the person's.
    pub fn passes(&self) -> bool {
        /// Who is told to wait longer, in seconds, is better told.
        const MOST: u64 = 30;
        match self {
            Self::Connection => true,
            Self::Problem { code: ErrorCode::Busy, retry_after: Some(seconds), .. } => *seconds <= MOST,
            Self::Problem { .. } | Self::Protocol => false,
        }
    }

    /// The pause that the server asks for, in milliseconds.
    pub fn retry_after_ms(&self) -> u32 {
        match self {
            Self::Problem { retry_after: Some(seconds), .. } => {
                u32::try_from(*seconds).unwrap_or(0).saturating_mul(1000)
            }
            _ => 0,
        }
    }

    /// Reads a problem object.
    pub fn from_problem(body: &str) -> Self {
        let Ok(problem) = serde_json::from_str::<Value>(body) else { return Self::Protocol };
        let Some(code) = problem["code"].as_str() else { return Self::Protocol };
        Self::Problem {
            code: ErrorCode::from_name(code),
            detail: problem["detail"].as_str().unwrap_or_default().to_owned(),
            retry_after: problem["retryAfter"].as_u64(),
        }
    }
}
