//! The running demo: PostgreSQL, the AI service and Odoo, with the addon installed and set up; nginx too where there are workers.

use std::path::{Path, PathBuf};

use crate::demo::assemble::Tools;
use crate::demo::configure;
use crate::demo::state::State;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::service::Service;
use crate::setup::{digest, mark};
use crate::stack::nginx::template::Kind;
use crate::stack::nginx::{Nginx, Proxy};
use crate::stack::odoo::{Mode, Serving, Site};
use crate::stack::ports::Pair;
use crate::stack::postgres::{Durability, Postgres};
use crate::stack::{ai_service, ports, template};
use crate::ui;

/// Name and password of the administrator, as in Odoo's demo data.
pub const LOGIN: (&str, &str) = ("admin", "admin");

const ODOO_PORT: u16 = 8069;
const AI_PORT: u16 = 8011;
/// Enough to see that there are several.
const WORKERS: u8 = 2;
/// Parts of the addon that Odoo reads anew by itself.
const READ_ANEW: [&str; 3] = ["static", "tests", "__pycache__"];

/// Where it runs, besides its directory.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where Odoo is reached; else the last one, or the next free one.
    pub port: Option<u16>,
    /// Where the AI service listens.
    pub ai_port: Option<u16>,
    /// Folders with addons.
    pub addons: Vec<PathBuf>,
    /// Modules that are installed besides the assistant.
    pub extra_modules: Vec<&'static str>,
    /// nginx's program: Odoo runs with workers and an evented process behind it.
    pub nginx: Option<PathBuf>,
}

/// All of them, in the order of stopping: what people reach first, the database last.
pub struct Running {
    nginx: Option<Nginx>,
    odoo: Service,
    ai: Service,
    postgres: Postgres,
    site: Site,
    key: String,
    service_url: String,
    url: String,
}

impl Running {
    /// Starts them on what the directory holds, and waits until all answer.
    pub fn start(paths: &Paths, tools: &Tools, directory: &Path, options: &Options) -> Result<Self> {
        let mut state = State::load(directory);
        if state.odoo != tools.odoo.key && !state.odoo.is_empty() {
            ui::note("the demo's database was made with another Odoo: starting over");
            mark::remove(directory)?;
            state = State::default();
        }
        let fresh = state.odoo.is_empty();
        if fresh {
            template::copy_to(paths, &tools.odoo, &tools.postgres, directory)?;
            state = State { odoo: tools.odoo.key.clone(), ..State::default() };
            state.save(directory)?;
        }
        let logs = directory.join("log");
        let postgres = Postgres::start(&tools.postgres, &template::cluster(directory), &logs, Durability::Kept)?;
        let ai_port = ports::free_from(options.ai_port.or(state.ai_port).unwrap_or(AI_PORT))?;
        let key_file = directory.join("ai_service.key");
        let key = ai_service::key(&key_file)?;
        let ai = tools.ai_service.start(paths, &key_file, ai_port, &logs.join("ai_service.log"))?;
        let port = odoo_port(options.port, state.odoo_port)?;
        let behind_proxy = options.nginx.is_some();
        let mode = if behind_proxy { Mode::Prefork { workers: WORKERS } } else { Mode::Threaded };
        let site = Site {
            odoo: tools.odoo.clone(),
            directory: directory.to_path_buf(),
            database: template::DATABASE.to_owned(),
            socket: postgres.socket().to_path_buf(),
            addons: options.addons.clone(),
            ports: if behind_proxy { inner_ports(port, state.inner)? } else { Pair::beside(port)? },
            serving: Serving { mode, behind_proxy, ..Serving::default() },
        };
        install_addon(paths, &site, &options.extra_modules, &mut state)?;
        let odoo = site.start()?;
        let nginx = options.nginx.as_deref().map(|program| proxy(program, &site, port).start()).transpose()?;
        let url = nginx.as_ref().map_or_else(|| site.url(), |nginx| nginx.url().to_owned());
        let service_url = ai_service::url(ai_port);
        configure::service(&url, &service_url, &key, &state.service_url)?;
        let inner = if behind_proxy { Some(site.ports) } else { state.inner };
        state =
            State { odoo_port: Some(port), inner, ai_port: Some(ai_port), service_url: service_url.clone(), ..state };
        state.save(directory)?;
        Ok(Self { nginx, odoo, ai, postgres, site, key, service_url, url })
    }

    /// An error once one of them is gone.
    pub fn check(&mut self) -> Result<()> {
        self.nginx.as_mut().map_or(Ok(()), Nginx::check)?;
        self.odoo.check()?;
        self.ai.check()?;
        self.postgres.check()
    }

    /// Where people reach Odoo: its own address, or that of nginx before it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Odoo's own address, whatever stands before it.
    pub fn odoo_url(&self) -> String {
        self.site.url()
    }

    /// Where its evented process listens, if it has one.
    pub fn evented_port(&self) -> u16 {
        self.site.ports.gevent
    }

    /// Whether nginx stands before it.
    pub fn is_behind_nginx(&self) -> bool {
        self.nginx.is_some()
    }

    /// Where data and logs are.
    pub fn directory(&self) -> &Path {
        &self.site.directory
    }

    /// Odoo's log.
    pub fn odoo_log(&self) -> PathBuf {
        self.site.log("odoo")
    }

    /// The AI service's address.
    pub fn service_url(&self) -> &str {
        &self.service_url
    }

    /// The AI service's key: what must be found nowhere.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Installs the addon, or updates it when its Python or data have changed.
fn install_addon(paths: &Paths, site: &Site, extra: &[&str], state: &mut State) -> Result<()> {
    let skip = |path: &Path| READ_ANEW.iter().any(|name| path.ends_with(name));
    let addon = digest::of_files(&paths.addon(), &["."], &skip)?;
    if addon == state.addon {
        return Ok(());
    }
    let (what, option) =
        if state.addon.is_empty() { ("installing the addon", "-i") } else { ("updating the addon", "-u") };
    let modules = [&["ai_agent"], extra].concat().join(",");
    site.run_once(what, "install", &[option, &modules, "--stop-after-init", "--no-http"])?;
    state.addon = addon;
    state.save(&site.directory)
}

/// What most Odoos stand behind: nginx as Odoo's documentation has it.
fn proxy<'a>(program: &'a Path, site: &'a Site, port: u16) -> Proxy<'a> {
    Proxy { program, directory: &site.directory, kind: Kind::Documented, tls: None, port, odoo: site.ports }
}

/// Odoo's own ports when nginx has the one that people use.
fn inner_ports(outer: u16, last: Option<Pair>) -> Result<Pair> {
    match last {
        Some(pair) if pair.is_free() && pair.http != outer && pair.gevent != outer => Ok(pair),
        _ => Pair::beside(ports::free_from(outer.saturating_add(1))?),
    }
}

fn odoo_port(asked: Option<u16>, last: Option<u16>) -> Result<u16> {
    match asked {
        Some(port) if ports::is_free(port) => Ok(port),
        Some(port) => Err(Error::Missing(format!("port {port} is taken: choose another with --port"))),
        None => match last {
            Some(port) if ports::is_free(port) => Ok(port),
            _ => ports::free_from(ODOO_PORT),
        },
    }
}
