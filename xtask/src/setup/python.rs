//! Python, and virtual environments of pinned packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::job::Job;
use crate::process::{guarded, output};
use crate::setup::apt::Need;
use crate::setup::{digest, mark};

/// What Odoo 19 runs on.
const VERSIONS: [&str; 3] = ["3.11", "3.12", "3.13"];
const CAN_MAKE_ENVIRONMENTS: &str = "import venv, ensurepip, sys; print('%d.%d' % sys.version_info[:2])";

/// Debian's Python, where no other will do.
pub const NEED: Need =
    Need { package: "python3-venv", why: "Odoo and the AI service run on Python", present: || find().is_some() };

/// A Python that can make virtual environments: the system's, else the first on `PATH`.
pub fn find() -> Option<PathBuf> {
    let named = VERSIONS.iter().map(|version| PathBuf::from(format!("python{version}")));
    ["/usr/bin/python3", "python3"].into_iter().map(PathBuf::from).chain(named).find(|python| serves(python))
}

fn serves(python: &Path) -> bool {
    output(Command::new(python).args(["-c", CAN_MAKE_ENVIRONMENTS]))
        .is_some_and(|version| VERSIONS.contains(&&*version))
}

/// A virtual environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Where it is.
    pub directory: PathBuf,
}

impl Environment {
    /// Its interpreter.
    pub fn python(&self) -> PathBuf {
        self.directory.join("bin/python3")
    }

    /// Where its programs are.
    pub fn bin(&self) -> PathBuf {
        self.directory.join("bin")
    }

    /// Where its packages are.
    pub fn packages(&self) -> Result<PathBuf> {
        let mut ask = Command::new(self.python());
        ask.args(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
        output(&mut ask)
            .map(PathBuf::from)
            .ok_or_else(|| Error::Failed(format!("{} does not run: delete it and try again", self.python().display())))
    }
}

/// The environment with exactly the packages of a requirements file, made if it is not there.
pub fn environment(paths: &Paths, name: &str, requirements: &Path, why: &str) -> Result<Environment> {
    let wanted = fs::read(requirements).at(requirements)?;
    let python = find().ok_or_else(|| Error::Missing("Python 3.11 to 3.13 with venv is missing".into()))?;
    let identity = [wanted.as_slice(), python.as_os_str().as_encoded_bytes()].concat();
    let environment =
        Environment { directory: paths.cache.join(format!("python-{name}-{}", digest::short(&identity))) };
    if mark::is_complete(&environment.directory) {
        return Ok(environment);
    }
    let started = environment.directory.join("bin/pip");
    if !started.exists() {
        mark::begin(&environment.directory)?;
        let mut make = guarded(&python, "TERM");
        make.args(["-m", "venv"]).arg(&environment.directory);
        Job::new(format!("making a Python environment: {why}"), make, paths.log(&format!("venv-{name}"))).run()?;
    }
    let mut install = guarded(environment.python(), "TERM");
    install.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r"]);
    install.arg(requirements).env_remove("PYTHONPATH");
    Job::new(format!("installing Python packages: {why}"), install, paths.log(&format!("pip-{name}"))).run()?;
    mark::complete(&environment.directory)?;
    Ok(environment)
}
