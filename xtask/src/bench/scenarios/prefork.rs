//! Two workers and no proxy: what is asked reaches a worker, which cannot stream, and the clients poll.

use std::time::Duration;

use crate::bench::clients;
use crate::bench::figures::Figures;
use crate::bench::scenarios::{Load, failed_pages, measure, pages, pair, tell_failures, warm_up};
use crate::bench::stage::{Stage, Way};
use crate::error::Result;

const RUNS: Load = Load { runs: 50, over: Duration::from_secs(2), script: "deltas=60 every_ms=250" };
const SPAN: Duration = Duration::from_secs(17);

/// Measures it.
pub fn run(stage: &Stage, figures: &mut Figures) -> Result<()> {
    let server = stage.serve(Way::Workers)?;
    warm_up(stage, &server)?;
    let (reports, _) = measure(|| {
        let load = RUNS.start(stage, &server, "prefork-load")?;
        let pages = pages(stage, &server, "prefork-pages", SPAN)?;
        clients::wait("50 runs of 15 s, polled, and the login page", vec![load, pages], || {})
    })?;
    let [load, login] = pair(reports);
    tell_failures(&load);
    figures.take("prefork_50_finished", &load, "/finished")?;
    figures.take("prefork_login_p50_ms", &login, "/p50")?;
    figures.take("prefork_login_p99_ms", &login, "/p99")?;
    figures.add("prefork_login_failed", failed_pages(&login)?);
    figures.take("prefork_first_text_p50_ms", &load, "/first_text_ms/p50")
}
