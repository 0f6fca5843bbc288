//! The project's own commands: `cargo xtask demo | dev | test | eval | bench | bundle | doctor`.
//!
//! Each command first sees to what it needs (`setup`), builds the widget (`bundle`), and starts what it talks to (`stack`).
//! Nothing here is part of what ships.

mod bench;
mod bundle;
mod cli;
mod demo;
mod dev;
mod doctor;
mod error;
mod eval;
mod http;
mod interrupt;
mod paths;
mod process;
mod setup;
mod sse;
mod stack;
mod test;
mod ui;

use std::process::ExitCode;

use error::{Error, Result};
use paths::Paths;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Error::Interrupted) => {
            ui::note("stopped");
            ExitCode::from(130)
        }
        Err(error) => {
            ui::error(&error);
            ExitCode::FAILURE
        }
    }
}

/// Whether the command found all well.
fn run() -> Result<bool> {
    let command = cli::parse(std::env::args_os())?;
    interrupt::listen()?;
    let paths = Paths::find()?;
    match command {
        cli::Command::Help => {
            println!("{}", cli::HELP);
            Ok(true)
        }
        cli::Command::Demo(options) => demo::run(&paths, &options).map(|()| true),
        cli::Command::Dev(options) => dev::run(&paths, &options).map(|()| true),
        cli::Command::Bundle(options) => bundle::run(&paths, &options).map(|()| true),
        cli::Command::Doctor => doctor::run(&paths),
        cli::Command::Test(options) => test::run(&paths, &options),
        cli::Command::Eval(options) => eval::run(&paths, &options).map(|()| true),
        cli::Command::Bench(options) => bench::run(&paths, &options),
    }
}
