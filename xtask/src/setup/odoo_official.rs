//! Odoo from its makers: the branch 19.0 of their public repository.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::find;
use crate::process::job::Job;
use crate::setup::mark;

const REPOSITORY: &str = "https://github.com/odoo/odoo";
const BRANCH: &str = "19.0";

/// Clones its newest state.
pub fn fetch(paths: &Paths, directory: &Path) -> Result<()> {
    if find("git").is_none() {
        return Err(Error::Missing("git is missing".into()));
    }
    mark::remove(directory)?;
    let mut clone = Command::new("git");
    clone.args(["clone", "--quiet", "--depth", "1", "--branch", BRANCH, REPOSITORY]).arg(directory);
    clone.env("GIT_TERMINAL_PROMPT", "0");
    Job::new("downloading Odoo's official source", clone, paths.log("odoo-official")).run()?;
    mark::complete(directory)
}
