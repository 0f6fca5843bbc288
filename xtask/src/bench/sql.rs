//! The database itself, asked by `psql`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::process::{guarded, output};
use crate::stack::postgres::ROLE;
use crate::stack::template::DATABASE;

/// How to reach it.
#[derive(Debug, Clone)]
pub struct Sql {
    /// The program.
    psql: PathBuf,
    /// The directory of the socket.
    socket: PathBuf,
}

impl Sql {
    /// `bin` are PostgreSQL's programs, `socket` is where its server listens.
    pub fn new(bin: &Path, socket: &Path) -> Self {
        Self { psql: bin.join("psql"), socket: socket.to_path_buf() }
    }

    /// `psql` that prints bare rows, its columns divided by `|`.
    pub fn command(&self) -> Command {
        let mut command = guarded(&self.psql, "TERM");
        command.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-U", ROLE, "-d", DATABASE, "-h"]).arg(&self.socket);
        command
    }

    /// Runs one statement, and gives what it printed.
    pub fn run(&self, statement: &str) -> Result<String> {
        output(self.command().arg("-c").arg(statement))
            .ok_or_else(|| Error::Failed(format!("PostgreSQL did not carry out: {statement}")))
    }
}
