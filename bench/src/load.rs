//! Many runs at once, each read like the widget reads it.

mod backoff;
mod follow;
mod report;
mod request;
mod run;
mod seen;

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};

use crate::error::Result;
use crate::http::{Link, Target};
use crate::process;
use crate::script::Script;
use crate::users::User;
pub use report::Report;
pub use request::Question;
pub use run::{Failure, drive};
pub use seen::Seen;

/// Beyond its script a run has this long, for queues, refusals and reconnecting.
const PATIENCE: Duration = Duration::from_secs(120);

/// What to do.
pub struct Plan {
    /// How many runs.
    pub runs: usize,
    /// They arrive evenly over this time; zero is all at once.
    pub over: Duration,
    /// What each asks for.
    pub script: Script,
    /// Who asks, in turn.
    pub users: Vec<User>,
    /// The path before `/run`.
    pub prefix: String,
    /// How long one run may take; none is its script and two minutes.
    pub timeout: Option<Duration>,
}

#[derive(Default)]
struct Progress {
    started: AtomicUsize,
    ended: AtomicUsize,
    failed: AtomicUsize,
}

/// Starts the runs, waits for all of them, and tells what was seen.
///
/// # Errors
/// When the runs cannot be prepared.
pub async fn run(target: Arc<Target>, plan: Plan) -> Result<Report> {
    process::raise_file_limit();
    let progress = Arc::new(Progress::default());
    let text: Arc<str> = plan.script.text().into();
    let patience = plan.timeout.unwrap_or_else(|| plan.script.due(plan.script.deltas) + PATIENCE);
    let mut questions = Vec::with_capacity(plan.runs);
    for user in plan.users.iter().cycle().take(plan.runs) {
        questions.push(Question::new(user.clone(), &plan.prefix, &plan.script)?);
    }
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for (index, question) in questions.into_iter().enumerate() {
        let at = begin + plan.over.mul_f64(index as f64 / plan.runs as f64);
        let (progress, text) = (progress.clone(), text.clone());
        let mut link = Link::new(target.clone());
        tasks.spawn(async move {
            sleep_until(at).await;
            progress.started.fetch_add(1, Relaxed);
            let mut seen = Seen::new(text);
            let result = drive(&mut link, &question, &mut seen, patience).await;
            progress.ended.fetch_add(1, Relaxed);
            progress.failed.fetch_add(usize::from(result.is_err()), Relaxed);
            (seen, result)
        });
    }
    let shown = std::io::stderr().is_terminal().then(|| tokio::spawn(show(progress, plan.runs)));
    let mut report = Report::default();
    while let Some(task) = tasks.join_next().await {
        let (seen, result) = task?;
        report.add(&seen, result);
    }
    if let Some(shown) = shown {
        shown.abort();
        eprintln!();
    }
    report.end(begin.elapsed());
    Ok(report)
}

async fn show(progress: Arc<Progress>, runs: usize) {
    let mut second = interval(Duration::from_secs(1));
    loop {
        second.tick().await;
        let [started, ended, failed] =
            [&progress.started, &progress.ended, &progress.failed].map(|number| number.load(Relaxed));
        eprint!("\r{started} of {runs} started, {ended} ended, {failed} failed ");
    }
}
