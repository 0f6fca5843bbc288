//! The tools of the Rust side: the WebAssembly target, wasm-bindgen, trunk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::job::Job;
use crate::process::{find, guarded, output};
use crate::setup::mark;

/// What the widget is compiled to.
pub const TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";

/// Sees to the standard library for WebAssembly.
pub fn target(paths: &Paths) -> Result<()> {
    if has_target() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(Error::Missing(format!("Rust's target {TARGET} is missing, and there is no rustup to add it")));
    }
    let mut add = guarded("rustup", "TERM");
    add.args(["target", "add", TARGET]);
    Job::new("installing Rust's WebAssembly target (the widget)", add, paths.log("rustup-target")).run()
}

/// Whether it is there.
pub fn has_target() -> bool {
    let mut ask = Command::new("rustc");
    ask.args(["--print", "target-libdir", "--target", TARGET]);
    output(&mut ask).is_some_and(|path| Path::new(&path).is_dir())
}

/// The directory with `wasm-bindgen`, which must be of the very version that the widget links.
pub fn wasm_bindgen(paths: &Paths) -> Result<PathBuf> {
    let version = locked_version(paths, "wasm-bindgen")?;
    install(
        paths,
        "wasm-bindgen-cli",
        &version,
        "wasm-bindgen",
        "JavaScript for the widget, and its tests in a browser",
    )
}

/// The directory with `trunk`.
pub fn trunk(paths: &Paths) -> Result<PathBuf> {
    install(paths, "trunk", TRUNK, "trunk", "the standalone page")
}

/// Where a tool is, if it is there.
pub fn installed(paths: &Paths, name: &str, version: &str) -> Option<PathBuf> {
    let root = paths.cache.join(format!("{name}-{version}"));
    mark::is_complete(&root).then(|| root.join("bin"))
}

/// The version of a crate in our lock file.
pub fn locked_version(paths: &Paths, name: &str) -> Result<String> {
    let lock = paths.repo.join("Cargo.lock");
    let text = fs::read_to_string(&lock).at(&lock)?;
    version_in(&text, name).ok_or_else(|| Error::Failed(format!("{} does not name {name}", lock.display())))
}

/// The version of trunk that is used.
pub fn trunk_version() -> &'static str {
    TRUNK
}

fn install(paths: &Paths, package: &str, version: &str, name: &str, why: &str) -> Result<PathBuf> {
    if let Some(bin) = installed(paths, name, version) {
        return Ok(bin);
    }
    let root = paths.cache.join(format!("{name}-{version}"));
    fs::create_dir_all(&root).at(&root)?;
    let log = paths.log(&format!("cargo-install-{name}"));
    let what = format!("compiling {package} {version}, once: {why}");
    // The tool's own lock file first; it may pin versions that a registry's copy does not have.
    let locked = Job::new(&what, cargo_install(paths, &root, package, version, true), log.clone()).run();
    match locked {
        Ok(()) => {}
        Err(Error::Program { .. }) => {
            Job::new(&what, cargo_install(paths, &root, package, version, false), log).run()?
        }
        Err(other) => return Err(other),
    }
    mark::complete(&root)?;
    Ok(root.join("bin"))
}

fn cargo_install(paths: &Paths, root: &Path, package: &str, version: &str, locked: bool) -> Command {
    let mut command = guarded("cargo", "TERM");
    command.args(["install", "--quiet", "--version", &format!("={version}"), "--root"]).arg(root).arg(package);
    if locked {
        command.arg("--locked");
    }
    // These run for seconds and compile for minutes. What is compiled is kept: an interrupted setup goes on where it was.
    command.env("CARGO_TARGET_DIR", paths.cache.join("cargo-build"));
    for (name, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    command.env_remove("RUSTFLAGS").current_dir(root);
    command
}

/// The version of a package in the text of a lock file.
fn version_in(lock: &str, name: &str) -> Option<String> {
    let start = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != start);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n[[package]]\nname = \"x\"\nversion = \"1\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").unwrap(), "0.2.130");
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
