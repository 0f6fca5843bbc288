//! `cargo xtask test`: everything that checks the project, layer by layer, with a table at the end.
//!
//! A layer is a list of checks (`layers`); a check is a program whose output says how many tests passed (`parse`).

pub mod check;
pub mod layer;
pub mod layers;
pub mod parse;
pub mod site;
pub mod summary;

use std::time::Instant;

use crate::cli::TestOptions;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::ui;

use check::Checks;
use layer::Layer;
use summary::{Row, Summary};

/// Runs the layers; whether all of them passed. What fails does not keep the others from running.
pub fn run(paths: &Paths, options: &TestOptions) -> Result<bool> {
    let layers = if options.layers.is_empty() { &Layer::ALL[..] } else { &options.layers };
    let mut summary = Summary::default();
    for layer in layers {
        ui::title(layer.name());
        let started = Instant::now();
        let mut checks = Checks::new(paths, *layer);
        match layers::run(paths, *layer, options, &mut checks) {
            Ok(()) => {}
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(error) => checks.fail("getting ready", &error),
        }
        summary.add(Row { layer: *layer, counts: checks.counts(), time: started.elapsed() });
    }
    println!("\n{summary}");
    Ok(summary.passed())
}
