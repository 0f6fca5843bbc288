//! Odoo threaded, with workers, and behind nginx. Here everything is only prepared: `tests/servers` starts and kills it itself.

use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::setup::{apt, iproute};
use crate::test::check::Checks;
use crate::test::layers::{pytest, python_tests};
use crate::test::{parse, prepared, site};

/// Prepares a database with the addon, and lets pytest at it.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let tools = site::tools(paths, options)?;
    let environment = {
        let _lock = assemble::setup_lock(paths)?;
        apt::ensure(paths, &[iproute::NEED])?;
        python_tests(paths)?
    };
    let stack = prepared::make(paths, &tools)?;
    let mut tests = pytest(&environment, &paths.repo.join("tests/servers"));
    tests.env("SERVERS_STACK", &stack.file);
    checks.counted("Odoo in every mode", tests, parse::pytest)
}
