//! The load client against a server of runs that behaves well, or in one of the known ways badly.

use std::time::Duration;

use bench::load::{Plan, run};
use bench::script::Script;
use serde_json::{Value, json};

use crate::fake::{self, Manner};

async fn report(manner: Manner, runs: usize) -> Value {
    let plan = Plan {
        runs,
        over: Duration::from_millis(20),
        script: Script { deltas: 6, ..Script::default() },
        users: fake::users(),
        prefix: "/ai_agent".into(),
        timeout: Some(Duration::from_secs(20)),
    };
    run(fake::start(manner).await, plan).await.unwrap().to_json()
}

#[tokio::test]
async fn a_stream_is_read_to_its_end() {
    let report = report(Manner::Whole, 5).await;
    assert_eq!((&report["finished"], &report["failed"]), (&json!(5), &json!(0)), "{report}");
    assert_eq!(report["first_text_ms"]["count"], 5);
    assert_eq!(report["gap_ms"]["count"], 5 * 5);
    assert_eq!(report["poll_gap_ms"], Value::Null);
    assert_eq!(report["retries"], 0);
}

#[tokio::test]
async fn an_early_end_is_taken_up_again_without_loss() {
    let report = report(Manner::Early, 2).await;
    assert_eq!(report["finished"], 2, "{report}");
    // Ten events, three a stream.
    assert_eq!(report["reconnects"], 2 * 3);
}

#[tokio::test]
async fn an_accepted_run_is_polled() {
    let report = report(Manner::Polled, 2).await;
    assert_eq!((&report["finished"], &report["polled_runs"]), (&json!(2), &json!(2)), "{report}");
    assert_eq!((&report["polls"], &report["reconnects"]), (&json!(2 * 3), &json!(0)));
    assert_eq!(report["gap_ms"], Value::Null);
    assert_eq!(report["poll_gap_ms"]["count"], 2 * 5);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_with_the_same_run() {
    let report = report(Manner::Busy, 3).await;
    assert_eq!(report["finished"], 3, "{report}");
    assert_eq!(report["retries"], 3 * 2);
    assert_eq!(report["refusals"], json!({"503": 6}));
}

#[tokio::test]
async fn loss_doubles_and_refusals_are_found_out() {
    for (manner, reason) in
        [(Manner::Lossy, "id_skipped"), (Manner::Doubled, "id_again"), (Manner::Forbidden, "status_403")]
    {
        let report = report(manner, 1).await;
        assert_eq!(report["reasons"], json!({reason: 1}), "{report}");
        assert_eq!(report["total_ms"], Value::Null);
    }
}
