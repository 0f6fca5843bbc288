//! One file a route. A handler reads the request, asks the store, and answers.

pub(crate) mod bootstrap;
pub(crate) mod context;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod feedback;
mod input;
mod parts;
pub(crate) mod probe;
pub(crate) mod proposals;
pub(crate) mod run;
pub(crate) mod sent;
pub(crate) mod stop;
mod stream;
pub(crate) mod table;
pub(crate) mod threads;

use ai_agent_agui::ErrorCode;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::problem::Problem;

/// Anything that is no route, or a route with another method.
pub(crate) async fn no_such_route() -> Problem {
    ErrorCode::NotFound.into()
}

/// JSON that nobody keeps.
fn json_response(body: &Value) -> Response {
    let mut response = body.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
