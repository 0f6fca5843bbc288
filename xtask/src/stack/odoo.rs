//! One Odoo server with one database.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::{IoContext, Result};
use crate::http::Client;
use crate::process::job::Job;
use crate::process::service::{Service, StopBy};
use crate::setup::odoo::Odoo;
use crate::stack::ports::{self, Pair};
use crate::stack::postgres::ROLE;

const START: Duration = Duration::from_secs(180);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(15) };

/// How a server runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// One process, a thread for each request.
    #[default]
    Threaded,
    /// Processes for requests, and an evented one for what stays open: it needs a proxy in front that tells them apart.
    Prefork {
        /// How many processes there are for requests.
        workers: u8,
    },
}

/// How the server of a site runs, where that is not as usual.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// Threads or processes.
    pub mode: Mode,
    /// Whether a proxy stands in front: Odoo then believes its `X-Forwarded-…`.
    pub behind_proxy: bool,
    /// Options of Odoo's configuration that begin with `limit_`.
    pub limits: Vec<(&'static str, u64)>,
}

/// Where a server runs, and on what.
#[derive(Debug, Clone)]
pub struct Site {
    /// The Odoo to run.
    pub odoo: Odoo,
    /// Its own directory: configuration, files, logs.
    pub directory: PathBuf,
    /// The database.
    pub database: String,
    /// The directory of PostgreSQL's socket.
    pub socket: PathBuf,
    /// Folders with addons besides Odoo's own.
    pub addons: Vec<PathBuf>,
    /// Where it listens, on the loopback interface.
    pub ports: Pair,
    /// How it runs.
    pub serving: Serving,
}

impl Site {
    /// Installs or updates modules, and ends.
    pub fn run_once(&self, what: &str, log: &str, arguments: &[&str]) -> Result<()> {
        // With workers, Odoo would start them all before it ends.
        let arguments = [&["--workers=0"], arguments].concat();
        Job::new(what, self.command(&arguments)?, self.log(log)).run()
    }

    /// Odoo on this site.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let configuration = self.write_configuration()?;
        let mut command = self.odoo.command();
        command.arg("-c").arg(configuration).args(["-d", &self.database]).args(arguments);
        Ok(command)
    }

    /// Starts the server and waits until its login page answers, and its evented process listens if it has one.
    pub fn start(&self) -> Result<Service> {
        let mut service = Service::start("Odoo", self.command(&[])?, &self.log("odoo"), STOP)?;
        let client = Client::new(&self.url(), Duration::from_secs(10));
        let has_evented = self.serving.mode != Mode::Threaded;
        service.wait_until(START, || {
            (!has_evented || ports::accepts(self.ports.gevent))
                && client.get("/web/login").is_ok_and(|answer| answer.status == 200)
        })?;
        Ok(service)
    }

    /// Its own address, whatever stands in front of it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.http)
    }

    /// A log in its directory.
    pub fn log(&self, name: &str) -> PathBuf {
        self.directory.join("log").join(format!("{name}.log"))
    }

    fn write_configuration(&self) -> Result<PathBuf> {
        let path = self.directory.join("odoo.conf");
        fs::create_dir_all(&self.directory).at(&self.directory)?;
        fs::write(&path, self.configuration()).at(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600)).at(&path)?;
        Ok(path)
    }

    fn configuration(&self) -> String {
        let addons: Vec<String> =
            self.odoo.addons.iter().chain(&self.addons).map(|path| path.display().to_string()).collect();
        // No admin_passwd that anybody knows, and no database manager to use it in.
        format!(
            "[options]\naddons_path = {addons}\ndata_dir = {data}\ndb_host = {socket}\ndb_port = 5432\ndb_user = {ROLE}\n\
             db_name = {database}\ndbfilter = ^{database}$\nlist_db = False\nadmin_passwd = False\n\
             http_interface = 127.0.0.1\nhttp_port = {http}\ngevent_port = {gevent}\nmax_cron_threads = 1\n\
             log_level = info\nwithout_demo = False\n{serving}",
            addons = addons.join(","),
            data = self.data().display(),
            socket = self.socket.display(),
            database = self.database,
            http = self.ports.http,
            gevent = self.ports.gevent,
            serving = self.serving.configuration(),
        )
    }

    /// Where Odoo keeps its files.
    pub fn data(&self) -> PathBuf {
        self.directory.join("data")
    }
}

impl Serving {
    fn configuration(&self) -> String {
        let workers = match self.mode {
            Mode::Threaded => 0,
            Mode::Prefork { workers } => workers,
        };
        let proxy = if self.behind_proxy { "True" } else { "False" };
        let limits: String = self.limits.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
        format!("workers = {workers}\nproxy_mode = {proxy}\n{limits}")
    }
}

/// Copies a directory with owners and times, sharing blocks where the file system can.
pub fn copy_tree(what: &str, from: &Path, to: &Path, log: PathBuf) -> Result<()> {
    let mut copy = Command::new("cp");
    copy.args(["-a", "--reflink=auto", "-T"]).arg(from).arg(to);
    Job::new(what, copy, log).run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_threaded_unless_told_otherwise() {
        assert_eq!(Serving::default().configuration(), "workers = 0\nproxy_mode = False\n");
    }

    #[test]
    fn workers_a_proxy_and_limits_are_written_down() {
        let serving =
            Serving { mode: Mode::Prefork { workers: 2 }, behind_proxy: true, limits: vec![("limit_time_real", 30)] };
        assert_eq!(serving.configuration(), "workers = 2\nproxy_mode = True\nlimit_time_real = 30\n");
    }
}
