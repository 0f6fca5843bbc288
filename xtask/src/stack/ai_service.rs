//! The embedded AI service: a real model on the loopback interface, behind a key made on the spot.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::{IoContext, Result};
use crate::http::Client;
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::service::{Service, StopBy};
use crate::setup::python::Environment;

const START: Duration = Duration::from_secs(120);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(5) };
const KEY_BYTES: usize = 32;

/// What it is started with.
#[derive(Debug, Clone)]
pub struct AiService {
    /// Its Python.
    pub environment: Environment,
    /// The weights.
    pub model: PathBuf,
}

impl AiService {
    /// The service, wherever it will listen: `--port` is still to be added.
    pub fn command(&self, paths: &Paths, key_file: &Path) -> Command {
        let mut command = guarded(self.environment.python(), "TERM");
        command.arg(paths.repo.join("ai_service/ai_service.py")).arg("--model").arg(&self.model);
        // The key's place, never the key: others see command lines.
        command.env("AI_SERVICE_KEY_FILE", key_file).env_remove("AI_SERVICE_KEY");
        command
    }

    /// Starts it, and waits until the model is loaded.
    pub fn start(&self, paths: &Paths, key_file: &Path, port: u16, log: &Path) -> Result<Service> {
        let mut command = self.command(paths, key_file);
        command.args(["--port", &port.to_string()]);
        let mut service = Service::start("the AI service", command, log, STOP)?;
        let client = Client::new(&format!("http://127.0.0.1:{port}"), Duration::from_secs(5));
        service.wait_until(START, || client.get("/health").is_ok_and(|answer| answer.status == 200))?;
        Ok(service)
    }
}

/// The address to enter in Odoo's settings.
pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/v1")
}

/// The key in a file that only we can read; made if it is not there.
pub fn key(file: &Path) -> Result<String> {
    if let Ok(key) = fs::read_to_string(file)
        && key.trim().len() == 2 * KEY_BYTES
    {
        return Ok(key.trim().to_owned());
    }
    let key = random_hex()?;
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent).at(parent)?;
    }
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file).at(file)?;
    out.write_all(key.as_bytes()).at(file)?;
    Ok(key)
}

fn random_hex() -> Result<String> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0; KEY_BYTES];
    File::open(source).at(source)?.read_exact(&mut bytes).at(source)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_long_kept_and_for_our_eyes_only() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("key");
        let made = key(&file).unwrap();
        assert_eq!(made.len(), 64);
        assert_eq!(key(&file).unwrap(), made);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
