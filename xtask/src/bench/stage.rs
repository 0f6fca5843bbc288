//! What is measured: a database of its own, the scripted AI service, and an Odoo for each scenario.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;
use tempfile::TempDir;

use crate::bench::people;
use crate::bench::sql::Sql;
use crate::bench::tools::Tools;
use crate::demo::configure;
use crate::error::{IoContext, Result};
use crate::http::Client;
use crate::paths::Paths;
use crate::process::guarded;
use crate::process::service::{Service, StopBy};
use crate::setup::mark;
use crate::stack::nginx::template::Kind;
use crate::stack::nginx::{Nginx, Proxy};
use crate::stack::odoo::{Mode, Serving, Site, copy_tree};
use crate::stack::ports::{self, Pair};
use crate::stack::postgres::{Durability, Postgres};
use crate::stack::{ai_service, scratch, template};
use crate::ui;

/// Of a service that answers by a script, on the loopback interface.
pub const KEY: &str = "bench-key";
const WORKERS: u8 = 2;
const START: Duration = Duration::from_secs(10);
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(5) };

/// A way of running Odoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One process with threads.
    Threaded,
    /// Workers, reached directly.
    Workers,
    /// Workers and the evented process behind nginx, as `deploy/nginx` has it.
    BehindNginx,
}

/// What all scenarios share. Stopped in this order, the directory last.
pub struct Stage {
    _service: Service,
    service_url: String,
    _postgres: Postgres,
    sql: Sql,
    site: Site,
    tools: Tools,
    users: usize,
    directory: TempDir,
}

/// A running Odoo.
pub struct Server {
    _nginx: Option<Nginx>,
    _odoo: Service,
    /// Where clients reach it.
    pub url: String,
}

impl Stage {
    /// Starts the database and the service, and installs the addon, for so many users.
    pub fn set(paths: &Paths, tools: &Tools, users: usize) -> Result<Self> {
        let directory = scratch::directory(paths)?;
        template::copy_to(paths, &tools.odoo, &tools.postgres, directory.path())?;
        // A copy: what is measured stays the same while somebody works on the addon.
        let addons = directory.path().join("addons");
        fs::create_dir_all(&addons).at(&addons)?;
        copy_tree("copying the addon", &paths.addon(), &addons.join("ai_agent"), paths.log("copy"))?;
        let logs = directory.path().join("log");
        let cluster = template::cluster(directory.path());
        let postgres = Postgres::start(&tools.postgres, &cluster, &logs, Durability::Kept)?;
        let sql = Sql::new(&tools.postgres, postgres.socket());
        let site = Site {
            odoo: tools.odoo.clone(),
            directory: directory.path().to_path_buf(),
            database: template::DATABASE.to_owned(),
            socket: postgres.socket().to_path_buf(),
            addons: vec![addons],
            ports: Pair::any()?,
            serving: Serving::default(),
        };
        site.run_once("installing the addon", "install", &["-i", "ai_agent", "--stop-after-init", "--no-http"])?;
        let (service, service_url) = scripted_service(&tools.bench, &logs)?;
        let tools = tools.clone();
        let stage = Self { _service: service, service_url, _postgres: postgres, sql, site, tools, users, directory };
        stage.tell_durability()?;
        Ok(stage)
    }

    /// Starts an Odoo, and makes the users if this is the first.
    pub fn serve(&self, way: Way) -> Result<Server> {
        let mode = if way == Way::Threaded { Mode::Threaded } else { Mode::Prefork { workers: WORKERS } };
        let serving = Serving { mode, behind_proxy: way == Way::BehindNginx, ..Serving::default() };
        let site = Site { ports: Pair::any()?, serving, ..self.site.clone() };
        let odoo = site.start()?;
        let nginx = if way == Way::BehindNginx { Some(self.proxy(&site)?) } else { None };
        let url = nginx.as_ref().map_or_else(|| site.url(), |nginx| nginx.url().to_owned());
        if !self.people().exists() {
            configure::service(&url, &self.service_url, KEY, "")?;
            people::make(&url, &self.sql, self.users, &self.people())?;
            // Else it would be written in the middle of the first measurement.
            self.sql.run("CHECKPOINT")?;
        }
        Ok(Server { _nginx: nginx, _odoo: odoo, url })
    }

    /// Updates the addon in the database, with no server running.
    pub fn update_addon(&self, what: &str) -> Result<()> {
        self.site.run_once(what, "update", &["-u", "ai_agent", "--stop-after-init", "--no-http"])
    }

    /// The file of users.
    pub fn people(&self) -> PathBuf {
        self.directory.path().join("people.jsonl")
    }

    /// Where logs are.
    pub fn logs(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// The load tools.
    pub fn bench(&self) -> &Path {
        &self.tools.bench
    }

    /// The database.
    pub fn sql(&self) -> &Sql {
        &self.sql
    }

    /// The scripted AI service's address.
    pub fn service_url(&self) -> &str {
        &self.service_url
    }

    /// Copies all logs to where they outlive us: something went wrong.
    pub fn keep_logs(&self, paths: &Paths) -> Result<()> {
        let kept = paths.log("bench").with_extension("");
        mark::remove(&kept)?;
        copy_tree("keeping the logs", &self.logs(), &kept, paths.log("copy"))?;
        ui::note(&format!("the logs: {}", kept.display()));
        Ok(())
    }

    fn proxy(&self, site: &Site) -> Result<Nginx> {
        let port = ports::any()?;
        let (program, directory) = (self.tools.nginx.as_path(), site.directory.as_path());
        Proxy { program, directory, kind: Kind::Example, tls: None, port, odoo: site.ports }.start()
    }

    fn tell_durability(&self) -> Result<()> {
        let [fsync, commit] = ["fsync", "synchronous_commit"].map(|name| self.sql.run(&format!("SHOW {name}")));
        ui::note(&format!("PostgreSQL has fsync {}, synchronous_commit {}", fsync?, commit?));
        Ok(())
    }
}

fn scripted_service(bench: &Path, logs: &Path) -> Result<(Service, String)> {
    let port = ports::any()?;
    let mut command = guarded(bench, "TERM");
    command.args(["service", "--port", &port.to_string(), "--key", KEY]);
    let mut service = Service::start("the scripted AI service", command, &logs.join("service.log"), STOP)?;
    let client = Client::new(&format!("http://127.0.0.1:{port}"), Duration::from_secs(5));
    service.wait_until(START, || client.get("/health").is_ok_and(|answer| answer.status == 200))?;
    Ok((service, ai_service::url(port)))
}
