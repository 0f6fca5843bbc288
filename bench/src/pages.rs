//! Whether an ordinary page still comes while runs stream.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Uri};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::error::{Error, Result};
use crate::http::{Link, Target, collect};
use crate::process;
use crate::stats::{Samples, Summary, rounded};

/// What to do.
pub struct Plan {
    /// The page.
    pub path: String,
    /// From one request to the next, whether or not the one before was answered.
    pub every: Duration,
    /// How long requests are sent.
    pub span: Duration,
    /// How long one may take.
    pub timeout: Duration,
}

enum Got {
    Page,
    Error,
    Timeout,
}

/// Gets the page again and again, each time over a new connection. A request that timed out is a sample of that length; one that
/// failed otherwise is none.
///
/// # Errors
/// When the path is none.
pub async fn run(target: Arc<Target>, plan: Plan) -> Result<Value> {
    process::raise_file_limit();
    let path: Uri =
        target.path(&plan.path).parse().map_err(|_| Error::Url { url: plan.path.clone(), reason: "not a path" })?;
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    let mut at = Duration::ZERO;
    while at < plan.span {
        let (target, path, limit) = (target.clone(), path.clone(), plan.timeout);
        tasks.spawn(async move {
            sleep_until(begin + at).await;
            let sent = Instant::now();
            let got = timeout(limit, get(target, path)).await.unwrap_or(Got::Timeout);
            (got, sent.elapsed())
        });
        at += plan.every;
    }
    let mut samples = Samples::default();
    let (mut count, mut errors, mut timeouts) = (0u64, 0u64, 0u64);
    while let Some(task) = tasks.join_next().await {
        let (got, time) = task?;
        count += 1;
        match got {
            Got::Page => samples.add(time),
            Got::Error => errors += 1,
            Got::Timeout => {
                timeouts += 1;
                samples.add(time);
            }
        }
    }
    let summary = samples.summary();
    let of = |field: fn(&Summary) -> f64| summary.as_ref().map(field);
    Ok(json!({
        "count": count, "errors": errors, "timeouts": timeouts,
        "p50": of(|summary| summary.p50), "p90": of(|summary| summary.p90),
        "p99": of(|summary| summary.p99), "max": of(|summary| summary.max),
        "cpu_seconds": rounded(process::cpu_seconds()),
    }))
}

async fn get(target: Arc<Target>, path: Uri) -> Got {
    let mut request = Request::new(Full::<Bytes>::default());
    *request.uri_mut() = path;
    match Link::new(target).send(request).await {
        Ok(response) if response.status().is_success() => match collect(response.into_body()).await {
            Ok(_) => Got::Page,
            Err(_) => Got::Error,
        },
        _ => Got::Error,
    }
}
