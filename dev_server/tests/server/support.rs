//! A dev server on a free port, and an AI service that does what the question says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ai_agent_agui::{Decoder, SseEvent};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use dev_server::{App, Config, router};
use futures_util::stream;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The key that must never come out again.
pub const KEY: &str = "key-that-stays-inside";

/// What the scripted service saw of the last request.
pub type Seen = Arc<Mutex<Option<(HeaderMap, Value)>>>;

pub struct Server {
    pub url: String,
    pub client: Client,
    pub token: String,
}

impl Server {
    /// A server that knows no service.
    pub async fn alone() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let settings: HashMap<_, _> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let config = Config::from_env(|name| settings.get(name).cloned()).unwrap();
        let app = App::new(config).unwrap();
        let url = serve(router(app)).await;
        let client = Client::new();
        let bootstrap: Value = parse(client.get(format!("{url}/ai_agent/bootstrap"))).await;
        let token = bootstrap["csrfToken"].as_str().unwrap().to_owned();
        Self { url, client, token }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).header("x-csrf-token", &self.token).body(body.to_string())
    }

    /// Asks in thread `t` and reads to the end.
    pub async fn ask(&self, run: &str, text: &str) -> Vec<Value> {
        let response = self.post("/ai_agent/run", &input("t", run, text)).send().await.unwrap();
        assert_eq!(response.status(), 200);
        events(&response.bytes().await.unwrap()).into_iter().map(|(_, event)| event).collect()
    }
}

/// `RunAgentInput` with one new question.
pub fn input(thread: &str, run: &str, text: &str) -> Value {
    json!({"threadId": thread, "runId": run, "messages": [{"id": format!("q-{run}"), "role": "user", "content": text}]})
}

/// The same, playing a recording.
pub fn scenario(thread: &str, run: &str, name: &str) -> Value {
    let mut input = input(thread, run, "play");
    input["forwardedProps"] = json!({"scenario": name});
    input
}

pub async fn parse(request: RequestBuilder) -> Value {
    serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap()
}

/// Numbers and events of a stream.
pub fn events(bytes: &[u8]) -> Vec<(u64, Value)> {
    let read = |SseEvent { id, data }| (id.unwrap().parse().unwrap(), serde_json::from_str(&data).unwrap());
    Decoder::new().push(bytes).unwrap().into_iter().map(read).collect()
}

/// All that a run said.
pub fn text(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["delta"].as_str()).collect()
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// An OpenAI-compatible service at `/v1`, and an AG-UI agent at `/agent`.
pub async fn scripted_service() -> (String, Seen) {
    let seen = Seen::default();
    let (openai, agent) = (seen.clone(), seen.clone());
    let router = Router::new()
        .route("/v1/chat/completions", post(move |headers, body| answer(openai, headers, body, false)))
        .route("/agent", post(move |headers, body| answer(agent, headers, body, true)));
    (serve(router).await, seen)
}

async fn answer(seen: Seen, headers: HeaderMap, body: Bytes, agent: bool) -> Response<Body> {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let prompt = body["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned();
    *seen.lock().unwrap() = Some((headers, body));
    let plain = |status: u16, body: &str| Response::builder().status(status).body(body.to_owned().into()).unwrap();
    match prompt.as_str() {
        "401" => plain(401, KEY),
        "429" => Response::builder().status(429).header("retry-after", "9").body(Body::empty()).unwrap(),
        "500" => plain(500, "oops"),
        "302" => Response::builder().status(302).header("location", "/v1/elsewhere").body(Body::empty()).unwrap(),
        "not json" => plain(200, "<html>"),
        "whole" => plain(
            200,
            r#"{"choices": [{"message": {"content": "All at once"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}"#,
        ),
        "silence" => stream_of(vec![], true),
        "one word, then silence" => stream_of(vec![delta("One")], true),
        "cut" => stream_of(vec![delta("Half a sen")], false),
        "empty" => stream_of(vec!["[DONE]".to_owned()], false),
        "error in the stream" => {
            stream_of(vec![delta("Well"), r#"{"error": {"code": "context_length_exceeded"}}"#.to_owned()], false)
        }
        "filtered" => {
            stream_of(vec![r#"{"choices": [{"delta": {}, "finish_reason": "content_filter"}]}"#.to_owned()], false)
        }
        _ if agent => stream_of(agent_events(), false),
        _ => stream_of(vec![delta("Hello"), delta(" there"), delta(" 🙂"), "[DONE]".to_owned()], false),
    }
}

fn delta(text: &str) -> String {
    json!({"choices": [{"delta": {"content": text}}]}).to_string()
}

/// What an agent may send, with much that must not come through.
fn agent_events() -> Vec<String> {
    [
        json!({"type": "RUN_STARTED", "threadId": "x", "runId": "y"}),
        json!({"type": "MESSAGES_SNAPSHOT", "messages": []}),
        json!({"type": "CUSTOM", "name": "evil", "value": 1}),
        json!({"type": "TEXT_MESSAGE_START", "messageId": "upstream-id", "role": "assistant"}),
        json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "upstream-id", "delta": "From the"}),
        json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "upstream-id", "delta": " agent"}),
        json!({"type": "TEXT_MESSAGE_END", "messageId": "upstream-id"}),
        json!({"type": "TOOL_CALL_START", "toolCallId": "c", "toolCallName": "rm"}),
        json!({"type": "TEXT_MESSAGE_CHUNK", "messageId": "second", "delta": "Bye"}),
        json!({"type": "RUN_FINISHED", "threadId": "x", "runId": "y", "outcome": {"type": "interrupt", "interrupts": []}}),
    ]
    .iter()
    .map(Value::to_string)
    .collect()
}

/// Sends the events 20 ms apart, then ends or stays silent.
fn stream_of(events: Vec<String>, silent: bool) -> Response<Body> {
    let body = stream::unfold(events.into_iter(), move |mut events| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        match events.next() {
            Some(event) => Some((Ok::<_, std::io::Error>(Bytes::from(format!("data: {event}\n\n"))), events)),
            None if silent => std::future::pending().await,
            None => None,
        }
    });
    Response::builder().header("content-type", "text/event-stream").body(Body::from_stream(body)).unwrap()
}
