//! The npm packages of `tests/web`, exactly as its lock file says.

use std::fs;
use std::path::PathBuf;

use crate::error::{IoContext, Result};
use crate::paths::Paths;
use crate::process::job::Job;
use crate::setup::node::Node;
use crate::setup::{digest, mark};

const MARK: &str = ".installed-from-lock";

/// Where the packages are, installed if the lock file has changed.
pub fn ensure(paths: &Paths, node: &Node) -> Result<PathBuf> {
    let project = paths.repo.join("tests/web");
    let modules = project.join("node_modules");
    let lock = project.join("package-lock.json");
    let wanted = digest::hex(&fs::read(&lock).at(&lock)?);
    if fs::read_to_string(modules.join(MARK)).is_ok_and(|installed| installed == wanted) {
        return Ok(modules);
    }
    let mut install = node.npm();
    install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&project).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Job::new("installing npm packages (the widget's optimizer, browser tests)", install, paths.log("npm")).run()?;
    mark::write_whole(&modules.join(MARK), wanted.as_bytes())?;
    Ok(modules)
}
