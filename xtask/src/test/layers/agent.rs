//! The agent in a real Odoo with demo data: tools, approvals, faults, injections, and clients and services that are not ours.

use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::error::Result;
use crate::eval;
use crate::paths::Paths;
use crate::setup::{node, npm};
use crate::test::check::Checks;
use crate::test::layers::{pydantic_agent, pytest, python_tests};
use crate::test::{parse, prepared, site};

/// Prepares a database with the addon, and lets pytest and the questions at it.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let tools = site::tools(paths, options)?;
    let (environment, agent, node) = {
        let _lock = assemble::setup_lock(paths)?;
        let node = node::ensure(paths)?;
        npm::ensure(paths, &node)?;
        (python_tests(paths)?, pydantic_agent(paths)?, node)
    };
    let stack = prepared::make(paths, &tools)?;
    let mut tests = pytest(&environment, &paths.repo.join("tests/agent"));
    tests.env("SERVERS_STACK", &stack.file).env("PYDANTIC_AGENT_PYTHON", agent.python());
    tests.env("NODE", node.program());
    // The questions first: they are about demo data that nothing has been added to.
    checks.counted("the questions, scripted", eval::scripted(paths, &environment, &stack), eval::counts)?;
    checks.counted("the agent on Odoo's data", tests, parse::pytest)
}
