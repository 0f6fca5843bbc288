//! Refusals as RFC 9457 problem objects.

use ai_agent_agui::ErrorCode;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::texts;

/// A refusal with a code of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: ErrorCode,
    pub(crate) retry_after: Option<u64>,
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self { code, retry_after: None }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title) = describe(self.code);
        let name = self.code.as_str();
        let mut body = json!({
            "type": format!("urn:ai-agent:{name}"), "title": title, "status": status,
            "detail": texts::of_error(self.code), "code": name,
        });
        if let Some(seconds) = self.retry_after {
            body["retryAfter"] = seconds.into();
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// HTTP status and title of a code.
fn describe(code: ErrorCode) -> (u16, &'static str) {
    match code {
        ErrorCode::Unauthenticated => (401, "Not logged in"),
        ErrorCode::Forbidden => (403, "Not allowed"),
        ErrorCode::NotFound => (404, "Not found"),
        ErrorCode::InvalidInput => (400, "Invalid input"),
        ErrorCode::TooLarge => (413, "Too large"),
        ErrorCode::RateLimited => (429, "Too many requests"),
        ErrorCode::BudgetExhausted => (429, "Budget exhausted"),
        ErrorCode::Busy => (503, "Busy"),
        ErrorCode::NotConfigured => (503, "No AI service is set up"),
        ErrorCode::ServiceUnreachable => (502, "The AI service cannot be reached"),
        ErrorCode::ServiceTimeout => (504, "The AI service did not answer in time"),
        ErrorCode::ServiceRejectedKey => (502, "The AI service refused the key"),
        ErrorCode::ServiceError => (502, "The AI service failed"),
        ErrorCode::ContentFiltered => (422, "The AI service refused the content"),
        ErrorCode::ContextTooLong => (413, "The conversation is too long"),
        ErrorCode::RunConflict => (409, "Another answer is being written"),
        ErrorCode::ProcessLost => (500, "The process that wrote the answer is gone"),
        ErrorCode::Expired => (410, "No longer kept"),
        ErrorCode::Internal => (500, "Internal error"),
    }
}
