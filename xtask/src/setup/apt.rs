//! Debian packages: installed only where they are missing, and only by root.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};
use crate::paths::{Paths, is_root};
use crate::process::find;
use crate::process::job::Job;
use crate::ui;

/// A package with what it is wanted for.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Its name in Debian.
    pub package: &'static str,
    /// What it is wanted for.
    pub why: &'static str,
    /// Whether its purpose is served already, however it came here.
    pub present: fn() -> bool,
}

/// Installs what is missing, or says what to install.
pub fn ensure(paths: &Paths, needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let reasons: Vec<String> = missing.iter().map(|need| format!("{} ({})", need.package, need.why)).collect();
    if find("apt-get").is_none() {
        return Err(Error::Missing(format!(
            "missing: {}. This is no Debian: install them by your system's own means",
            reasons.join(", ")
        )));
    }
    if !is_root() {
        return Err(Error::Missing(format!(
            "missing: {}. As root: apt-get install --no-install-recommends {}",
            reasons.join(", "),
            names.join(" ")
        )));
    }
    for reason in &reasons {
        ui::note(&format!("missing: {reason}"));
    }
    update_lists(paths)?;
    let mut install = get();
    install.args(["install", "-y", "--no-install-recommends"]).args(&names);
    Job::new(format!("installing {}", names.join(" ")), install, paths.log("apt-install")).run()?;
    match missing.iter().find(|need| !(need.present)()) {
        None => Ok(()),
        Some(need) => {
            Err(Error::Failed(format!("{} is installed, but does not serve for: {}", need.package, need.why)))
        }
    }
}

/// Reads what packages there are. Old lists name files that are no longer there.
pub fn update_lists(paths: &Paths) -> Result<()> {
    let mut update = get();
    update.arg("update");
    Job::new("reading Debian's list of packages", update, paths.log("apt-update")).run()
}

/// `apt-get` that asks nothing.
pub fn get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-o", "Dpkg::Use-Pty=0"]);
    command
}

/// The address of the Debian mirror that this machine uses: the first one that serves Debian itself.
pub fn mirror() -> Option<String> {
    let mut files = vec![Path::new("/etc/apt/sources.list").to_path_buf()];
    if let Ok(entries) = std::fs::read_dir("/etc/apt/sources.list.d") {
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    files.sort();
    files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).find_map(|text| mirror_in(&text))
}

/// The mirror that a sources file names, in either of apt's two formats.
fn mirror_in(text: &str) -> Option<String> {
    text.lines().map(str::trim).filter(|line| !line.starts_with('#')).find_map(|line| {
        let one_line = line.strip_prefix("deb ");
        let fields = one_line.or_else(|| line.strip_prefix("URIs:"))?;
        fields.split_whitespace().find(|word| is_debian(word)).map(str::to_owned)
    })
}

/// `…/debian`: not the security archive, nor another vendor's.
fn is_debian(uri: &str) -> bool {
    uri.contains("://") && uri.trim_end_matches('/').ends_with("/debian")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_of_a_deb822_file() {
        let text = "Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm\n";
        assert_eq!(mirror_in(text).unwrap(), "http://mirror.example/debian");
    }

    #[test]
    fn the_mirror_of_a_one_line_file() {
        let text =
            "# deb http://old.example/debian x main\ndeb [arch=amd64] https://mirror.example/debian/ bookworm main\n";
        assert_eq!(mirror_in(text).unwrap(), "https://mirror.example/debian/");
    }

    #[test]
    fn other_archives_are_not_the_mirror() {
        assert_eq!(mirror_in("URIs: http://mirror.example/debian-security\n"), None);
        assert_eq!(mirror_in("deb https://packages.example/apt cloud main\n"), None);
    }
}
