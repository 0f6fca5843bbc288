//! What is said when something did not work, and what the person can do about it.

use crate::api::Failure;
use crate::bootstrap::Bootstrap;
use ai_agent_agui::ErrorCode;

/// A sentence for the person with what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// What kind of failure it was, for the page and its tests.
    pub code: &'static str,
    /// What helps, the best first.
    pub actions: Vec<Action>,
    /// Seconds after which trying again can help.
    pub retry_after: Option<u64>,
}

/// What a person can do about a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask again.
    Retry,
    /// Ask for the rest of the answer that broke off.
    GoOn,
    /// Load the conversation again.
    Reload,
    /// Log in again.
    Login,
    /// Go to this page of settings.
    Settings(String),
}

impl Notice {
    /// Says what `failure` means; `retry` is how to try again what failed. The server's sentence is better than the
    /// table's: it knows more.
    pub fn of(failure: &Failure, bootstrap: &Bootstrap, retry: Option<Action>) -> Self {
        let texts = &bootstrap.texts;
        let (code, detail, retry_after) = match failure {
            Failure::Connection => return Self::retryable("connection", texts.get("error.connection"), retry),
            Failure::Protocol => return Self::retryable("protocol", texts.get("error.protocol"), retry),
            Failure::Problem { code, detail, retry_after } => (*code, detail, *retry_after),
        };
        let text = match detail.as_str() {
            "" => texts.with(&format!("error.{}", code.as_str()), "limit", &bootstrap.prompt_chars.to_string()),
            detail => detail.to_owned(),
        };
        let first = match code {
            ErrorCode::Unauthenticated => Some(Action::Login),
            ErrorCode::NotConfigured | ErrorCode::ServiceRejectedKey => {
                bootstrap.settings_url.clone().map(Action::Settings)
            }
            _ => None,
        };
        let retry = retry.filter(|_| first.is_some() || code.retryable());
        let actions = first.into_iter().chain(retry).collect();
        Self { text, code: code.as_str(), actions, retry_after }
    }

    fn retryable(code: &'static str, text: String, retry: Option<Action>) -> Self {
        Self { text, code, actions: retry.into_iter().collect(), retry_after: None }
    }
}
