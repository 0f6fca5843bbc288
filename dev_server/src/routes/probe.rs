//! `GET /ai_agent/probe`

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::stream;
use serde_json::{Value, json};

use super::stream::event_stream;

const TICKS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);

/// This server is one process that streams: it says so, and ticks so that whoever buffers on the way is found out.
pub(crate) async fn get(headers: HeaderMap) -> Response {
    let forwarded = headers.keys().any(|name| name.as_str().starts_with("x-forwarded-"));
    let events = stream::unfold(0, move |tick| async move {
        let event = match tick {
            0 => json!({
                "mode": "threaded", "workers": 0, "geventPort": 0, "proxyMode": false, "forwarded": forwarded,
                "https": false,
            }),
            1..=TICKS => {
                tokio::time::sleep(PAUSE).await;
                json!({"tick": tick})
            }
            _ => return None,
        };
        Some((line(&event), tick + 1))
    });
    event_stream(Body::from_stream(events))
}

fn line(event: &Value) -> Result<Bytes, Infallible> {
    Ok(format!("data: {event}\n\n").into())
}
