//! What the way through a threaded Odoo adds to the first text: one question at a time, to the service itself and through Odoo.

use crate::bench::clients;
use crate::bench::figures::{Figures, number};
use crate::bench::scenarios::{measure, start, tell_failures, warm_up};
use crate::bench::stage::{KEY, Stage, Way};
use crate::error::Result;

/// How many pairs of questions.
pub const PAIRS: usize = 100;

/// Measures it.
pub fn run(stage: &Stage, figures: &mut Figures) -> Result<()> {
    let server = stage.serve(Way::Threaded)?;
    warm_up(stage, &server)?;
    let (people, pairs) = (stage.people().display().to_string(), PAIRS.to_string());
    let (reports, _) = measure(|| {
        let addresses = ["ttft", "--odoo", &server.url, "--service", stage.service_url()];
        let words = [&addresses[..], &["--key", KEY, "--users", &people, "--pairs", &pairs]].concat();
        clients::wait(&format!("{PAIRS} pairs of questions"), vec![start(stage, "ttft", &words)?], || {})
    })?;
    for report in &reports {
        tell_failures(report);
        figures.add("ttft_finished", number(report, "/pairs")? - number(report, "/failed")?);
        figures.take("ttft_added_p50_ms", report, "/added_ms/p50")?;
        figures.take("ttft_added_p90_ms", report, "/added_ms/p90")?;
        figures.take("ttft_direct_p50_ms", report, "/direct_ms/p50")?;
    }
    Ok(())
}
