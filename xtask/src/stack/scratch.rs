//! Directories for stacks that live as long as one test run.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::error::{IoContext, Result};
use crate::paths::Paths;

const PREFIX: &str = "run-";

/// A new directory that PostgreSQL's user can reach too; gone when dropped.
pub fn directory(paths: &Paths) -> Result<TempDir> {
    fs::create_dir_all(&paths.state).at(&paths.state)?;
    sweep(&paths.state);
    tempfile::Builder::new()
        .prefix(&format!("{PREFIX}{}-", std::process::id()))
        .permissions(Permissions::from_mode(0o755))
        .tempdir_in(&paths.state)
        .at(&paths.state)
}

/// Removes what runs that were killed have left behind.
fn sweep(state: &Path) {
    for entry in fs::read_dir(state).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
