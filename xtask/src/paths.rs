//! Where things are: the checkout, the cache of tools, and the state that a demo keeps.

use std::env;
use std::path::{Path, PathBuf};

use nix::unistd::Uid;

use crate::error::{Error, Result};

/// The three roots.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The checkout.
    pub repo: PathBuf,
    /// Tools and downloads: may be deleted at any time, and is made again.
    pub cache: PathBuf,
    /// Databases. PostgreSQL must be able to reach it as another user when we are root.
    pub state: PathBuf,
}

impl Paths {
    /// From the environment.
    pub fn find() -> Result<Self> {
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let repo = manifest
            .parent()
            .map(Path::to_path_buf)
            .ok_or_else(|| Error::Missing(format!("{} is not inside the project's checkout", manifest.display())))?;
        Ok(Self { repo, cache: cache()?, state: state()? })
    }

    /// A log file of a tool or a setup step.
    pub fn log(&self, name: &str) -> PathBuf {
        self.cache.join("log").join(format!("{name}.log"))
    }

    /// The Odoo addon.
    pub fn addon(&self) -> PathBuf {
        self.repo.join("odoo_addon/ai_agent")
    }

    /// What is built for the project, wherever cargo was told to put it.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.repo.join("target"), |path| self.repo.join(path))
    }
}

/// Whether we may install packages and must not run PostgreSQL ourselves.
pub fn is_root() -> bool {
    Uid::effective().is_root()
}

fn cache() -> Result<PathBuf> {
    if let Some(path) = directory("AI_AGENT_CACHE") {
        return Ok(path);
    }
    let base = directory("XDG_CACHE_HOME").or_else(|| home().map(|home| home.join(".cache")));
    base.map(|base| base.join("ai-agent-odoo")).ok_or_else(no_home)
}

fn state() -> Result<PathBuf> {
    if let Some(path) = directory("AI_AGENT_STATE") {
        return Ok(path);
    }
    if is_root() {
        return Ok("/var/lib/ai-agent-odoo".into());
    }
    let base = directory("XDG_STATE_HOME").or_else(|| home().map(|home| home.join(".local/state")));
    base.map(|base| base.join("ai-agent-odoo")).ok_or_else(no_home)
}

fn directory(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn home() -> Option<PathBuf> {
    directory("HOME")
}

fn no_home() -> Error {
    Error::Missing("neither HOME nor AI_AGENT_CACHE is set: there is no place to keep tools in".into())
}
