//! One at a time: two setups, or two demos, must not write to the same place.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use crate::error::{Error, IoContext, Result};
use crate::{interrupt, ui};

const POLL: Duration = Duration::from_millis(200);

/// Held until dropped, and by nobody once its process is gone.
pub struct Lock {
    _file: Flock<File>,
}

/// The lock, or nothing when another process has it.
pub fn try_lock(path: &Path) -> Result<Option<Lock>> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).at(parent)?;
    }
    let file = File::options().create(true).append(true).open(path).at(path)?;
    match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
        Ok(file) => Ok(Some(Lock { _file: file })),
        Err((_, Errno::EWOULDBLOCK)) => Ok(None),
        Err((_, errno)) => Err(Error::io(path.display().to_string(), errno.into())),
    }
}

/// The lock, as soon as the other process lets go of it.
pub fn wait(path: &Path, what: &str) -> Result<Lock> {
    if let Some(lock) = try_lock(path)? {
        return Ok(lock);
    }
    let mut step = ui::Step::start(format!("waiting for somebody else: {what}"));
    loop {
        if let Some(lock) = try_lock(path)? {
            step.done();
            return Ok(lock);
        }
        step.tick();
        interrupt::sleep(POLL)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_has_to_wait() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lock");
        let first = try_lock(&path).unwrap();
        assert!(first.is_some());
        assert!(try_lock(&path).unwrap().is_none());
        drop(first);
        assert!(try_lock(&path).unwrap().is_some());
    }
}
