//! A long thread as a person opens it: from the click to its last message on the screen.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bench::figures::Figures;
use crate::demo::assemble;
use crate::demo::running::LOGIN;
use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::job::Job;
use crate::setup::chromium::{self, Chromium};
use crate::setup::node::{self, Node};
use crate::setup::npm;
use crate::stack::template::DATABASE;

/// What the measuring page needs.
pub struct Surroundings {
    node: Node,
    chromium: Chromium,
}

/// Fetches what is missing.
pub fn ensure(paths: &Paths) -> Result<Surroundings> {
    let _lock = assemble::setup_lock(paths)?;
    let (node, chromium) = (node::ensure(paths)?, chromium::ensure(paths)?);
    npm::ensure(paths, &node)?;
    Ok(Surroundings { node, chromium })
}

/// Measures as `bench-1`.
pub fn measure(paths: &Paths, surroundings: &Surroundings, url: &str, figures: &mut Figures) -> Result<()> {
    let script = Path::new("bench/open.mjs");
    let mut node = surroundings.node.command();
    node.arg(script).current_dir(paths.repo.join("tests/web")).env("CHROMIUM", &surroundings.chromium.browser);
    node.env("ODOO_URL", url).env("ODOO_DATABASE", DATABASE).env("ODOO_LOGIN", "bench-1").env("ODOO_PASSWORD", LOGIN.1);
    let log = paths.log("bench-browser");
    Job::new("opening threads in a browser", node, log.clone()).run()?;
    let told = fs::read_to_string(&log).at(&log)?;
    let last = told.lines().last().unwrap_or_default();
    let report: Value =
        serde_json::from_str(last).map_err(|source| Error::Json { what: script.display().to_string(), source })?;
    figures.take("open_long_thread_p50_ms", &report, "/long")?;
    figures.take("open_short_thread_p50_ms", &report, "/short")?;
    figures.take("scroll_up_moved_px", &report, "/moved")
}
