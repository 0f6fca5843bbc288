//! Two hundred questions at the same instant, as after a meeting: behind nginx, where they wait for two workers to begin them.

use std::time::Duration;

use crate::bench::clients;
use crate::bench::figures::Figures;
use crate::bench::scenarios::{Load, measure, tell_failures, warm_up};
use crate::bench::stage::{Stage, Way};
use crate::error::Result;

const BURST: Load = Load { runs: 200, over: Duration::ZERO, script: "deltas=20" };

/// Measures it.
pub fn run(stage: &Stage, figures: &mut Figures) -> Result<()> {
    let server = stage.serve(Way::BehindNginx)?;
    warm_up(stage, &server)?;
    let (reports, _) =
        measure(|| clients::wait("200 runs at once", vec![BURST.start(stage, &server, "burst-load")?], || {}))?;
    for load in &reports {
        tell_failures(load);
        figures.take("burst_200_finished", load, "/finished")?;
        figures.take("burst_200_first_event_p99_ms", load, "/first_event_ms/p99")?;
        figures.take("burst_200_retries", load, "/retries")?;
    }
    Ok(())
}
