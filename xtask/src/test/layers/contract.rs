//! One suite against both servers of the contract: the dev server, and the addon in a real Odoo.

use crate::bundle::widget;
use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::dev::server;
use crate::error::Result;
use crate::paths::Paths;
use crate::test::check::Checks;
use crate::test::layers::{microservice, pytest, python_tests};
use crate::test::{parse, site};

/// Runs it twice.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let (environment, example) = {
        let _lock = assemble::setup_lock(paths)?;
        (python_tests(paths)?, microservice(paths)?)
    };
    let suite = paths.repo.join("tests/contract");
    server::build(paths)?;
    let mut dev = pytest(&environment, &suite);
    dev.env("MICROSERVICE_PYTHON", example.python())
        .env("CONTRACT_TARGET", "dev")
        .env("DEV_SERVER_BIN", server::binary(paths));
    checks.counted("the dev server", dev, parse::pytest)?;

    let tools = site::tools(paths, options)?;
    widget::ensure(paths)?;
    let test = site::make(paths, &tools)?;
    test.site.run_once("installing the addon", "install", &["-i", "ai_agent", "--stop-after-init", "--no-http"])?;
    let server = test.site.start()?;
    let mut odoo = pytest(&environment, &suite);
    odoo.env("MICROSERVICE_PYTHON", example.python())
        .env("CONTRACT_TARGET", "odoo")
        .env("CONTRACT_URL", test.site.url())
        .env("CONTRACT_DB", &test.site.database);
    checks.counted("the addon in Odoo", odoo, parse::pytest)?;
    drop(server);
    Ok(())
}
