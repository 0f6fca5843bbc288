//! The codes of `docs/contract.md`, section "Codes".

/// Why something did not work. What a person reads is made from it at the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The session has ended.
    Unauthenticated,
    /// The user may not do this, or the CSRF token is of another session.
    Forbidden,
    /// Nothing of the caller's own has this id.
    NotFound,
    /// The request is not one the server understands.
    InvalidInput,
    /// The prompt or the body is over the limit.
    TooLarge,
    /// Too many requests; later helps.
    RateLimited,
    /// The allowance is used up.
    BudgetExhausted,
    /// The server cannot stream just now, or not as it is set up.
    Busy,
    /// No AI service is set up.
    NotConfigured,
    /// The AI service cannot be reached.
    ServiceUnreachable,
    /// The AI service did not answer in time.
    ServiceTimeout,
    /// The AI service refused the key.
    ServiceRejectedKey,
    /// The AI service answered with an error, or with something that is no answer.
    ServiceError,
    /// The AI service refused the content.
    ContentFiltered,
    /// The conversation does not fit the model.
    ContextTooLong,
    /// Another run is active on the thread.
    RunConflict,
    /// The process that ran this is gone.
    ProcessLost,
    /// What was asked for is no longer kept.
    Expired,
    /// A fault of ours.
    Internal,
}

const ALL: [(ErrorCode, &str); 19] = [
    (ErrorCode::Unauthenticated, "unauthenticated"),
    (ErrorCode::Forbidden, "forbidden"),
    (ErrorCode::NotFound, "not_found"),
    (ErrorCode::InvalidInput, "invalid_input"),
    (ErrorCode::TooLarge, "too_large"),
    (ErrorCode::RateLimited, "rate_limited"),
    (ErrorCode::BudgetExhausted, "budget_exhausted"),
    (ErrorCode::Busy, "busy"),
    (ErrorCode::NotConfigured, "not_configured"),
    (ErrorCode::ServiceUnreachable, "service_unreachable"),
    (ErrorCode::ServiceTimeout, "service_timeout"),
    (ErrorCode::ServiceRejectedKey, "service_rejected_key"),
    (ErrorCode::ServiceError, "service_error"),
    (ErrorCode::ContentFiltered, "content_filtered"),
    (ErrorCode::ContextTooLong, "context_too_long"),
    (ErrorCode::RunConflict, "run_conflict"),
    (ErrorCode::ProcessLost, "process_lost"),
    (ErrorCode::Expired, "expired"),
    (ErrorCode::Internal, "internal"),
];

impl ErrorCode {
    /// Every code, in the order of the contract.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(code, _)| *code)
    }

    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        ALL.iter().find(|(code, _)| *code == self).map_or("internal", |(_, name)| name)
    }

    /// The code that `name` stands for; an unknown name is [`ErrorCode::Internal`].
    pub fn from_name(name: &str) -> Self {
        ALL.iter().find(|(_, known)| *known == name).map_or(Self::Internal, |(code, _)| *code)
    }

    /// Whether sending the same prompt again can help.
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited
                | Self::BudgetExhausted
                | Self::Busy
                | Self::ServiceUnreachable
                | Self::ServiceTimeout
                | Self::ServiceRejectedKey
                | Self::ServiceError
                | Self::NotConfigured
                | Self::RunConflict
                | Self::ProcessLost
                | Self::Unauthenticated
                | Self::Internal
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_wire() {
        for code in ErrorCode::all() {
            assert_eq!(ErrorCode::from_name(code.as_str()), code);
        }
    }

    #[test]
    fn an_unknown_code_is_internal() {
        assert_eq!(ErrorCode::from_name("brand_new"), ErrorCode::Internal);
    }
}
