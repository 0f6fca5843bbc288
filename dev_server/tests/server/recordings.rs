//! The dev server without an AI service: recordings, rules and refusals.

use crate::support::{Server, events, input, parse, scenario, text};
use serde_json::{Value, json};

async fn refusal(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status().as_u16();
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(body["status"], status);
    (status, body["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_recording_plays_and_reads_again_from_anywhere() {
    let server = Server::alone().await;
    let response = server.post("/websocket/ai_agent/run", &scenario("t", "r", "table")).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    let live = events(&response.bytes().await.unwrap());
    assert_eq!(live.iter().map(|(id, _)| *id).collect::<Vec<_>>(), (1..=live.len() as u64).collect::<Vec<_>>());
    let again = server.post("/ai_agent/run", &scenario("t", "r", "table")).send().await.unwrap();
    assert_eq!(events(&again.bytes().await.unwrap()), live);
    let rest = server.get("/ai_agent/runs/r/events").header("last-event-id", "5").send().await.unwrap();
    assert_eq!(events(&rest.bytes().await.unwrap()), live[5..]);
    let batch = parse(server.get("/ai_agent/runs/r/events?after=5").header("accept", "application/json")).await;
    assert_eq!(batch["done"], true);
    assert_eq!(batch["events"].as_array().unwrap().len(), live.len() - 5);
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    let said = text(&live.into_iter().map(|(_, event)| event).collect::<Vec<_>>());
    assert_eq!(thread["messages"][1]["content"], said);
}

#[tokio::test]
async fn a_dropped_reader_comes_back_for_the_rest() {
    let server = Server::alone().await;
    let response = server.post("/ai_agent/run", &scenario("t", "r", "dropped")).send().await.unwrap();
    assert!(response.bytes().await.is_err(), "the connection was not cut");
    let response = server.get("/ai_agent/runs/r/events").send().await.unwrap();
    let events = events(&response.bytes().await.unwrap());
    assert_eq!(events.last().unwrap().1["type"], "RUN_FINISHED");
}

#[tokio::test]
async fn a_run_that_never_ends_is_lost() {
    let server = Server::alone().await;
    let response = server.post("/ai_agent/run", &scenario("t", "r", "lost")).send().await.unwrap();
    assert!(response.bytes().await.is_err(), "the connection was not cut");
    let response = server.get("/ai_agent/runs/r/events").send().await.unwrap();
    let events = events(&response.bytes().await.unwrap());
    assert_eq!(events.last().unwrap().1["code"], "process_lost");
    assert_eq!(parse(server.get("/ai_agent/threads/t")).await["lastRun"]["status"], "lost");
}

#[tokio::test]
async fn what_a_recorded_snapshot_takes_back_is_not_kept() {
    let server = Server::alone().await;
    let question = scenario("t", "r", "lost-with-snapshot");
    let response = server.post("/ai_agent/run", &question).send().await.unwrap();
    assert!(response.bytes().await.is_err(), "the connection was not cut");
    let response = server.get("/ai_agent/runs/r/events").send().await.unwrap();
    let events = events(&response.bytes().await.unwrap());
    let snapshot = &events[events.len() - 2].1["messages"];
    assert_eq!(snapshot[0]["id"], question["messages"][0]["id"]);
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!(thread["messages"][1]["content"], snapshot[1]["content"]);
    assert_eq!(thread["messages"][1]["status"], "lost");
}

#[tokio::test]
async fn nothing_is_sent_for_a_recording() {
    let server = Server::alone().await;
    server.post("/ai_agent/run", &scenario("t", "r", "welcome")).send().await.unwrap().bytes().await.unwrap();
    let sent = parse(server.get("/ai_agent/runs/r/sent")).await;
    assert_eq!(sent, json!({"messages": [], "model": "", "requests": [], "tools": []}));
    assert_eq!(refusal(server.get("/ai_agent/runs/other/sent")).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn a_probe_ticks() {
    let server = Server::alone().await;
    for (forwarded, request) in [
        (false, server.get("/ai_agent/probe")),
        (true, server.get("/websocket/ai_agent/probe").header("x-forwarded-proto", "https")),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let body = response.text().await.unwrap();
        let told: Vec<Value> =
            body.split_terminator("\n\n").map(|line| serde_json::from_str(&line["data: ".len()..]).unwrap()).collect();
        assert_eq!((&told[0]["mode"], &told[0]["forwarded"]), (&json!("threaded"), &json!(forwarded)));
        assert_eq!(told[1..], [1, 2, 3, 4].map(|tick| json!({"tick": tick})));
    }
}

#[tokio::test]
async fn silence_ends_when_it_is_stopped() {
    let server = Server::alone().await;
    let response = server.post("/ai_agent/run", &scenario("t", "r", "silent")).send().await.unwrap();
    server.post("/ai_agent/runs/r/stop", &Value::Null).send().await.unwrap();
    let events = events(&response.bytes().await.unwrap());
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].1["outcome"]["type"], "cancelled");
}

#[tokio::test]
async fn refusals_are_problem_objects() {
    let server = Server::alone().await;
    let run = |body: &Value| server.post("/ai_agent/run", body);
    let bare = || server.client.post(format!("{}/ai_agent/run", server.url));
    let long = input("t", "r", &"x".repeat(100_001));
    for (request, expected) in [
        (run(&scenario("t", "r", "rate-limited")), (429, "rate_limited")),
        (run(&scenario("t", "r", "no-such")), (400, "invalid_input")),
        (run(&input("t", "r", "Hi")), (503, "not_configured")),
        (run(&input("t", "r", " \n")), (400, "invalid_input")),
        (run(&long), (413, "too_large")),
        (run(&input("a b", "r", "Hi")), (400, "invalid_input")),
        (run(&json!("x")), (400, "invalid_input")),
        (bare().body("{}"), (403, "forbidden")),
        (bare().body("{}").header("x-csrf-token", "wrong"), (403, "forbidden")),
        (run(&input("t", "r", "Hi")).header("origin", "https://elsewhere.example"), (403, "forbidden")),
        (server.get("/ai_agent/bootstrap").header("host", "rebound.example"), (403, "forbidden")),
        (server.get("/ai_agent/bootstrap").header("x-allowed-companies", "1,2"), (403, "forbidden")),
        (server.get("/ai_agent/threads?limit=0"), (400, "invalid_input")),
        (server.get("/ai_agent/threads/%FF"), (404, "not_found")),
        (server.get("/ai_agent/runs/r/events"), (404, "not_found")),
        (server.get("/ai_agent/dist/manifest.json"), (404, "not_found")),
        (server.get("/ai_agent/run"), (404, "not_found")),
    ] {
        let (status, code) = refusal(request).await;
        assert_eq!((status, code.as_str()), expected);
    }
}

#[tokio::test]
async fn a_deleted_thread_is_gone() {
    let server = Server::alone().await;
    let response = server.post("/ai_agent/run", &scenario("t", "r", "silent")).send().await.unwrap();
    let delete =
        || server.client.delete(format!("{}/ai_agent/threads/t", server.url)).header("x-csrf-token", &server.token);
    assert_eq!(delete().send().await.unwrap().status(), 204);
    assert_eq!(events(&response.bytes().await.unwrap()).last().unwrap().1["outcome"]["type"], "cancelled");
    assert_eq!(refusal(delete()).await, (404, "not_found".to_owned()));
    assert_eq!(refusal(server.get("/ai_agent/runs/r/events")).await.0, 404);
    assert_eq!(parse(server.get("/ai_agent/threads")).await, json!({"threads": [], "nextCursor": null}));
}
