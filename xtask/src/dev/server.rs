//! The dev server: the contract without Odoo.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::Result;
use crate::http::Client;
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::job::Job;
use crate::process::service::{Service, StopBy};

const PACKAGE: &str = "dev-server";
const START: Duration = Duration::from_secs(30);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(3) };

/// Whom the dev server asks.
#[derive(Debug)]
pub enum Upstream {
    /// What `AI_AGENT_URL` names; the rest is in the environment too and goes there untouched.
    Named(String),
    /// The embedded AI service.
    Embedded {
        /// Its address.
        url: String,
        /// Its key: in the dev server's environment, and nowhere else.
        key: String,
    },
}

impl Upstream {
    /// For the person.
    pub fn description(&self) -> String {
        match self {
            Self::Named(url) => url.clone(),
            Self::Embedded { .. } => "the embedded model".to_owned(),
        }
    }
}

/// A running dev server.
pub struct DevServer {
    service: Service,
    port: u16,
}

impl DevServer {
    /// Starts it, and waits until it answers.
    pub fn start(paths: &Paths, port: u16, upstream: &Upstream) -> Result<Self> {
        let mut command = guarded(binary(paths), "TERM");
        command.current_dir(&paths.repo).env("PORT", port.to_string());
        if let Upstream::Embedded { url, key } = upstream {
            for name in ["AI_AGENT_API_KEY_FILE", "AI_AGENT_KIND", "AI_AGENT_MODEL", "AI_AGENT_KEY_HEADER"] {
                command.env_remove(name);
            }
            command.env("AI_AGENT_URL", url).env("AI_AGENT_API_KEY", key);
        }
        let mut service = Service::start("the dev server", command, &paths.log("dev-server"), STOP)?;
        let client = Client::new(&format!("http://127.0.0.1:{port}"), Duration::from_secs(5));
        service.wait_until(START, || client.get("/ai_agent/bootstrap").is_ok_and(|answer| answer.status == 200))?;
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

/// Compiles it, as its tests are compiled: what it depends on is then compiled once.
pub fn build(paths: &Paths) -> Result<()> {
    let mut build: Command = guarded("cargo", "TERM");
    build.args(["build", "--quiet", "--package", PACKAGE]).current_dir(&paths.repo);
    build.env("CARGO_TERM_COLOR", "never");
    Job::new("compiling the dev server", build, paths.log("dev-server-cargo")).run()
}

/// Where it comes out.
pub fn binary(paths: &Paths) -> PathBuf {
    paths.target().join("debug").join(PACKAGE)
}
