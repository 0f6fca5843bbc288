//! The dev server in front of a scripted AI service.

use std::time::{Duration, Instant};

use crate::support::{KEY, Seen, Server, events, input, parse, scripted_service, text};
use serde_json::Value;

async fn server(kind: &str, extra: &[(&str, &str)]) -> (Server, Seen) {
    let (service, seen) = scripted_service().await;
    let url = if kind == "agui" { format!("{service}/agent") } else { format!("{service}/v1/") };
    let mut settings = vec![
        ("AI_AGENT_URL", url.as_str()),
        ("AI_AGENT_KIND", kind),
        ("AI_AGENT_API_KEY", KEY),
        ("AI_AGENT_KEY_HEADER", "both"),
    ];
    settings.extend(extra);
    (Server::with(&settings).await, seen)
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_answer_streams_and_is_kept() {
    let (server, seen) = server("openai", &[]).await;
    let events = server.ask("r1", "Hi").await;
    assert_eq!(text(&events), "Hello there 🙂");
    assert_eq!(kinds(&events)[..3], ["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT"]);
    assert_eq!(events[2]["delta"], "Hello");
    assert_eq!(events.last().unwrap()["outcome"]["type"], "success");
    let (headers, body) = seen.lock().unwrap().clone().unwrap();
    assert_eq!(headers["x-api-key"], KEY);
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(body["stream_options"]["include_usage"], true);
    server.ask("r2", "And?").await;
    let (_, body) = seen.lock().unwrap().clone().unwrap();
    let told: Vec<_> =
        body["messages"].as_array().unwrap()[1..].iter().map(|message| message["content"].clone()).collect();
    assert_eq!(told, ["Hi", "Hello there 🙂", "And?"]);
    let sent = parse(server.get("/websocket/ai_agent/runs/r2/sent")).await;
    assert_eq!(sent["messages"], body["messages"]);
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!(thread["messages"].as_array().unwrap().len(), 4);
    assert_eq!(thread["lastRun"]["status"], "finished");
}

#[tokio::test]
async fn every_fault_has_its_code_and_none_repeats_the_key() {
    let short = [("AI_AGENT_FIRST_BYTE_TIMEOUT", "0.3"), ("AI_AGENT_IDLE_TIMEOUT", "0.3")];
    let (server, _) = server("openai", &short).await;
    for (prompt, code, said) in [
        ("401", "service_rejected_key", ""),
        ("429", "rate_limited", ""),
        ("500", "service_error", ""),
        ("302", "service_error", ""),
        ("not json", "service_error", ""),
        ("silence", "service_timeout", ""),
        ("one word, then silence", "service_timeout", "One"),
        ("cut", "service_error", "Half a sen"),
        ("empty", "service_error", ""),
        ("error in the stream", "context_too_long", "Well"),
        ("filtered", "content_filtered", ""),
    ] {
        let events = server.ask(&prompt.replace([' ', ','], "-"), prompt).await;
        let end = events.last().unwrap();
        assert_eq!((end["type"].as_str(), end["code"].as_str()), (Some("RUN_ERROR"), Some(code)), "{prompt}");
        assert_eq!(text(&events), said, "{prompt}");
        assert_eq!(kinds(&events).contains(&"TEXT_MESSAGE_START"), !said.is_empty(), "{prompt}");
        assert!(!format!("{events:?}").contains(KEY), "{prompt}");
        if prompt == "429" {
            assert_eq!(end["metadata"]["retryAfter"], 9);
        }
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unreachable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::with(&[("AI_AGENT_URL", &format!("http://127.0.0.1:{port}"))]).await;
    assert_eq!(server.ask("r", "Hi").await.last().unwrap()["code"], "service_unreachable");
}

#[tokio::test]
async fn a_whole_answer_is_one_delta() {
    let (server, _) = server("openai", &[]).await;
    let events = server.ask("r", "whole").await;
    assert_eq!(kinds(&events).len(), 5);
    assert_eq!(text(&events), "All at once");
    assert_eq!(events.last().unwrap()["usage"][0]["totalTokens"], 5);
}

#[tokio::test]
async fn stopping_keeps_what_was_said() {
    let (server, _) = server("openai", &[]).await;
    let asked = server.post("/ai_agent/run", &input("t", "r", "one word, then silence"));
    let response = tokio::spawn(asked.send()).await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let conflict = server.post("/ai_agent/run", &input("t", "other", "Hi")).send().await.unwrap();
    assert_eq!(conflict.status(), 409);
    let began = Instant::now();
    let stop = server.post("/websocket/ai_agent/runs/r/stop", &Value::Null).send().await.unwrap();
    assert_eq!(stop.status(), 204);
    let events = events(&response.bytes().await.unwrap());
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(events.last().unwrap().1["outcome"]["type"], "cancelled");
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!(thread["messages"][1]["content"], "One");
    assert_eq!(thread["messages"][1]["status"], "cancelled");
}

#[tokio::test]
async fn an_agent_only_gets_its_text_through() {
    let (server, seen) = server("agui", &[("AI_AGENT_KEY_HEADER", "x_api_key")]).await;
    let events = server.ask("r", "Hi").await;
    assert_eq!(text(&events), "From the agent\n\nBye");
    assert_eq!(events.last().unwrap()["outcome"]["type"], "success");
    let printed = format!("{events:?}");
    for upstream in ["upstream-id", "second", "evil", "rm", "SNAPSHOT"] {
        assert!(!printed.contains(upstream), "{upstream}");
    }
    let (headers, body) = seen.lock().unwrap().clone().unwrap();
    assert!(headers.contains_key("x-api-key") && !headers.contains_key("authorization"));
    assert_eq!(body["runId"], "r");
}
