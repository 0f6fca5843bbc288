//! What is needed: Odoo, PostgreSQL and nginx as everywhere here, and the load tools. No AI model: the service is scripted.

use std::path::{Path, PathBuf};

use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::job::Job;
use crate::setup::odoo::Odoo;
use crate::setup::{apt, nginx, odoo, postgres, python};

/// Not cargo's release: that profile is for what ships, and slow to build.
const PROFILE: &str = "measure";

/// All of it.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The Odoo.
    pub odoo: Odoo,
    /// PostgreSQL's programs.
    pub postgres: PathBuf,
    /// nginx's program.
    pub nginx: PathBuf,
    /// The load tools.
    pub bench: PathBuf,
}

/// Fetches what is missing, and builds the load tools.
pub fn ensure(paths: &Paths, named_odoo: Option<&Path>) -> Result<Tools> {
    let lock = assemble::setup_lock(paths)?;
    apt::ensure(paths, &[python::NEED, odoo::NEED])?;
    let postgres = postgres::ensure(paths)?;
    let nginx = nginx::ensure(paths)?;
    let odoo = odoo::ensure(paths, named_odoo)?;
    drop(lock);
    Ok(Tools { odoo, postgres, nginx, bench: build(paths)? })
}

fn build(paths: &Paths) -> Result<PathBuf> {
    let mut cargo = guarded("cargo", "TERM");
    cargo.args(["build", "--quiet", "--locked", "--package", "bench", "--profile", PROFILE]);
    cargo.current_dir(&paths.repo).env("CARGO_TERM_COLOR", "never");
    Job::new("compiling the load tools", cargo, paths.log("bench-cargo")).run()?;
    Ok(paths.target().join(PROFILE).join("bench"))
}
