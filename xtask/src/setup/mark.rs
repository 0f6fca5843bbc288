//! The mark of a finished step, and directories that are either complete or not there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{IoContext, Result};

const MARK: &str = ".complete";

/// Whether the step that fills this directory came to its end.
pub fn is_complete(directory: &Path) -> bool {
    directory.join(MARK).is_file()
}

/// Says that it did.
pub fn complete(directory: &Path) -> Result<()> {
    write_whole(&directory.join(MARK), b"")
}

/// An empty directory to fill, in the place of what an interrupted step left.
pub fn begin(directory: &Path) -> Result<()> {
    remove(directory)?;
    fs::create_dir_all(directory).at(directory)
}

/// Removes a directory, if it is there.
pub fn remove(directory: &Path) -> Result<()> {
    if directory.exists() { fs::remove_dir_all(directory).at(directory) } else { Ok(()) }
}

/// Writes a file so that others see it whole or not at all.
pub fn write_whole(path: &Path, contents: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).at(parent)?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = PathBuf::from(name);
    fs::write(&new, contents).at(&new)?;
    fs::rename(&new, path).at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_interrupted_step_left_does_not_count() {
        let directory = tempfile::tempdir().unwrap();
        let tool = directory.path().join("tool");
        begin(&tool).unwrap();
        fs::write(tool.join("half"), "").unwrap();
        assert!(!is_complete(&tool));
        begin(&tool).unwrap();
        assert!(!tool.join("half").exists());
        complete(&tool).unwrap();
        assert!(is_complete(&tool));
    }
}
