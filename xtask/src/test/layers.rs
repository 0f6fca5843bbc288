//! What each layer runs.

pub mod addon;
pub mod agent;
pub mod contract;
pub mod lint;
pub mod servers;
pub mod unit;
pub mod wasm;
pub mod web;

use std::path::Path;
use std::process::Command;

use crate::bundle::{sizes, widget};
use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::process::guarded;
use crate::setup::python::{self, Environment};
use crate::test::check::Checks;
use crate::test::layer::Layer;

/// Runs one layer. An error means that it could not even be tried.
pub fn run(paths: &Paths, layer: Layer, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    match layer {
        Layer::Lint => lint::run(paths, checks),
        Layer::Unit => unit::run(paths, options, checks),
        Layer::Wasm => wasm::run(paths, checks),
        Layer::Addon => addon::run(paths, options, checks),
        Layer::Contract => contract::run(paths, options, checks),
        Layer::Servers => servers::run(paths, options, checks),
        Layer::Agent => agent::run(paths, options, checks),
        Layer::Web => web::run(paths, options, checks),
        Layer::Size => size(paths, checks),
    }
}

fn size(paths: &Paths, checks: &mut Checks) -> Result<()> {
    {
        let _lock = assemble::setup_lock(paths)?;
        assemble::build_tools(paths)?;
    }
    let table = sizes::Table::of(&widget::ensure(paths)?)?;
    println!("\n{table}");
    checks.expect("the widget is within its budget", &table.check(paths));
    Ok(())
}

/// A cargo command in the checkout.
fn cargo(paths: &Paths, arguments: &[&str]) -> Command {
    let mut command = guarded("cargo", "TERM");
    command.args(arguments).current_dir(&paths.repo).env("CARGO_TERM_COLOR", "never");
    command
}

/// The environment of Python tests.
pub fn python_tests(paths: &Paths) -> Result<Environment> {
    python::environment(paths, "tests", &paths.repo.join("tests/requirements/tests.txt"), "Python tests")
}

/// The environment of the example microservice.
fn microservice(paths: &Paths) -> Result<Environment> {
    let requirements = paths.repo.join("tests/requirements/microservice.txt");
    python::environment(paths, "microservice", &requirements, "the example microservice")
}

/// The environment of an agent that is written with pydantic-ai.
fn pydantic_agent(paths: &Paths) -> Result<Environment> {
    let requirements = paths.repo.join("tests/requirements/pydantic_agent.txt");
    python::environment(paths, "pydantic-agent", &requirements, "an agent written with pydantic-ai")
}

/// pytest on a folder.
fn pytest(environment: &Environment, folder: &Path) -> Command {
    pytest_by(guarded(environment.python(), "TERM"), folder)
}

/// The same, by a Python that is already set up. It must not be told to be quiet: twice quiet (a folder may say it too)
/// leaves out the counts.
fn pytest_by(mut python: Command, folder: &Path) -> Command {
    python.args(["-m", "pytest", "--color=no", "-p", "no:cacheprovider"]).arg(folder).current_dir(folder);
    python.env("PYTHONDONTWRITEBYTECODE", "1");
    python
}
