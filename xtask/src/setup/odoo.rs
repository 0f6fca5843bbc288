//! A real Odoo 19: the one that the person names, else the cache's, else Debian's package, else the official source.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;
use crate::process::{guarded, is_executable, path_with};
use crate::setup::apt::Need;
use crate::setup::{digest, mark, odoo_deb, odoo_official, python};
use crate::ui;

/// What Odoo's own Python package wants of the system.
pub const NEED: Need = Need { package: "libmagic1", why: "Odoo looks at the types of files", present: has_libmagic };

const SERIES: &str = "19";

/// An Odoo that can be started.
#[derive(Debug, Clone)]
pub struct Odoo {
    /// Names this Odoo among others: databases made with one are not used with another.
    pub key: String,
    start: Start,
    /// Addons besides those inside the package.
    pub addons: Vec<PathBuf>,
}

#[derive(Debug, Clone)]
enum Start {
    /// A script, by the interpreter of our environment.
    Script { environment: python::Environment, script: PathBuf, package: PathBuf },
    /// A program that is installed with all that it needs.
    Program(PathBuf),
}

impl Odoo {
    /// A command that runs it; it gets SIGTERM when we die.
    pub fn command(&self) -> Command {
        let mut command = match &self.start {
            Start::Program(program) => guarded(program, "TERM"),
            Start::Script { environment, script, .. } => {
                let mut command = guarded(environment.python(), "TERM");
                // A reload runs `python3` by name: it must find the environment's own.
                command.arg(script).env("PATH", path_with(&[&environment.bin()]));
                command
            }
        };
        for variable in
            ["PYTHONPATH", "PYTHONHOME", "ODOO_RC", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]
        {
            command.env_remove(variable);
        }
        // Keys of a real service must not reach a demo by accident.
        for variable in ["AI_AGENT_API_KEY", "AI_AGENT_API_KEY_FILE", "AI_AGENT_URL"] {
            command.env_remove(variable);
        }
        command
    }
}

impl Odoo {
    /// Python with Odoo's package, for what needs no server. An installed program keeps its own to itself.
    pub fn python(&self) -> Option<Command> {
        let Start::Script { environment, package, .. } = &self.start else { return None };
        let mut command = guarded(environment.python(), "TERM");
        command.env("PYTHONPATH", package);
        Some(command)
    }
}

/// Odoo, fetched if need be.
pub fn ensure(paths: &Paths, named: Option<&Path>) -> Result<Odoo> {
    if let Some(path) = named {
        return at(paths, path)?.ok_or_else(|| {
            Error::Missing(format!(
                "{} is no Odoo {SERIES}: name a source checkout, an unpacked package, or the `odoo` program",
                path.display()
            ))
        });
    }
    let debian = paths.cache.join("odoo-19.0-debian");
    let official = paths.cache.join("odoo-19.0-official");
    for cached in [&debian, &official] {
        if mark::is_complete(cached)
            && let Some(odoo) = at(paths, cached)?
        {
            return Ok(odoo);
        }
    }
    ui::note("missing: Odoo 19.0, complete Community (the demo and the tests run in a real one)");
    let first = match odoo_deb::fetch(paths, &debian) {
        Ok(()) => return at(paths, &debian)?.ok_or_else(|| incomplete(&debian)),
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        Err(error) => error,
    };
    let second = match odoo_official::fetch(paths, &official) {
        Ok(()) => return at(paths, &official)?.ok_or_else(|| incomplete(&official)),
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        Err(error) => error,
    };
    Err(Error::Missing(format!(
        "no Odoo {SERIES} could be had. Tried:\n  the cache: nothing in {cache}\n  Debian's package: {first}\n  \
         the official source: {second}\nIf there is one on this machine: cargo xtask demo --odoo PATH",
        cache = paths.cache.display(),
    )))
}

/// The Odoo that a path stands for, if it does.
fn at(paths: &Paths, path: &Path) -> Result<Option<Odoo>> {
    if path.is_file() {
        let key = format!("program-{}", digest::short(path.as_os_str().as_encoded_bytes()));
        let program = is_executable(path) && path.file_name().is_some_and(|name| name == "odoo");
        if program {
            return Ok(Some(Odoo { key, start: Start::Program(path.to_path_buf()), addons: Vec::new() }));
        }
        return match path.parent() {
            Some(parent) if path.ends_with("odoo-bin") => at(paths, parent),
            _ => Ok(None),
        };
    }
    let inside = path.join(odoo_deb::PACKAGES);
    let package = if inside.is_dir() { inside } else { path.to_path_buf() };
    let release = package.join("odoo/release.py");
    if !release.is_file() {
        return Ok(None);
    }
    let release = fs::read_to_string(&release).at(&release)?;
    if series(&release) != Some(SERIES) {
        return Ok(None);
    }
    let requirements = paths.repo.join("tests/requirements/odoo.txt");
    let environment = python::environment(paths, "odoo", &requirements, "Odoo")?;
    let identity = [package.as_os_str().as_encoded_bytes(), release.as_bytes()].concat();
    let key = digest::short(&identity);
    let script = paths.cache.join("odoo-start").join(&key).join("odoo-bin");
    mark::write_whole(&script, entry(&package).as_bytes())?;
    let own = package.join("addons");
    let outside = !package.join("odoo/addons/web").is_dir() && own.is_dir();
    Ok(Some(Odoo {
        key,
        start: Start::Script { environment, script, package },
        addons: if outside { vec![own] } else { Vec::new() },
    }))
}

/// The script that starts it. It finds its package by itself, so that a reload, which knows only the script, does too.
fn entry(package: &Path) -> String {
    format!(
        "import sys\n\nsys.path.insert(0, {:?})\n\nimport odoo.cli\n\nif __name__ == \"__main__\":\n    odoo.cli.main()\n",
        package.display().to_string()
    )
}

/// `19` of `version_info = (19, 0, 0, FINAL, 0, '')`.
fn series(release: &str) -> Option<&str> {
    release.split_once("version_info = (")?.1.split(',').next().map(str::trim)
}

fn has_libmagic() -> bool {
    let directories = ["/usr/lib", "/lib", "/usr/lib64", "/usr/local/lib"];
    let holds = |directory: &Path| directory.join("libmagic.so.1").exists();
    directories.iter().map(Path::new).any(|directory| {
        let below = fs::read_dir(directory).into_iter().flatten().flatten();
        holds(directory) || below.into_iter().any(|entry| holds(&entry.path()))
    })
}

fn incomplete(directory: &Path) -> Error {
    Error::Failed(format!("the Odoo in {} is not complete: delete that folder and try again", directory.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_read_from_the_release() {
        assert_eq!(series("RELEASE = 1\nversion_info = (19, 0, 0, FINAL, 0, '')\n"), Some("19"));
        assert_eq!(series("nothing"), None);
    }
}
