//! The parts of a request, read so that nonsense is a problem object as well.

use std::collections::HashMap;

use ai_agent_agui::ErrorCode;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde_json::{Map, Value};

use crate::problem::Problem;

/// The id in the path.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(id) = Path::from_request_parts(parts, state).await.map_err(|_| ErrorCode::NotFound)?;
        Ok(Self(id))
    }
}

/// The query's parameters; an empty one is as good as none.
pub(crate) struct Parameters(HashMap<String, String>);

impl Parameters {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(query) = Query::from_request_parts(parts, state).await.map_err(|_| ErrorCode::InvalidInput)?;
        Ok(Self(query))
    }
}

/// A body that came whole.
pub(super) fn bytes(body: Result<Bytes, BytesRejection>) -> Result<Bytes, ErrorCode> {
    body.map_err(|error| match error.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        _ => ErrorCode::InvalidInput,
    })
}

/// A body that is a JSON object.
pub(super) fn object(body: Result<Bytes, BytesRejection>) -> Result<Map<String, Value>, ErrorCode> {
    serde_json::from_slice(&bytes(body)?).map_err(|_| ErrorCode::InvalidInput)
}
