//! A program that ends by itself: its output goes to a log, the person sees one line that counts seconds.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::{Error, IoContext, Result};
use crate::process::service::end_group;
use crate::process::{open_log, send_output_to, tail};
use crate::{interrupt, ui};

const POLL: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(5);

/// A command with what it is for and where its output goes.
pub struct Job {
    what: String,
    command: Command,
    log: PathBuf,
}

impl Job {
    /// A job that has not started.
    pub fn new(what: impl Into<String>, command: Command, log: PathBuf) -> Self {
        Self { what: what.into(), command, log }
    }

    /// Runs it; an error, with the end of its log, when it fails.
    pub fn run(self) -> Result<()> {
        let (what, log) = (self.what.clone(), self.log.clone());
        let status = self.status()?;
        if status.success() {
            return Ok(());
        }
        Err(Error::Program { what, status: status.to_string(), tail: tail(&log), log })
    }

    /// Runs it, and hands back how it ended.
    pub fn status(mut self) -> Result<ExitStatus> {
        let log = open_log(&self.log)?;
        send_output_to(&mut self.command, &log)?;
        let mut step = ui::Step::start(&self.what);
        let mut child = self.command.process_group(0).spawn().doing(&self.what)?;
        loop {
            if let Some(status) = child.try_wait().doing(&self.what)? {
                if status.success() {
                    step.done();
                } else {
                    step.failed();
                }
                end_group(&mut child, Signal::SIGTERM, PATIENCE);
                return Ok(status);
            }
            if let Err(stop) = interrupt::check() {
                step.failed();
                end_group(&mut child, Signal::SIGTERM, PATIENCE);
                return Err(stop);
            }
            step.tick();
            thread::sleep(POLL);
        }
    }
}
