//! What is measured, and what all of it has in common: a warm-up, a rest, the load, and a look at who else was at work.

pub mod burst;
pub mod evented;
pub mod prefork;
pub mod ttft;

use std::time::Duration;

use serde_json::Value;

use crate::bench::clients::{self, Client};
use crate::bench::figures::{Figures, number};
use crate::bench::processes::Usage;
use crate::bench::scenario::Scenario;
use crate::bench::stage::{Server, Stage};
use crate::error::Result;
use crate::{interrupt, ui};

/// So that what the run before left to be written is written.
const REST: Duration = Duration::from_secs(3);
const WARM_UP: Load = Load { runs: 20, over: Duration::ZERO, script: "deltas=20 every_ms=50" };
/// Every worker has then drawn a page.
const WARM_PAGES: Duration = Duration::from_secs(3);

/// Measures one scenario.
pub fn run(scenario: Scenario, stage: &Stage, figures: &mut Figures) -> Result<()> {
    match scenario {
        Scenario::Evented => evented::run(stage, figures),
        Scenario::Burst => burst::run(stage, figures),
        Scenario::Prefork => prefork::run(stage, figures),
        Scenario::Ttft => ttft::run(stage, figures),
    }
}

/// Runs that arrive evenly over a time.
#[derive(Debug, Clone, Copy)]
struct Load {
    runs: usize,
    over: Duration,
    script: &'static str,
}

impl Load {
    fn start(self, stage: &Stage, server: &Server, name: &str) -> Result<Client> {
        let Self { runs, over, script } = self;
        let users = stage.people().display().to_string();
        let (runs, over) = (runs.to_string(), over.as_millis().to_string());
        let words =
            ["load", "--url", &server.url, "--users", &users, "--runs", &runs, "--over-ms", &over, "--script", script];
        start(stage, name, &words)
    }
}

/// Asks for the login page, which every worker can draw without a session, five times a second.
fn pages(stage: &Stage, server: &Server, name: &str, span: Duration) -> Result<Client> {
    start(stage, name, &["pages", "--url", &server.url, "--for-ms", &span.as_millis().to_string()])
}

fn start(stage: &Stage, name: &str, words: &[&str]) -> Result<Client> {
    let arguments: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    Client::start(stage.bench(), &stage.logs(), name, &arguments)
}

fn warm_up(stage: &Stage, server: &Server) -> Result<()> {
    let clients = vec![WARM_UP.start(stage, server, "warm-load")?, pages(stage, server, "warm-pages", WARM_PAGES)?];
    let [load, _] = pair(clients::wait("warming up", clients, || {})?);
    tell_failures(&load);
    Ok(())
}

/// Measures after a rest, and tells how much of the machine others took meanwhile.
fn measure<T>(action: impl FnOnce() -> Result<T>) -> Result<(T, Usage)> {
    interrupt::sleep(REST)?;
    let before = Usage::now()?;
    let result = action()?;
    let usage = Usage::now()?.since(&before);
    ui::note(&format!("what others on this machine took meanwhile: {:.1} CPU seconds", usage.others()));
    Ok((result, usage))
}

/// Says why runs have not come to their end.
fn tell_failures(report: &Value) {
    if report["failed"].as_u64() != Some(0) {
        ui::note(&format!("{} failed: {}; refusals: {}", report["failed"], report["reasons"], report["refusals"]));
    }
}

/// Pages that did not come: their absence must not look like speed.
fn failed_pages(report: &Value) -> Result<f64> {
    Ok(number(report, "/errors")? + number(report, "/timeouts")?)
}

/// The reports of two clients.
fn pair(reports: Vec<Value>) -> [Value; 2] {
    let mut reports = reports.into_iter();
    std::array::from_fn(|_| reports.next().unwrap_or_default())
}
