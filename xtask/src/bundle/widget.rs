//! The widget's files in the addon: compiled, bound to JavaScript, shrunk, compressed, named by their contents.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::bundle::{compress, recipe};
use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::job::Job;
use crate::setup::node::{self, Node};
use crate::setup::{cargo_tools, digest, lock, mark, npm};

/// What the files depend on.
const INPUTS: [&str; 10] = [
    "src",
    "static",
    "crates/agui",
    "crates/conversation",
    "crates/markdown",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "tests/web/package-lock.json",
    "xtask/src/bundle",
];
const NAME: &str = "ai_agent_chat";
const MANIFEST: &str = "manifest.json";
const INPUTS_MARK: &str = ".inputs";

/// Where the addon has its widget; built if anything that it is made of has changed.
pub fn ensure(paths: &Paths) -> Result<PathBuf> {
    let dist = paths.addon().join("static/dist");
    let _lock = lock::wait(&paths.target().join("xtask-widget.lock"), "it builds the widget")?;
    let inputs = digest::of_files(&paths.repo, &INPUTS, &|path| path.ends_with("tests") || path.ends_with("benches"))?;
    let built = fs::read_to_string(dist.join(INPUTS_MARK)).unwrap_or_default();
    if built == inputs && dist.join(MANIFEST).exists() {
        return Ok(dist);
    }
    let work = tempfile::tempdir().doing("a directory to build in")?;
    let (js, wasm) = build(paths, &work)?;
    publish(&dist, &js, &wasm)?;
    mark::write_whole(&dist.join(INPUTS_MARK), inputs.as_bytes())?;
    Ok(dist)
}

/// The script and the module, not yet compressed.
fn build(paths: &Paths, work: &TempDir) -> Result<(Vec<u8>, Vec<u8>)> {
    let node = node::ensure(paths)?;
    let modules = npm::ensure(paths, &node)?;
    Job::new("compiling the widget to WebAssembly", recipe::cargo(paths), paths.log("widget-cargo")).run()?;
    let bound = work.path().join("bound");
    let mut bind = guarded(cargo_tools::wasm_bindgen(paths)?.join("wasm-bindgen"), "TERM");
    bind.args(["--target", "web", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
    bind.args(["--out-name", NAME, "--out-dir"]).arg(&bound).arg(recipe::artefact(paths));
    Job::new("making its JavaScript", bind, paths.log("widget-bindgen")).run()?;
    let module = work.path().join("module.wasm");
    let mut shrink = script(&node, &modules.join("binaryen/bin/wasm-opt"));
    shrink.args(recipe::WASM_OPT).arg(bound.join(format!("{NAME}_bg.wasm"))).arg("-o").arg(&module);
    Job::new("shrinking the module", shrink, paths.log("widget-wasm-opt")).run()?;
    let glue = work.path().join("glue.js");
    let mut minify = script(&node, &modules.join("esbuild/bin/esbuild"));
    minify.arg(bound.join(format!("{NAME}.js"))).args(["--bundle", "--format=esm", "--minify", "--target=es2022"]);
    minify.args(["--legal-comments=none", "--log-level=warning"]).arg(format!("--outfile={}", glue.display()));
    Job::new("shrinking the JavaScript", minify, paths.log("widget-esbuild")).run()?;
    Ok((fs::read(&glue).at(&glue)?, fs::read(&module).at(&module)?))
}

/// A program of an npm package: a script, or (esbuild puts it there on Linux) a binary.
fn script(node: &Node, program: &Path) -> Command {
    let is_binary = fs::read(program).is_ok_and(|bytes| bytes.starts_with(b"\x7fELF"));
    if is_binary {
        return guarded(program, "TERM");
    }
    let mut command = node.command();
    command.arg(program);
    command
}

/// New files first, then the manifest, then the old files go: a server that runs meanwhile always finds what it names.
fn publish(dist: &Path, js: &[u8], wasm: &[u8]) -> Result<()> {
    fs::create_dir_all(dist).at(dist)?;
    let names =
        [("js", js), ("wasm", wasm)].map(|(kind, bytes)| (format!("{NAME}-{}.{kind}", digest::short(bytes)), bytes));
    for (name, bytes) in &names {
        compress::write_all_forms(&dist.join(name), bytes)?;
    }
    let [(js_name, _), (wasm_name, _)] = &names;
    mark::write_whole(&dist.join(MANIFEST), json!({"js": js_name, "wasm": wasm_name}).to_string().as_bytes())?;
    for entry in fs::read_dir(dist).at(dist)? {
        let path = entry.at(dist)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let wanted = name == MANIFEST || names.iter().any(|(current, _)| name.starts_with(current.as_str()));
        if !wanted {
            fs::remove_file(&path).at(&path)?;
        }
    }
    Ok(())
}

/// The files that the manifest names: the script and the module.
pub fn named_files(dist: &Path) -> Result<[PathBuf; 2]> {
    let path = dist.join(MANIFEST);
    let text = fs::read_to_string(&path).at(&path)?;
    let manifest: serde_json::Value =
        serde_json::from_str(&text).map_err(|source| Error::Json { what: path.display().to_string(), source })?;
    Ok(["js", "wasm"].map(|kind| dist.join(manifest[kind].as_str().unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_leaves_only_the_new_files() {
        let directory = tempfile::tempdir().unwrap();
        publish(directory.path(), b"old script", b"old module").unwrap();
        publish(directory.path(), b"new script", b"old module").unwrap();
        let [js, wasm] = named_files(directory.path()).unwrap();
        assert_eq!(fs::read(js).unwrap(), b"new script");
        assert_eq!(fs::read(wasm).unwrap(), b"old module");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 7);
    }
}
