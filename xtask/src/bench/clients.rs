//! The load tools, as programs that run beside each other and print one JSON object each.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::error::{Error, IoContext, Result};
use crate::interrupt;
use crate::process::service::end_group;
use crate::process::{guarded, tail};
use crate::ui::Step;

const POLL: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(5);

/// One of them, while it runs. Dropping it stops it.
pub struct Client {
    child: Child,
    report: PathBuf,
    log: PathBuf,
}

impl Client {
    /// Starts `bench` with arguments. `name` is that of its files.
    pub fn start(program: &Path, logs: &Path, name: &str, arguments: &[String]) -> Result<Self> {
        let (report, log) = (logs.join(format!("{name}.json")), logs.join(format!("{name}.log")));
        let (out, err) = (File::create(&report).at(&report)?, File::create(&log).at(&log)?);
        let mut command = guarded(program, "TERM");
        command.args(arguments).stdin(Stdio::null()).stdout(out).stderr(err).process_group(0);
        Ok(Self { child: command.spawn().doing("starting the load tools")?, report, log })
    }

    /// Whether it has come to its end, which must be a good one.
    fn has_ended(&mut self) -> Result<bool> {
        let Some(status) = self.child.try_wait().doing("the load tools")? else { return Ok(false) };
        if status.success() {
            return Ok(true);
        }
        let (what, status) = ("a measurement".to_owned(), status.to_string());
        Err(Error::Program { what, status, tail: tail(&self.log), log: self.log.clone() })
    }

    fn report(&self) -> Result<Value> {
        let text = fs::read_to_string(&self.report).at(&self.report)?;
        parse(&text).map_err(|source| Error::Json { what: "what the load tools printed".into(), source })
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        end_group(&mut self.child, Signal::SIGTERM, PATIENCE);
    }
}

/// Waits for all of them, and hands back what each reported. `look` is called many times meanwhile.
pub fn wait(what: &str, mut clients: Vec<Client>, mut look: impl FnMut()) -> Result<Vec<Value>> {
    let mut step = Step::start(what);
    let waited = loop {
        look();
        // Each is asked, so that one that ended badly is noticed at once.
        let ended: Result<Vec<bool>> = clients.iter_mut().map(Client::has_ended).collect();
        match ended.and_then(|ended| interrupt::sleep(POLL).map(|()| ended)) {
            Ok(ended) if ended.iter().all(|ended| *ended) => break Ok(()),
            Ok(_) => step.tick(),
            Err(error) => break Err(error),
        }
    };
    match waited {
        Ok(()) => step.done(),
        Err(error) => {
            step.failed();
            return Err(error);
        }
    }
    clients.iter().map(Client::report).collect()
}

/// The last line is the report.
fn parse(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text.trim_end().lines().last().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_report() {
        assert_eq!(parse("hello\n{\"runs\":1}\n").unwrap()["runs"], 1);
        assert!(parse("").is_err());
    }

    #[test]
    fn clients_are_waited_for_and_a_bad_end_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let shell = Path::new("/bin/sh");
        let start = |name: &str, script: &str| {
            Client::start(shell, directory.path(), name, &["-c".to_owned(), script.to_owned()]).unwrap()
        };
        let mut looks = 0;
        let clients = vec![start("a", "sleep 0.2; echo '{\"a\":1}'"), start("b", "echo '{\"b\":2}'")];
        let reports = wait("measuring", clients, || looks += 1).unwrap();
        assert_eq!((reports[0]["a"].as_i64(), reports[1]["b"].as_i64()), (Some(1), Some(2)));
        assert!(looks > 1);
        let error = wait("measuring", vec![start("c", "echo why >&2; exit 3")], || {}).unwrap_err().to_string();
        assert!(error.contains("why"), "{error}");
    }
}
