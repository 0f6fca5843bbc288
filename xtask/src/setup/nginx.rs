//! nginx, the reverse proxy that most Odoos stand behind. Ours are private ones: no server of the machine is started or touched.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, IoContext, Result};
use crate::paths::{Paths, is_root};
use crate::process::{find, is_executable};
use crate::setup::apt::{self, Need};
use crate::setup::mark;

/// Debian keeps it where a person's `PATH` does not look.
const DEBIAN: &str = "/usr/sbin/nginx";
/// What Debian's packages ask before they start a server.
const POLICY: &str = "/usr/sbin/policy-rc.d";
const START_NOTHING: &[u8] = b"#!/bin/sh\n# Packages that are being installed must start no server.\nexit 101\n";

const NEEDS: [Need; 2] = [
    Need { package: "nginx", why: "the reverse proxy in front of Odoo's processes", present: || program().is_some() },
    Need { package: "openssl", why: "certificates for HTTPS on this machine", present: || find("openssl").is_some() },
];

/// Its program; installed if it is nowhere.
pub fn ensure(paths: &Paths) -> Result<PathBuf> {
    let policy = Path::new(POLICY);
    if program().is_none() && is_root() && !policy.exists() {
        // Debian's package would start a server of its own on port 80.
        mark::write_whole(policy, START_NOTHING)?;
        let installed = fs::set_permissions(policy, Permissions::from_mode(0o755))
            .at(policy)
            .and_then(|()| apt::ensure(paths, &NEEDS));
        fs::remove_file(policy).at(policy)?;
        installed?;
    }
    apt::ensure(paths, &NEEDS)?;
    program().ok_or_else(|| Error::Missing("nginx is missing".into()))
}

/// Where it is.
pub fn program() -> Option<PathBuf> {
    Some(PathBuf::from(DEBIAN)).filter(|path| is_executable(path)).or_else(|| find("nginx"))
}
