//! `cargo xtask doctor`: what is needed, what is there, and how to get the rest.

use std::process::Command;

use crate::error::Result;
use crate::paths::{Paths, is_root};
use crate::process::{find, output};
use crate::setup::{cargo_tools, chromium, iproute, nginx, node, odoo, postgres, python};

/// How something that is missing is got.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Remedy {
    /// The commands fetch it when they need it.
    Automatic,
    /// A Debian package: fetched by root, installed by the person otherwise.
    Package(&'static str),
    /// The person has to.
    ByHand(&'static str),
}

/// One line.
struct Row {
    what: &'static str,
    why: &'static str,
    found: Option<String>,
    remedy: Remedy,
    optional: bool,
}

/// Prints the table; whether a demo can run, perhaps after fetching.
pub fn run(paths: &Paths) -> Result<bool> {
    let rows = rows(paths)?;
    println!("{:<22}{:<30}for", "needed", "found");
    for row in &rows {
        let found = row.found.as_deref().unwrap_or("-");
        println!("{:<22}{found:<30}{}", row.what, row.why);
    }
    println!("\ncache: {}\nstate: {}", paths.cache.display(), paths.state.display());
    let missing: Vec<&Row> = rows.iter().filter(|row| row.found.is_none()).collect();
    for row in &missing {
        println!("missing: {}: {}", row.what, advice(row.remedy));
    }
    let stuck = missing.iter().filter(|row| !row.optional).any(|row| must_be_got(row.remedy, is_root()));
    println!("\n{}", if stuck { "The demo cannot run yet." } else { "The demo can run: cargo xtask demo" });
    Ok(!stuck)
}

fn rows(paths: &Paths) -> Result<Vec<Row>> {
    let bindgen = cargo_tools::locked_version(paths, "wasm-bindgen")?;
    let trunk = cargo_tools::trunk_version();
    let has = |name: &str, version: &str| cargo_tools::installed(paths, name, version).map(|_| version.to_owned());
    let row = |what, why, found, remedy, optional| Row { what, why, found, remedy, optional };
    let cached = |prefix: &str| cached(paths, prefix);
    Ok(vec![
        row("cargo", "everything", version("cargo", "--version"), Remedy::ByHand("install Rust with rustup"), false),
        row("C compiler", "Rust links with it", first_version(&["cc", "gcc"]), Remedy::Package("gcc"), false),
        row(cargo_tools::TARGET, "the widget", present(cargo_tools::has_target()), target_remedy(), false),
        row("wasm-bindgen", "the widget", has("wasm-bindgen", &bindgen), Remedy::Automatic, false),
        row("Node.js 20+", "the widget's optimizer", node_version(), Remedy::Automatic, false),
        row("Python 3.11+ and venv", "Odoo, AI service", python_version(), Remedy::Package("python3-venv"), false),
        row("libmagic", "Odoo", present((odoo::NEED.present)()), Remedy::Package("libmagic1"), false),
        row("PostgreSQL", "Odoo's database", postgres_version(), Remedy::Package("postgresql"), false),
        row("Odoo 19", "demo, tests", cached("odoo-19.0-"), Remedy::Automatic, false),
        row("the model", "AI service", cached("model-"), Remedy::Automatic, false),
        row("trunk", "the standalone page", has("trunk", trunk), Remedy::Automatic, true),
        row("nginx", "demo --prefork, tests", found(nginx::program()), Remedy::Package("nginx"), true),
        row("iproute2", "tests of servers", found(iproute::program()), Remedy::Package("iproute2"), true),
        row("Chromium", "tests in a browser", first_version(&["chromium"]), Remedy::Package("chromium"), true),
        row("chromedriver", "tests in a browser", found(chromium::driver()), Remedy::Package("chromium-driver"), true),
    ])
}

fn advice(remedy: Remedy) -> String {
    match remedy {
        Remedy::Automatic => "fetched when it is needed".to_owned(),
        Remedy::Package(_) if is_root() && find("apt-get").is_some() => "installed when it is needed".to_owned(),
        Remedy::Package(name) => format!("as root: apt-get install --no-install-recommends {name}"),
        Remedy::ByHand(how) => how.to_owned(),
    }
}

fn must_be_got(remedy: Remedy, root: bool) -> bool {
    match remedy {
        Remedy::Automatic => false,
        Remedy::Package(_) => !root || find("apt-get").is_none(),
        Remedy::ByHand(_) => true,
    }
}

fn target_remedy() -> Remedy {
    if find("rustup").is_some() {
        Remedy::Automatic
    } else {
        Remedy::ByHand("install Rust with rustup, or your system's package with this target")
    }
}

fn version(program: &str, argument: &str) -> Option<String> {
    let text = output(Command::new(find(program)?).arg(argument))?;
    text.lines().next().map(|line| line.chars().take(28).collect())
}

fn first_version(programs: &[&str]) -> Option<String> {
    programs.iter().find_map(|program| version(program, "--version"))
}

fn node_version() -> Option<String> {
    node::system().and_then(|_| version("node", "--version"))
}

fn python_version() -> Option<String> {
    output(Command::new(python::find()?).arg("--version"))
}

fn postgres_version() -> Option<String> {
    output(Command::new(postgres::bin()?.join("postgres")).arg("--version")).map(|text| text.chars().take(28).collect())
}

fn found(path: Option<std::path::PathBuf>) -> Option<String> {
    path.map(|path| path.display().to_string())
}

fn present(is_there: bool) -> Option<String> {
    is_there.then(|| "yes".to_owned())
}

/// The name of a complete directory of the cache.
fn cached(paths: &Paths, prefix: &str) -> Option<String> {
    let entries = std::fs::read_dir(&paths.cache).ok()?;
    entries.flatten().find_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        (name.starts_with(prefix) && crate::setup::mark::is_complete(&entry.path())).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_cannot_fetch_stops_a_demo() {
        assert!(!must_be_got(Remedy::Automatic, false));
        assert!(must_be_got(Remedy::Package("gcc"), false));
        assert!(must_be_got(Remedy::ByHand("rustup"), true));
    }
}
