//! `cargo xtask bench runs`: how many runs Odoo takes at once, what readers of them see, and what is left for its pages.
//! `cargo xtask bench history` is in `history`.
//!
//! `stage` starts everything on a database of its own, `people` makes the users, `scenarios` are what is measured. `clients`,
//! `sampler` and `processes` do the measuring, `figures` knows the targets and prints. The load itself is the crate `bench`.

pub mod clients;
pub mod figures;
pub mod history;
pub mod machine;
pub mod odoo;
pub mod people;
pub mod processes;
pub mod sampler;
pub mod scenario;
pub mod scenarios;
pub mod sql;
pub mod stage;
pub mod tools;

use crate::cli::{BenchOptions, Subject};
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::ui;

use figures::Figures;
use scenario::Scenario;
use stage::Stage;

/// Measures; whether all came to its end. A slow figure is told, and is no failure: machines differ and have other work.
pub fn run(paths: &Paths, options: &BenchOptions) -> Result<bool> {
    match options.subject {
        Subject::Runs => runs(paths, options),
        Subject::History => history::run(paths, options),
    }
}

fn runs(paths: &Paths, options: &BenchOptions) -> Result<bool> {
    let mut figures = Figures::default();
    // Before our own work is part of it.
    machine::describe(&mut figures)?;
    machine::raise_file_limit();
    ui::title("Getting ready");
    let tools = tools::ensure(paths, options.odoo.as_deref())?;
    let stage = Stage::set(paths, &tools, people::COMPANY)?;
    let mut carried_out = true;
    for scenario in Scenario::ALL.into_iter().filter(|scenario| options.measures(*scenario)) {
        ui::title(scenario.title());
        match scenarios::run(scenario, &stage, &mut figures) {
            Ok(()) => {}
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(error) => {
                carried_out = false;
                ui::error(&error);
            }
        }
    }
    let passed = carried_out && figures.all_finished();
    if !passed {
        stage.keep_logs(paths)?;
    }
    drop(stage);
    if options.json {
        print!("{}", figures.json_lines());
    } else {
        println!("\n{figures}");
    }
    Ok(passed)
}
