//! Five hundred slow answers at once, and fifty fast ones, as streams of the evented process behind nginx.

use std::time::Duration;

use serde_json::Value;

use crate::bench::clients;
use crate::bench::figures::Figures;
use crate::bench::processes::{self, Part, Usage};
use crate::bench::sampler::{Sampled, Sampler};
use crate::bench::scenarios::{Load, failed_pages, measure, pages, pair, tell_failures, warm_up};
use crate::bench::stage::{Server, Stage, Way};
use crate::error::{Error, Result};
use crate::ui;

/// Fifteen seconds each, so that all of them are open together for ten.
const MANY: Load = Load { runs: 500, over: Duration::from_secs(5), script: "deltas=60 every_ms=250" };
const MANY_SPAN: Duration = Duration::from_secs(20);
/// Forty pieces a second each: as fast as the fastest services write.
const FAST: Load = Load { runs: 50, over: Duration::from_secs(2), script: "deltas=600 every_ms=25" };

const MEGABYTE: f64 = 1024.0 * 1024.0;

/// Measures both.
pub fn run(stage: &Stage, figures: &mut Figures) -> Result<()> {
    let server = stage.serve(Way::BehindNginx)?;
    warm_up(stage, &server)?;
    many(stage, &server, figures)?;
    fast(stage, &server, figures)
}

fn many(stage: &Stage, server: &Server, figures: &mut Figures) -> Result<()> {
    let evented = processes::evented().ok_or_else(|| Error::Failed("Odoo has no evented process".into()))?;
    let resident = || processes::resident_bytes(evented);
    let mut peak = 0.0;
    let ((before, reports, sampled), usage) = measure(|| {
        let before = resident();
        let sampler = Sampler::start(stage.sql(), &stage.logs())?;
        let clients = vec![MANY.start(stage, server, "many-load")?, pages(stage, server, "many-pages", MANY_SPAN)?];
        let reports = clients::wait("500 runs of 15 s, and the login page", clients, || {
            peak = resident().map_or(peak, |now| now.max(peak));
        })?;
        Ok((before, reports, sampler.finish()?))
    })?;
    let [load, login] = pair(reports);
    tell_failures(&load);
    let Sampled { idle_in_transaction_ms, idle_after, .. } = &sampled;
    ui::note(&format!(
        "the longest that a transaction did nothing: {idle_in_transaction_ms:.0} ms, after {idle_after}"
    ));
    take(figures, &load, &login, &sampled)?;
    let (Some(before), Some(_)) = (before, resident()) else {
        return Err(Error::Failed("the evented process was replaced meanwhile".into()));
    };
    ui::note(&format!("memory of the evented process: {:.1} MB, at most {:.1} MB", before / MEGABYTE, peak / MEGABYTE));
    figures.add("bytes_per_stream", (peak - before) / MANY.runs as f64);
    take_usage(figures, &usage);
    Ok(())
}

fn take(figures: &mut Figures, load: &Value, login: &Value, sampled: &Sampled) -> Result<()> {
    for (name, pointer) in [
        ("evented_500_finished", "/finished"),
        ("evented_first_event_p50_ms", "/first_event_ms/p50"),
        ("evented_first_event_p99_ms", "/first_event_ms/p99"),
        ("evented_first_text_p50_ms", "/first_text_ms/p50"),
        ("evented_gap_max_ms", "/gap_ms/max"),
        ("evented_gaps_over_1000", "/gap_ms/over_1000"),
    ] {
        figures.take(name, load, pointer)?;
    }
    figures.take("login_p50_ms", login, "/p50")?;
    figures.take("login_p99_ms", login, "/p99")?;
    figures.add("login_failed", failed_pages(login)?);
    figures.add("idle_in_transaction_max_ms", sampled.idle_in_transaction_ms);
    figures.add("postgres_connections_max", sampled.connections);
    Ok(())
}

fn take_usage(figures: &mut Figures, usage: &Usage) {
    for (name, part) in [
        ("cpu_evented_s", Part::Evented),
        ("cpu_workers_s", Part::Workers),
        ("cpu_postgres_s", Part::Postgres),
        ("cpu_nginx_s", Part::Nginx),
        ("cpu_service_s", Part::Service),
        ("cpu_client_s", Part::Client),
    ] {
        figures.add(name, usage.of(part));
    }
    figures.add("cpu_others_s", usage.others());
}

fn fast(stage: &Stage, server: &Server, figures: &mut Figures) -> Result<()> {
    let (reports, _) = measure(|| {
        let load = FAST.start(stage, server, "fast-load")?;
        clients::wait("50 runs of 40 pieces a second", vec![load], || {})
    })?;
    for load in &reports {
        tell_failures(load);
        figures.take("evented_50x40_finished", load, "/finished")?;
        figures.take("evented_50x40_gap_p99_ms", load, "/gap_ms/p99")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reports_become_figures() {
        let load = json!({
            "finished": 500, "first_event_ms": {"p50": 1.5, "p99": 2.5}, "first_text_ms": {"p50": 3.5},
            "gap_ms": {"max": 4.5, "over_1000": 0},
        });
        let login = json!({"p50": 5.5, "p99": 6.5, "errors": 1, "timeouts": 2});
        let sampled = Sampled { idle_in_transaction_ms: 7.5, ..Sampled::default() };
        let mut figures = Figures::default();
        take(&mut figures, &load, &login, &sampled).unwrap();
        take_usage(&mut figures, &Usage::default());
        let text = figures.json_lines();
        for line in [
            r#"{"metric":"evented_first_event_p99_ms","value":2.5}"#,
            r#"{"metric":"login_failed","value":3}"#,
            r#"{"metric":"idle_in_transaction_max_ms","value":7.5}"#,
            r#"{"metric":"cpu_client_s","value":0}"#,
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
        assert!(take(&mut figures, &json!({}), &login, &sampled).is_err());
    }
}
