//! Native tests of every crate, Python's tests without Odoo, and the AI service's own.

use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::test::check::Checks;
use crate::test::layers::{cargo, microservice, pytest, python_tests};
use crate::test::parse;

/// Runs them.
pub fn run(paths: &Paths, checks: &mut Checks) -> Result<()> {
    checks.counted("cargo test", cargo(paths, &["test", "--workspace", "--no-fail-fast"]), &parse::cargo)?;
    let (environment, example, service) = {
        let _lock = assemble::setup_lock(paths)?;
        (python_tests(paths)?, microservice(paths)?, assemble::ai_service(paths)?)
    };
    let mut asked = pytest(&environment, &paths.repo.join("ai_service/tests"));
    asked.env("AI_SERVICE_MODEL", &service.model).env("AI_SERVICE_PYTHON", service.environment.python());
    checks.counted("the AI service", asked, &parse::pytest)?;
    let folder = paths.repo.join("examples/microservice");
    checks.counted("the example microservice", pytest(&example, &folder), &parse::pytest)?;
    let plain = paths.repo.join("tests/unit_python");
    if plain.is_dir() {
        checks.counted("Python without Odoo", pytest(&environment, &plain), &parse::pytest)?;
    }
    Ok(())
}
