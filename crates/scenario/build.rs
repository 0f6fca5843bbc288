//! Lists `tests/scenarios/*.json` into `builtin.rs`, so that a new recording is there by putting its file there.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../tests/scenarios");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut entries = String::from("&[\n");
    for file in recordings(&folder)? {
        let file = file.canonicalize()?;
        let name = file.file_stem().and_then(|stem| stem.to_str()).ok_or("a scenario's name is not UTF-8")?;
        println!("cargo::rerun-if-changed={}", file.display());
        writeln!(entries, "    ({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    entries.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("builtin.rs"), entries)?;
    Ok(())
}

/// The folder's JSON files, sorted by name.
fn recordings(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort_by(|one, other| one.file_stem().cmp(&other.file_stem()));
    Ok(files)
}
