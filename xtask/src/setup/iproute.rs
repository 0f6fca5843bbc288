//! `ip` of iproute2: root makes networks with it, from which clients of tests vanish.

use std::path::{Path, PathBuf};

use crate::process::{find, is_executable};
use crate::setup::apt::Need;

/// Debian keeps it where a person's `PATH` does not look.
const DEBIAN: &str = "/usr/sbin/ip";

/// The package.
pub const NEED: Need =
    Need { package: "iproute2", why: "networks that tests take away", present: || program().is_some() };

/// Where it is.
pub fn program() -> Option<PathBuf> {
    find("ip").or_else(|| Some(Path::new(DEBIAN)).filter(|path| is_executable(path)).map(Path::to_path_buf))
}
