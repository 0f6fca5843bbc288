//! Why there is no answer, or no more of it.

use ai_agent_agui::ErrorCode;

const CONTEXT_SIGNS: [&str; 7] = [
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "maximum context",
    "prompt is too long",
    "exceeds the available context",
];
const FILTER_SIGNS: [&str; 3] = ["content_filter", "content_policy_violation", "responsibleaipolicyviolation"];

/// A failure of the AI service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ErrorCode,
    pub(crate) retry_after: Option<u64>,
    /// For the server's log, after [`Service::scrub`](super::Service::scrub): what happened, and how the service put it.
    pub(crate) log: String,
}

impl From<ErrorCode> for Fault {
    fn from(code: ErrorCode) -> Self {
        Self { code, retry_after: None, log: String::new() }
    }
}

impl Fault {
    pub(crate) fn new(code: ErrorCode, log: impl Into<String>) -> Self {
        Self { code, retry_after: None, log: log.into() }
    }

    /// The service answered with something that is no answer.
    pub(crate) fn service(log: impl Into<String>) -> Self {
        Self::new(ErrorCode::ServiceError, log)
    }

    /// What an HTTP status other than 200 means.
    pub(crate) fn of_status(status: u16, retry_after: Option<u64>, body: &str) -> Self {
        let code = match status {
            401 | 403 => ErrorCode::ServiceRejectedKey,
            300..=399 => ErrorCode::ServiceError,
            429 => ErrorCode::RateLimited,
            _ => match said(body) {
                Some(code) => code,
                None if matches!(status, 408 | 504) => ErrorCode::ServiceTimeout,
                None => ErrorCode::ServiceError,
            },
        };
        let retry_after = retry_after.filter(|_| code == ErrorCode::RateLimited);
        Self { code, retry_after, log: format!("HTTP {status}: {}", excerpt(body)) }
    }

    /// What an error object in a body or an event means.
    pub(crate) fn of_error(body: &str) -> Self {
        Self::new(said(body).unwrap_or(ErrorCode::ServiceError), format!("the service said: {}", excerpt(body)))
    }
}

/// The beginning of what the service said, on one line.
fn excerpt(body: &str) -> String {
    body.chars().take(300).map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// The code of an error body whose meaning is known.
fn said(body: &str) -> Option<ErrorCode> {
    let body = body.to_lowercase();
    if CONTEXT_SIGNS.iter().any(|sign| body.contains(sign)) {
        return Some(ErrorCode::ContextTooLong);
    }
    FILTER_SIGNS.iter().any(|sign| body.contains(sign)).then_some(ErrorCode::ContentFiltered)
}

#[cfg(test)]
mod tests {
    use super::Fault;
    use ai_agent_agui::ErrorCode;

    #[test]
    fn a_status_means_what_the_contract_says() {
        let code = |status, body| Fault::of_status(status, None, body).code;
        assert_eq!(code(401, ""), ErrorCode::ServiceRejectedKey);
        assert_eq!(code(403, ""), ErrorCode::ServiceRejectedKey);
        assert_eq!(code(302, "context length"), ErrorCode::ServiceError);
        assert_eq!(code(404, ""), ErrorCode::ServiceError);
        assert_eq!(code(504, ""), ErrorCode::ServiceTimeout);
        assert_eq!(code(500, "oops"), ErrorCode::ServiceError);
        assert_eq!(code(400, r#"{"error": {"code": "context_length_exceeded"}}"#), ErrorCode::ContextTooLong);
        assert_eq!(code(400, r#"{"error": {"code": "content_filter"}}"#), ErrorCode::ContentFiltered);
        assert_eq!(Fault::of_status(429, Some(7), "").retry_after, Some(7));
        assert_eq!(Fault::of_status(500, Some(7), "").retry_after, None);
    }
}
