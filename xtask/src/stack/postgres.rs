//! A private PostgreSQL cluster: its own data, no TCP port, a socket that only we can reach.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::User;
use tempfile::TempDir;

use crate::error::{IoContext, Result};
use crate::process::job::Job;
use crate::process::service::{Service, StopBy};
use crate::process::{as_user, output};
use crate::setup::postgres;

/// The database role; Odoo refuses the name `postgres`.
pub const ROLE: &str = "odoo";

const START: Duration = Duration::from_secs(60);
/// SIGINT disconnects clients and ends cleanly.
const STOP: StopBy = StopBy { signal: Signal::SIGINT, patience: Duration::from_secs(20) };

/// Whether its data have to survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Durability {
    /// A person works with it.
    Kept,
    /// It lives as long as a test.
    Thrown,
    /// The same, and the test kills the server: what was committed must be there afterwards, as it would on a real one.
    Killed,
}

/// A running cluster.
pub struct Postgres {
    service: Service,
    socket: TempDir,
}

impl Postgres {
    /// Makes the cluster if there is none, and starts it.
    pub fn start(bin: &Path, data: &Path, logs: &Path, durability: Durability) -> Result<Self> {
        let user = postgres::user()?;
        if !data.join("PG_VERSION").exists() {
            initialize(bin, data, logs, user.as_ref())?;
        }
        let socket = socket_directory()?;
        let command = command(bin, data, socket.path(), durability)?;
        let service = Service::start("PostgreSQL", command, &logs.join("postgres.log"), STOP)?;
        let mut cluster = Self { service, socket };
        cluster.service.wait_until(START, || answers(bin, cluster.socket.path()))?;
        Ok(cluster)
    }

    /// Where its socket is: the `host` of a connection.
    pub fn socket(&self) -> &Path {
        self.socket.path()
    }

    /// An error when it is gone.
    pub fn check(&mut self) -> Result<()> {
        self.service.check()
    }
}

/// The server of a cluster, in the foreground.
pub fn command(bin: &Path, data: &Path, socket: &Path, durability: Durability) -> Result<Command> {
    let mut command = as_user(bin.join("postgres"), "INT", postgres::user()?.as_ref());
    command.arg("-D").arg(data).arg("-k").arg(socket).current_dir("/");
    for setting in settings(durability) {
        command.args(["-c", setting]);
    }
    Ok(command)
}

/// A new directory for a socket. Paths of sockets are limited to about 100 characters: never below the data.
pub fn socket_directory() -> Result<TempDir> {
    let socket = tempfile::Builder::new().prefix("ai-agent-pg-").tempdir().doing("a directory for the socket")?;
    give(socket.path(), postgres::user()?.as_ref())?;
    Ok(socket)
}

fn settings(durability: Durability) -> &'static [&'static str] {
    match durability {
        Durability::Kept => &["listen_addresses=", "unix_socket_permissions=0700", "synchronous_commit=off"],
        Durability::Thrown => &[
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "synchronous_commit=off",
            "fsync=off",
            "full_page_writes=off",
        ],
        // Not waiting for the disk loses nothing as long as the machine itself stays up.
        Durability::Killed => {
            &["listen_addresses=", "unix_socket_permissions=0700", "fsync=off", "full_page_writes=off"]
        }
    }
}

fn initialize(bin: &Path, data: &Path, logs: &Path, user: Option<&User>) -> Result<()> {
    fs::create_dir_all(data).at(data)?;
    give(data, user)?;
    let mut initdb = as_user(bin.join("initdb"), "KILL", user);
    initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", ROLE, "-D"]).arg(data);
    initdb.current_dir("/");
    Job::new("making a private PostgreSQL cluster", initdb, logs.join("initdb.log")).run()
}

fn give(path: &Path, user: Option<&User>) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).at(path)
}

fn answers(bin: &Path, socket: &Path) -> bool {
    let mut ask = Command::new(bin.join("pg_isready"));
    output(ask.args(["-q", "-U", ROLE, "-d", "postgres", "-h"]).arg(socket)).is_some()
}
