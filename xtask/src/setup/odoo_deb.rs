//! Odoo from Debian: the package `odoo-19` of the suite sid, unpacked into the cache. The machine's own sources stay as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, IoContext, Result};
use crate::paths::{Paths, is_root};
use crate::process::find;
use crate::process::job::Job;
use crate::setup::{apt, mark};

/// Where the package keeps its Python.
pub const PACKAGES: &str = "usr/lib/python3/dist-packages";

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// Odoo, and what its files are links into.
const FROM_SID: [&str; 7] = [
    "odoo-19",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
];
/// Odoo wants Font Awesome 4, which stable has and sid no longer.
const FROM_BOOKWORM: &str = "fonts-font-awesome";

/// Fetches and unpacks it. apt checks every file by Debian's signatures.
pub fn fetch(paths: &Paths, directory: &Path) -> Result<()> {
    if find("apt-get").is_none() || find("dpkg-deb").is_none() {
        return Err(Error::Missing("this machine has no apt-get and dpkg-deb".into()));
    }
    let mirror = apt::mirror().ok_or_else(|| Error::Missing("apt's sources name no Debian mirror".into()))?;
    mark::begin(directory)?;
    let downloads = directory.join("downloads");
    for (suite, packages) in [("sid", FROM_SID.as_slice()), ("bookworm", &[FROM_BOOKWORM])] {
        let source = Source::new(&downloads.join(suite), &mirror, suite)?;
        source.update(paths)?;
        source.download(paths, packages)?;
        unpack_all(paths, &source.directory, directory)?;
    }
    fs::remove_dir_all(&downloads).at(&downloads)?;
    mark::complete(directory)
}

/// One suite, with lists and caches of its own.
struct Source {
    directory: PathBuf,
    suite: String,
}

impl Source {
    fn new(directory: &Path, mirror: &str, suite: &str) -> Result<Self> {
        for name in ["lists/partial", "cache/archives/partial"] {
            let path = directory.join(name);
            fs::create_dir_all(&path).at(&path)?;
        }
        let list = directory.join("sources.list");
        fs::write(&list, format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n")).at(&list)?;
        Ok(Self { directory: directory.to_path_buf(), suite: suite.to_owned() })
    }

    fn apt(&self) -> Command {
        let mut command = apt::get();
        let own = |name: &str| self.directory.join(name).display().to_string();
        let mut options = vec![
            format!("Dir::Etc::sourcelist={}", own("sources.list")),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            format!("Dir::State::lists={}", own("lists")),
            format!("Dir::Cache={}", own("cache")),
            "Acquire::Languages=none".to_owned(),
            // A mirror may lag behind the validity that Debian signs for; the signature itself is still checked.
            "Acquire::Check-Valid-Until=false".to_owned(),
        ];
        if is_root() {
            // apt's own user cannot write into root's cache.
            options.push("APT::Sandbox::User=root".to_owned());
        }
        for option in options {
            command.arg("-o").arg(option);
        }
        command.current_dir(&self.directory);
        command
    }

    fn update(&self, paths: &Paths) -> Result<()> {
        let mut command = self.apt();
        command.args(["-o", "APT::Update::Error-Mode=any", "update"]);
        let what = format!("reading the package list of Debian {} (for this project only)", self.suite);
        Job::new(what, command, paths.log(&format!("odoo-lists-{}", self.suite))).run()
    }

    fn download(&self, paths: &Paths, packages: &[&str]) -> Result<()> {
        let mut command = self.apt();
        command.arg("download").args(packages);
        let what = format!("downloading {} and what it links to", packages.first().copied().unwrap_or_default());
        Job::new(what, command, paths.log(&format!("odoo-download-{}", self.suite))).run()
    }
}

fn unpack_all(paths: &Paths, from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).at(from)? {
        let package = entry.at(from)?.path();
        if package.extension().is_none_or(|extension| extension != "deb") {
            continue;
        }
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let short = name.split('_').next().unwrap_or(&name).to_owned();
        let mut command = Command::new("dpkg-deb");
        command.arg("-x").arg(&package).arg(to);
        Job::new(format!("unpacking {short}"), command, paths.log(&format!("unpack-{short}"))).run()?;
    }
    Ok(())
}
