//! The installable addon: a folder, and a zip with the same bytes each time.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::setup::{digest, mark};

const NAME: &str = "ai_agent";
/// Folders that only the project's own checks need.
const LEFT_OUT: [&str; 2] = ["tests", "__pycache__"];

/// What was made.
pub struct Package {
    /// To copy into an addons path.
    pub folder: PathBuf,
    /// To send.
    pub zip: PathBuf,
}

/// Makes both below `out`.
pub fn make(paths: &Paths, out: &Path) -> Result<Package> {
    let addon = paths.addon();
    let files = shipped(&addon)?;
    let folder = out.join(NAME);
    mark::begin(&folder)?;
    for file in &files {
        let to = folder.join(file);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).at(parent)?;
        }
        fs::copy(addon.join(file), &to).at(&to)?;
    }
    let zip = out.join(format!("{NAME}-{}.zip", version(&addon)?));
    write_zip(&addon, &files, &zip)?;
    Ok(Package { folder, zip })
}

/// The files that ship, in order, relative to the addon.
fn shipped(addon: &Path) -> Result<Vec<PathBuf>> {
    let skip = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        LEFT_OUT.contains(&&*name) || name.starts_with('.') || name.ends_with(".pyc")
    };
    let mut files = Vec::new();
    digest::walk(addon, &skip, &mut files)?;
    let mut files: Vec<PathBuf> =
        files.iter().filter_map(|file| file.strip_prefix(addon).ok()).map(Path::to_path_buf).collect();
    files.sort();
    Ok(files)
}

fn write_zip(addon: &Path, files: &[PathBuf], zip: &Path) -> Result<()> {
    let out = File::create(zip).at(zip)?;
    let broken = |error: zip::result::ZipError| Error::Failed(format!("{}: {error}", zip.display()));
    let mut writer = ZipWriter::new(out);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        writer.start_file(format!("{NAME}/{}", file.display()), options).map_err(broken)?;
        let path = addon.join(file);
        writer.write_all(&fs::read(&path).at(&path)?).at(zip)?;
    }
    writer.finish().map_err(broken)?;
    Ok(())
}

/// The version in the addon's manifest.
fn version(addon: &Path) -> Result<String> {
    let path = addon.join("__manifest__.py");
    let text = fs::read_to_string(&path).at(&path)?;
    version_in(&text).ok_or_else(|| Error::Failed(format!("{} names no version", path.display())))
}

fn version_in(manifest: &str) -> Option<String> {
    let line = manifest.lines().find_map(|line| line.trim().strip_prefix("\"version\":"))?;
    line.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_manifest() {
        assert_eq!(version_in("{\n    \"version\": \"19.0.1.0.0\",\n}").unwrap(), "19.0.1.0.0");
    }

    #[test]
    fn tests_do_not_ship_and_two_zips_are_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let addon = directory.path().join("addon");
        for file in [
            "__manifest__.py",
            "models/a.py",
            "static/src/a.js",
            "static/tests/a.test.js",
            "tests/test_a.py",
            "static/dist/.inputs",
        ] {
            mark::write_whole(&addon.join(file), file.as_bytes()).unwrap();
        }
        let files = shipped(&addon).unwrap();
        assert_eq!(files, ["__manifest__.py", "models/a.py", "static/src/a.js"].map(PathBuf::from));
        let zips = ["1.zip", "2.zip"].map(|name| directory.path().join(name));
        for zip in &zips {
            write_zip(&addon, &files, zip).unwrap();
        }
        assert_eq!(fs::read(&zips[0]).unwrap(), fs::read(&zips[1]).unwrap());
    }
}
