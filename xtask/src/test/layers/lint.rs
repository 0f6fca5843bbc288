//! Formatting and lints, with every warning an error.

use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::paths::Paths;
use crate::process::guarded;
use crate::setup::{cargo_tools, node, npm, python};
use crate::test::check::Checks;
use crate::test::layers::cargo;

const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Runs them all.
pub fn run(paths: &Paths, checks: &mut Checks) -> Result<()> {
    rust(paths, checks)?;
    python(paths, checks)?;
    javascript(paths, checks)
}

fn rust(paths: &Paths, checks: &mut Checks) -> Result<()> {
    cargo_tools::target(paths)?;
    checks.whole("the lock file is up to date", cargo(paths, &["metadata", "--locked", "--format-version", "1"]))?;
    checks.whole("rustfmt", cargo(paths, &["fmt", "--all", "--check"]))?;
    checks.whole("clippy", clippy(paths, &["--workspace", "--all-targets"]))?;
    let widget = ["--package", "ai-agent-chat", "--all-targets", "--target", cargo_tools::TARGET];
    checks.whole("clippy, WebAssembly", clippy(paths, &widget))?;
    let standalone = [widget.as_slice(), &["--features", "standalone"]].concat();
    checks.whole("clippy, standalone page", clippy(paths, &standalone))
}

fn clippy(paths: &Paths, what: &[&str]) -> Command {
    cargo(paths, &[["clippy", "--quiet"].as_slice(), what, &DENY].concat())
}

fn python(paths: &Paths, checks: &mut Checks) -> Result<()> {
    let requirements = paths.repo.join("tests/requirements/lint.txt");
    let bin = python::environment(paths, "lint", &requirements, "lints of Python")?.bin();
    let ruff = |arguments: &[&str]| {
        let mut command = guarded(bin.join("ruff"), "TERM");
        command.args(arguments).arg("--no-cache").arg(".").current_dir(&paths.repo);
        command
    };
    checks.whole("ruff", ruff(&["check"]))?;
    checks.whole("ruff, formatting", ruff(&["format", "--check"]))?;
    let mut pylint = guarded(bin.join("pylint"), "TERM");
    pylint.args(["--rcfile=.pylintrc", "--score=n"]).current_dir(&paths.repo);
    for addon in [
        "odoo_addon/ai_agent",
        "tests/odoo_test_addon/ai_agent_test_assets",
        "tests/odoo_test_addon/ai_agent_test_tools",
    ] {
        if paths.repo.join(addon).is_dir() {
            pylint.arg(addon);
        }
    }
    checks.whole("pylint-odoo, mandatory set", pylint)
}

fn javascript(paths: &Paths, checks: &mut Checks) -> Result<()> {
    let node = node::ensure(paths)?;
    npm::ensure(paths, &node)?;
    let mut eslint = node.npm();
    eslint.args(["run", "--silent", "lint"]).current_dir(paths.repo.join(Path::new("tests/web")));
    checks.whole("eslint", eslint)
}
