//! `cargo xtask test`: everything that checks the project, layer by layer, with a table at the end.
//!
//! A layer is a list of checks (`layers`); a check is a program whose output says how many tests passed (`parse`).

pub mod check;
pub mod layer;
pub mod layers;
pub mod parse;
pub mod prepared;
pub mod site;
pub mod summary;

use std::thread;
use std::time::Instant;

use crate::cli::TestOptions;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::ui;

use check::Checks;
use layer::Layer;
use summary::{Row, Summary};

/// What can run at the same time does: compilers keep the cores busy, suites against servers mostly wait. Those with
/// browsers, the real model and faults at a certain moment come last, by themselves.
const GROUPS: [&[&[Layer]]; 4] = [
    &[&[Layer::Lint, Layer::Unit, Layer::Size, Layer::Wasm], &[Layer::Addon, Layer::Contract]],
    &[&[Layer::Servers]],
    &[&[Layer::Agent]],
    &[&[Layer::Web]],
];

/// Runs the layers; whether all of them passed. What fails does not keep the others from running.
pub fn run(paths: &Paths, options: &TestOptions) -> Result<bool> {
    let started = Instant::now();
    let mut summary = Summary::default();
    for group in GROUPS {
        let rows = thread::scope(|scope| {
            let lanes: Vec<_> = group.iter().map(|lane| scope.spawn(|| run_lane(paths, lane, options))).collect();
            lanes.into_iter().map(check::join).collect::<Result<Vec<Vec<Row>>>>()
        })?;
        rows.into_iter().flatten().for_each(|row| summary.add(row));
    }
    summary.end(started.elapsed());
    println!("\n{summary}");
    Ok(summary.passed())
}

/// One layer after the other, those that were asked for.
fn run_lane(paths: &Paths, lane: &[Layer], options: &TestOptions) -> Result<Vec<Row>> {
    let wanted = |layer: &Layer| options.layers.is_empty() || options.layers.contains(layer);
    lane.iter().copied().filter(wanted).map(|layer| run_layer(paths, layer, options)).collect()
}

fn run_layer(paths: &Paths, layer: Layer, options: &TestOptions) -> Result<Row> {
    ui::prefix(layer.name());
    let started = Instant::now();
    let mut checks = Checks::new(paths, layer);
    match layers::run(paths, layer, options, &mut checks) {
        Ok(()) => {}
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        Err(error) => checks.fail("getting ready", &error),
    }
    Ok(Row { layer, counts: checks.counts(), time: started.elapsed() })
}
