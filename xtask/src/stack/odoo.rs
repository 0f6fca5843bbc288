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
use crate::stack::postgres::ROLE;

const START: Duration = Duration::from_secs(180);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(15) };

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
    pub port: u16,
}

impl Site {
    /// Installs or updates modules, and ends.
    pub fn run_once(&self, what: &str, log: &str, arguments: &[&str]) -> Result<()> {
        Job::new(what, self.command(arguments)?, self.log(log)).run()
    }

    /// Odoo on this site.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let configuration = self.write_configuration()?;
        let mut command = self.odoo.command();
        command.arg("-c").arg(configuration).args(["-d", &self.database]).args(arguments);
        Ok(command)
    }

    /// Starts the server and waits until its login page answers.
    pub fn start(&self) -> Result<Service> {
        let mut service = Service::start("Odoo", self.command(&[])?, &self.log("odoo"), STOP)?;
        let client = Client::new(&self.url(), Duration::from_secs(10));
        service.wait_until(START, || client.get("/web/login").is_ok_and(|answer| answer.status == 200))?;
        Ok(service)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
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
        let data = self.directory.join("data");
        let gevent = self.port.wrapping_add(1000);
        // No admin_passwd that anybody knows, and no database manager to use it in.
        format!(
            "[options]\naddons_path = {addons}\ndata_dir = {data}\ndb_host = {socket}\ndb_port = 5432\ndb_user = {ROLE}\n\
             db_name = {database}\ndbfilter = ^{database}$\nlist_db = False\nadmin_passwd = False\n\
             http_interface = 127.0.0.1\nhttp_port = {port}\ngevent_port = {gevent}\nworkers = 0\nmax_cron_threads = 1\n\
             proxy_mode = False\nlog_level = info\nwithout_demo = False\n",
            addons = addons.join(","),
            data = data.display(),
            socket = self.socket.display(),
            database = self.database,
            port = self.port,
        )
    }
}

/// Copies a directory with owners and times, sharing blocks where the file system can.
pub fn copy_tree(what: &str, from: &Path, to: &Path, log: PathBuf) -> Result<()> {
    let mut copy = Command::new("cp");
    copy.args(["-a", "--reflink=auto", "-T"]).arg(from).arg(to);
    Job::new(what, copy, log).run()
}
