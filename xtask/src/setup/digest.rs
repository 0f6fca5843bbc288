//! Digests, as names for what depends on its contents.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{IoContext, Result};

/// SHA-256 in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first characters of it: enough for a name.
pub fn short(bytes: &[u8]) -> String {
    hex(bytes).chars().take(12).collect()
}

/// A digest of files by their contents and their paths below `base`; directories are walked, what `skip` names is left out.
pub fn of_files(base: &Path, parts: &[&str], skip: &dyn Fn(&Path) -> bool) -> Result<String> {
    let mut files = Vec::new();
    for part in parts {
        walk(&base.join(part), skip, &mut files)?;
    }
    files.sort();
    let mut all = Sha256::new();
    for file in files {
        all.update(file.strip_prefix(base).unwrap_or(&file).as_os_str().as_encoded_bytes());
        all.update(Sha256::digest(fs::read(&file).at(&file)?));
    }
    Ok(all.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The files below a path, in no order.
pub fn walk(path: &Path, skip: &dyn Fn(&Path) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    if skip(path) || !path.exists() {
        return Ok(());
    }
    if !path.is_dir() {
        found.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path).at(path)? {
        walk(&entry.at(path)?.path(), skip, found)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_follows_contents_and_not_what_is_skipped() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().to_path_buf();
        let of = || of_files(&root, &["."], &|path| path.ends_with("skipped")).unwrap();
        fs::write(root.join("a"), "1").unwrap();
        let before = of();
        fs::write(root.join("skipped"), "x").unwrap();
        assert_eq!(of(), before);
        fs::write(root.join("a"), "2").unwrap();
        assert_ne!(of(), before);
    }

    #[test]
    fn sha256_is_the_known_one() {
        assert_eq!(short(b"abc"), "ba7816bf8f01");
    }
}
