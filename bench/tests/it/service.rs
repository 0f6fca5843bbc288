//! The scripted service, asked as Odoo asks it, and the two smaller measurements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bench::http::{Link, Target, collect};
use bench::service::Service;
use bench::{pages, ttft};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::fake::{self, Manner};

const KEY: &str = "a key";

async fn start() -> (Arc<Service>, Arc<Target>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let service = Service::new(KEY.into());
    tokio::spawn(service.clone().serve(listener));
    (service, Target::resolve(&url, false).await.unwrap())
}

fn ask(header: (&'static str, &str), script: &str) -> Request<Full<Bytes>> {
    let body = json!({"stream": true, "messages": [{"role": "user", "content": script}]}).to_string();
    let request = Request::builder().method(Method::POST).uri("/v1/chat/completions");
    request.header(header.0, header.1).body(Full::from(body)).unwrap()
}

#[tokio::test]
async fn an_answer_comes_on_its_schedule_and_ends_in_order() {
    let (service, target) = start().await;
    let began = Instant::now();
    let request = ask(("authorization", "Bearer a key"), "bench deltas=5 every_ms=20 chars=12 first_ms=50");
    let response = Link::new(target).send(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let body = collect(response.into_body()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(130), "{:?}", began.elapsed());
    let body = String::from_utf8(body.to_vec()).unwrap();
    let data: Vec<&str> = body.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).collect();
    assert_eq!(data.len(), 5 + 3);
    let chunk = |index: usize| serde_json::from_str::<Value>(data[index]).unwrap();
    assert_eq!(chunk(4)["choices"][0]["delta"]["content"], "5 alpha bra ");
    assert_eq!(chunk(5)["choices"][0]["finish_reason"], "stop");
    assert_eq!(chunk(6)["usage"]["completion_tokens"], 5);
    assert_eq!(data[7], "[DONE]");
    let stats = service.stats().snapshot();
    assert_eq!((stats.open, stats.started, stats.finished, stats.cut), (0, 1, 1, 0));
}

#[tokio::test]
async fn a_wrong_key_or_script_is_refused() {
    let (service, target) = start().await;
    let mut link = Link::new(target);
    let status = async |request, link: &mut Link| link.send(request).await.unwrap().status().as_u16();
    assert_eq!(status(ask(("x-api-key", "another"), "bench"), &mut link).await, 401);
    assert_eq!(status(ask(("x-api-key", KEY), "bench speed=9"), &mut link).await, 400);
    assert_eq!(service.stats().snapshot().started, 0);
}

#[tokio::test]
async fn a_client_that_goes_away_is_cut() {
    let (service, target) = start().await;
    let mut link = Link::new(target);
    let response = link.send(ask(("x-api-key", KEY), "bench deltas=600 every_ms=100")).await.unwrap();
    assert_eq!(service.stats().snapshot().open, 1);
    drop((response, link));
    for _ in 0..100 {
        sleep(Duration::from_millis(10)).await;
        if service.stats().snapshot().cut == 1 {
            return assert_eq!(service.stats().snapshot().open, 0);
        }
    }
    panic!("still writing: {:?}", service.stats().snapshot());
}

#[tokio::test]
async fn pairs_are_measured_after_the_warm_up() {
    let (service, target) = start().await;
    let plan = ttft::Plan {
        pairs: 4,
        script: "deltas=2 every_ms=2".parse().unwrap(),
        users: fake::users(),
        prefix: "/ai_agent".into(),
        key: KEY.into(),
    };
    let report = ttft::run(fake::start(Manner::Whole).await, target, plan).await.unwrap();
    assert_eq!((&report["pairs"], &report["failed"]), (&json!(4), &json!(0)), "{report}");
    assert_eq!(report["added_ms"]["count"], 4);
    assert_eq!(service.stats().snapshot().finished, 5 + 4);
}

#[tokio::test]
async fn pages_are_counted() {
    let (_, target) = start().await;
    let plan = |path: &str| pages::Plan {
        path: path.into(),
        every: Duration::from_millis(5),
        span: Duration::from_millis(20),
        timeout: Duration::from_secs(5),
    };
    let report = pages::run(target.clone(), plan("/health")).await.unwrap();
    assert_eq!((&report["count"], &report["errors"], &report["timeouts"]), (&json!(4), &json!(0), &json!(0)));
    assert!(report["max"].as_f64().unwrap() > 0.0);
    let report = pages::run(target, plan("/nothing")).await.unwrap();
    assert_eq!((&report["errors"], &report["p50"]), (&json!(4), &Value::Null));
}
