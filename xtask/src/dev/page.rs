//! The standalone page, served by trunk.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::{Error, IoContext, Result};
use crate::http::Client;
use crate::paths::Paths;
use crate::process::service::{Service, StopBy};
use crate::process::{guarded, path_with};
use crate::setup::{cargo_tools, mark, node, npm};

/// The first start compiles the widget.
const START: Duration = Duration::from_secs(1200);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(3) };
/// What a dev server answers.
const PREFIXES: [&str; 2] = ["/ai_agent", "/websocket/ai_agent"];
/// What the page does not depend on.
const IGNORED: [&str; 7] = ["odoo_addon", "tests/web", "dist", "build", "target", "xtask", ".git"];

/// Who answers the page's requests.
#[derive(Debug)]
pub enum Backend {
    /// Nobody: recorded scenarios only.
    None,
    /// A server of the contract, at this address.
    At(String),
}

/// The running page.
pub struct Page {
    service: Service,
    port: u16,
}

impl Page {
    /// Starts trunk, and waits until the page is built and served.
    pub fn start(paths: &Paths, port: u16, backend: &Backend) -> Result<Self> {
        let work = paths.target().join("xtask-page");
        fs::create_dir_all(&work).at(&work)?;
        let node = node::ensure(paths)?;
        let optimizer = npm::ensure(paths, &node)?.join(".bin");
        let bin = cargo_tools::wasm_bindgen(paths)?;
        let mut trunk = guarded(cargo_tools::trunk(paths)?.join("trunk"), "TERM");
        let mut tools = vec![bin.as_path(), optimizer.as_path()];
        tools.extend(node.bin());
        trunk.env("PATH", path_with(&tools));
        trunk
            .arg("--config")
            .arg(configuration(paths, &work, backend)?)
            .args(["--skip-version-check", "--color=never"]);
        trunk.arg("serve").arg(paths.repo.join("index.html")).arg("--dist").arg(work.join("dist"));
        trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
        for ignored in IGNORED.iter().map(|name| paths.repo.join(name)).filter(|path| path.exists()) {
            trunk.arg("--ignore").arg(ignored);
        }
        if matches!(backend, Backend::None) {
            trunk.arg("--no-autoreload=true");
        }
        // A reader of `true` or `false` only; elsewhere it is often `1`.
        trunk.env_remove("NO_COLOR").current_dir(&paths.repo);
        let mut service = Service::start("the standalone page", trunk, &paths.log("trunk"), STOP)?;
        let client = Client::new(&format!("http://127.0.0.1:{port}"), Duration::from_secs(5));
        service.wait_until(START, || client.get("/").is_ok_and(|answer| answer.status == 200))?;
        Ok(Self { service, port })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// An error when it is gone.
    pub fn check(&mut self) -> Result<()> {
        self.service.check()
    }
}

/// The page's own settings with the addresses of the backend: trunk takes these from a file only, and `trunk serve` alone
/// must not depend on a server.
fn configuration(paths: &Paths, work: &std::path::Path, backend: &Backend) -> Result<PathBuf> {
    let own = paths.repo.join("Trunk.toml");
    let text = with_backend(&fs::read_to_string(&own).at(&own)?, backend)?;
    // Relative paths in it count from where it lies; those that matter are given on the command line.
    let file = work.join("Trunk.toml");
    mark::write_whole(&file, text.as_bytes())?;
    Ok(file)
}

fn with_backend(settings: &str, backend: &Backend) -> Result<String> {
    let mut text = settings.to_owned();
    if let Backend::At(url) = backend {
        for prefix in PREFIXES {
            write!(text, "\n[[proxy]]\nbackend = \"{url}{prefix}\"\nrewrite = \"{prefix}\"\nno_system_proxy = true\n")
                .map_err(|_| Error::Failed("writing trunk's settings".into()))?;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backend_is_added_to_the_pages_own_settings() {
        let text = with_backend("[serve]\nport = 8080\n", &Backend::At("http://127.0.0.1:8090".into())).unwrap();
        assert!(text.starts_with("[serve]\nport = 8080\n"));
        assert!(
            text.contains("backend = \"http://127.0.0.1:8090/websocket/ai_agent\"\nrewrite = \"/websocket/ai_agent\"")
        );
        assert_eq!(with_backend("x", &Backend::None).unwrap(), "x");
    }
}
