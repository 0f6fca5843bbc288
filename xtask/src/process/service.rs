//! A program that runs until we stop it, with all that it started.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::error::{Error, IoContext, Result};
use crate::process::{open_log, send_output_to, tail};
use crate::{interrupt, ui};

const POLL: Duration = Duration::from_millis(50);

/// How a service is asked to stop, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct StopBy {
    /// What it gets first; SIGKILL follows.
    pub signal: Signal,
    /// How long it may take.
    pub patience: Duration,
}

/// A running program. Dropping it stops it.
pub struct Service {
    name: String,
    child: Child,
    log: PathBuf,
    stop_by: StopBy,
}

impl Service {
    /// Starts it in a process group of its own, so that Ctrl-C reaches us alone and we decide the order of stopping.
    pub fn start(name: &str, mut command: Command, log: &Path, stop_by: StopBy) -> Result<Self> {
        let file = open_log(log)?;
        send_output_to(&mut command, &file)?;
        let child = command.process_group(0).spawn().doing(&format!("starting {name}"))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_path_buf(), stop_by })
    }

    /// An error when it is no longer there.
    pub fn check(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait().doing(&self.name)? else { return Ok(()) };
        let what = format!("{} ended by itself: it", self.name);
        Err(Error::Program { what, status: status.to_string(), tail: tail(&self.log), log: self.log.clone() })
    }

    /// Waits until `ready` says so, as long as it is alive.
    pub fn wait_until(&mut self, limit: Duration, mut ready: impl FnMut() -> bool) -> Result<()> {
        let what = format!("{} starts", self.name);
        let mut step = ui::Step::start(&what);
        let started = Instant::now();
        loop {
            if ready() {
                step.done();
                return Ok(());
            }
            if let Err(error) = self.check().and_then(|()| interrupt::sleep(POLL)) {
                step.failed();
                return Err(error);
            }
            if started.elapsed() > limit {
                step.failed();
                let status = format!("no answer within {} s", limit.as_secs());
                return Err(Error::Program { what, status, tail: tail(&self.log), log: self.log.clone() });
            }
            step.tick();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        end_group(&mut self.child, self.stop_by.signal, self.stop_by.patience);
    }
}

/// Asks a child and all that it started to end, and ends them when they do not.
pub fn end_group(child: &mut Child, signal: Signal, patience: Duration) {
    let Ok(id) = i32::try_from(child.id()) else { return };
    let group = Pid::from_raw(id);
    if matches!(child.try_wait(), Ok(None)) {
        let _ = killpg(group, signal);
        let started = Instant::now();
        while started.elapsed() < patience && matches!(child.try_wait(), Ok(None)) {
            thread::sleep(POLL);
        }
    }
    // What the child left behind, and the child itself if it did not listen.
    let _ = killpg(group, Signal::SIGKILL);
    let _ = child.wait();
}
