//! Keeps pages of other origins out. Listening on loopback is not enough for that: any page that the developer visits
//! can send requests here, and a name that resolves to 127.0.0.1 makes them same-origin.

use std::sync::Arc;

use ai_agent_agui::ErrorCode;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::problem::Problem;
use crate::store::COMPANY;

/// How much of a refused request is read.
const DRAINED_BYTES: usize = 256 * 1024;

/// Lets a request pass that comes from this machine's own page and, where it changes something, with its token.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_local(headers) || !(reads || has_token(headers, &app.csrf)) || !companies_allowed(headers) {
        return refuse(request).await;
    }
    next.run(request).await
}

/// Answers once the body is read: a connection that ends in its middle would take the answer with it.
async fn refuse(request: Request) -> Response {
    // A longer body is left where it is; `close` says that nothing can follow it.
    let _ = to_bytes(request.into_body(), DRAINED_BYTES).await;
    let mut response = Problem::from(ErrorCode::Forbidden).into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let origin = headers.get(header::ORIGIN);
    let origin_is_local = origin.is_none_or(|origin| {
        origin.to_str().ok().and_then(|text| text.split_once("://")).is_some_and(|(_, host)| is_loopback(host))
    });
    let site = headers.get("sec-fetch-site");
    host.is_some_and(is_loopback) && origin_is_local && site.is_none_or(|site| site != "cross-site")
}

/// Whether `host[:port]` names this machine by a name that no DNS server can answer for.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "[::1]"
}

fn has_token(headers: &HeaderMap, token: &str) -> bool {
    headers.get("x-csrf-token").is_some_and(|given| given == token)
}

fn companies_allowed(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get("x-allowed-companies") else { return true };
    value.to_str().is_ok_and(|ids| ids.split(',').all(|id| id.trim().parse() == Ok(COMPANY)))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{companies_allowed, is_local, is_loopback};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8090", "[::1]", "demo.localhost:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "evil.example", "127.0.0.1.evil.example:8090", "localhost.evil.example", "10.0.0.1", "notlocalhost"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_rebound_name_or_a_foreign_origin_is_refused() {
        assert!(is_local(&headers(&[("host", "127.0.0.1:8090")])));
        assert!(is_local(&headers(&[("host", "127.0.0.1:8090"), ("origin", "http://localhost:8080")])));
        assert!(!is_local(&headers(&[])));
        assert!(!is_local(&headers(&[("host", "rebound.example:8090")])));
        assert!(!is_local(&headers(&[("host", "localhost:8090"), ("origin", "https://evil.example")])));
        assert!(!is_local(&headers(&[("host", "localhost:8090"), ("origin", "null")])));
        assert!(!is_local(&headers(&[("host", "localhost:8090"), ("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn only_the_users_company_may_be_active() {
        assert!(companies_allowed(&headers(&[])));
        assert!(companies_allowed(&headers(&[("x-allowed-companies", "1")])));
        for bad in ["2", "1,2", "", "x"] {
            assert!(!companies_allowed(&headers(&[("x-allowed-companies", bad)])), "{bad}");
        }
    }
}
