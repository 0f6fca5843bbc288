//! PostgreSQL's programs. Our clusters are private ones: no server of the machine is started or touched.

use std::fs;
use std::path::{Path, PathBuf};

use nix::unistd::User;

use crate::error::{Error, IoContext, Result};
use crate::paths::{Paths, is_root};
use crate::process::{find, is_executable};
use crate::setup::apt::{self, Need};

const DEBIAN: &str = "/usr/lib/postgresql";
const SETTINGS: &str = "/etc/postgresql-common/createcluster.d/ai-agent-no-main-cluster.conf";

const NEED: Need = Need { package: "postgresql", why: "Odoo's database", present: || bin().is_some() };

/// Where `initdb` and `postgres` are; installs them if they are nowhere.
pub fn ensure(paths: &Paths) -> Result<PathBuf> {
    if bin().is_none() && is_root() {
        // Debian's package would make and start a server of its own.
        crate::setup::mark::write_whole(Path::new(SETTINGS), b"create_main_cluster = false\n")?;
        let installed = apt::ensure(paths, &[NEED]);
        fs::remove_file(SETTINGS).at(Path::new(SETTINGS))?;
        installed?;
    }
    apt::ensure(paths, &[NEED])?;
    bin().ok_or_else(|| Error::Missing("PostgreSQL's server programs are missing".into()))
}

/// Where they are: the newest that Debian has here, else `PATH`.
pub fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| is_executable(&bin.join("initdb")) && is_executable(&bin.join("postgres")))
        .collect();
    found.sort();
    let newest = found.pop().map(|(_, bin)| bin);
    newest.or_else(|| find("initdb").and_then(|initdb| initdb.parent().map(Path::to_path_buf)))
}

/// Whom the server runs as: PostgreSQL refuses root.
pub fn user() -> Result<Option<User>> {
    if !is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Ok(Some(user)) = User::from_name(name) {
            return Ok(Some(user));
        }
    }
    Err(Error::Missing("PostgreSQL does not run as root, and this machine has neither `postgres` nor `nobody`".into()))
}
