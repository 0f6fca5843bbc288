//! Browser tests: the whole in a real Odoo with the real model, and the standalone page.

use std::process::Command;

use crate::bundle::widget;
use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::demo::running::{LOGIN, Options, Running};
use crate::dev::page::{self, Page};
use crate::error::Result;
use crate::paths::Paths;
use crate::setup::chromium::{self, Chromium};
use crate::setup::{cargo_tools, node, npm};
use crate::stack::{ports, scratch};
use crate::test::check::{Checks, Parse};
use crate::test::{parse, site};

/// Starts the demo in a directory of its own, and the page, and lets Playwright at both.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let tools = site::tools(paths, options)?;
    let (node, chromium) = {
        let _lock = assemble::setup_lock(paths)?;
        cargo_tools::trunk(paths)?;
        (node::ensure(paths)?, chromium::ensure(paths)?)
    };
    npm::ensure(paths, &node)?;
    widget::ensure(paths)?;
    let page = Page::start(paths, ports::any()?, &page::Backend::None)?;
    let directory = scratch::directory(paths)?;
    let place = Options {
        port: Some(ports::any()?),
        ai_port: Some(ports::any()?),
        addons: site::addons(paths),
        extra_modules: vec!["ai_agent_test_assets"],
        nginx: None,
    };
    let demo = Running::start(paths, &tools, &directory.path().join("demo"), &place)?;
    let projects = ["odoo", "standalone"].map(|project| {
        let mut playwright = node.npm();
        playwright.args(["run", "--silent", "test", "--", "--reporter=list", "--project", project]);
        playwright.arg(format!("--output=test-results/{project}")).current_dir(paths.repo.join("tests/web"));
        environment(&mut playwright, &demo, &page, &chromium);
        (project, playwright, parse::playwright as Parse)
    });
    checks.together(projects.into())
}

fn environment(command: &mut Command, demo: &Running, page: &Page, chromium: &Chromium) {
    let (login, password) = LOGIN;
    command.env("ODOO_URL", demo.url()).env("ODOO_LOGIN", login).env("ODOO_PASSWORD", password);
    command.env("ODOO_LOG", demo.odoo_log()).env("AI_KEY", demo.key()).env("AI_URL", demo.service_url());
    command.env("STANDALONE_URL", page.url()).env("CHROMIUM", &chromium.browser);
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
}
