//! Native tests of every crate, and Python's tests that need no running Odoo.

use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::setup::{apt, odoo};
use crate::test::check::Checks;
use crate::test::layers::{cargo, microservice, pytest, pytest_by, python_tests};
use crate::test::parse;

/// Runs them.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    checks.counted("cargo test", cargo(paths, &["test", "--workspace", "--no-fail-fast"]), parse::cargo)?;
    let (environment, example, service) = {
        let _lock = assemble::setup_lock(paths)?;
        (python_tests(paths)?, microservice(paths)?, assemble::ai_service(paths)?)
    };
    let mut asked = pytest(&environment, &paths.repo.join("ai_service/tests"));
    asked.env("AI_SERVICE_MODEL", &service.model).env("AI_SERVICE_PYTHON", service.environment.python());
    checks.counted("the AI service", asked, parse::pytest)?;
    let folder = paths.repo.join("examples/microservice");
    checks.counted("the example microservice", pytest(&example, &folder), parse::pytest)?;
    let odoo = {
        let _lock = assemble::setup_lock(paths)?;
        apt::ensure(paths, &[odoo::NEED])?;
        odoo::ensure(paths, options.odoo.as_deref())?
    };
    let python = odoo.python().ok_or_else(|| Error::Missing("--odoo names a program: name its folder".into()))?;
    checks.counted("the addon's plain Python", pytest_by(python, &paths.repo.join("tests/unit_python")), parse::pytest)
}
