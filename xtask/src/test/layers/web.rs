//! Browser tests: the whole in a real Odoo with the real model, and the standalone page.

use std::path::PathBuf;
use std::process::Command;

use crate::bundle::widget;
use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::demo::running::{LOGIN, Options, Running};
use crate::dev::page::{self, Page};
use crate::error::Result;
use crate::paths::Paths;
use crate::setup::chromium::{self, Chromium};
use crate::setup::{cargo_tools, nginx, node, npm};
use crate::stack::{ports, scratch};
use crate::test::check::{Checks, Parse};
use crate::test::{parse, site};

/// Starts the demo in directories of its own, threaded and behind nginx, and the page, and lets Playwright at them.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let tools = site::tools(paths, options)?;
    let (node, chromium, nginx) = {
        let _lock = assemble::setup_lock(paths)?;
        cargo_tools::trunk(paths)?;
        (node::ensure(paths)?, chromium::ensure(paths)?, nginx::ensure(paths)?)
    };
    npm::ensure(paths, &node)?;
    widget::ensure(paths)?;
    let page = Page::start(paths, ports::any()?, &page::Backend::None)?;
    let directory = scratch::directory(paths)?;
    let start = |name: &str, modules: &[&'static str], nginx: Option<PathBuf>| {
        let place = Options {
            port: Some(ports::any()?),
            ai_port: Some(ports::any()?),
            addons: site::addons(paths),
            extra_modules: [&["ai_agent_test_assets"], modules].concat(),
            nginx,
        };
        Running::start(paths, &tools, &directory.path().join(name), &place)
    };
    let threaded = start("threaded", &["crm"], None)?;
    let workers = start("workers", &[], Some(nginx))?;
    let projects = [("odoo", &threaded), ("workers", &workers), ("standalone", &threaded)].map(|(project, demo)| {
        let mut playwright = node.npm();
        playwright.args(["run", "--silent", "test", "--", "--reporter=list", "--project", project]);
        playwright.arg(format!("--output=test-results/{project}")).current_dir(paths.repo.join("tests/web"));
        environment(&mut playwright, demo, &page, &chromium);
        playwright.env("PSQL", tools.postgres.join("psql"));
        (project, playwright, parse::playwright as Parse)
    });
    checks.together(projects.into())
}

fn environment(command: &mut Command, demo: &Running, page: &Page, chromium: &Chromium) {
    let (login, password) = LOGIN;
    command.env("ODOO_URL", demo.url()).env("ODOO_LOGIN", login).env("ODOO_PASSWORD", password);
    command.env("ODOO_LOG", demo.odoo_log()).env("AI_KEY", demo.key()).env("AI_URL", demo.service_url());
    command.env("ODOO_DIRECTORY", demo.directory());
    command.env("WORKERS_URL", demo.odoo_url()).env("EVENTED_PORT", demo.evented_port().to_string());
    command.env("STANDALONE_URL", page.url()).env("CHROMIUM", &chromium.browser);
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
}
