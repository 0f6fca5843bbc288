//! The running demo: PostgreSQL, the AI service and Odoo, with the addon installed and set up.

use std::path::{Path, PathBuf};

use crate::demo::assemble::Tools;
use crate::demo::configure;
use crate::demo::state::State;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::service::Service;
use crate::setup::{digest, mark};
use crate::stack::odoo::Site;
use crate::stack::postgres::{Durability, Postgres};
use crate::stack::{ai_service, ports, template};
use crate::ui;

/// Name and password of the administrator, as in Odoo's demo data.
pub const LOGIN: (&str, &str) = ("admin", "admin");

const ODOO_PORT: u16 = 8069;
const AI_PORT: u16 = 8011;
/// Parts of the addon that Odoo reads anew by itself.
const READ_ANEW: [&str; 3] = ["static", "tests", "__pycache__"];

/// Where it runs, besides its directory.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where Odoo listens; else the last one, or the next free one.
    pub port: Option<u16>,
    /// Where the AI service listens.
    pub ai_port: Option<u16>,
    /// Folders with addons.
    pub addons: Vec<PathBuf>,
    /// Modules that are installed besides the assistant.
    pub extra_modules: Vec<&'static str>,
}

/// The three, in the order of stopping: Odoo first, its database last.
pub struct Running {
    odoo: Service,
    ai: Service,
    postgres: Postgres,
    site: Site,
    key: String,
    service_url: String,
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
        let site = Site {
            odoo: tools.odoo.clone(),
            directory: directory.to_path_buf(),
            database: template::DATABASE.to_owned(),
            socket: postgres.socket().to_path_buf(),
            addons: options.addons.clone(),
            port: odoo_port(options.port, state.odoo_port)?,
        };
        install_addon(paths, &site, &options.extra_modules, &mut state)?;
        let odoo = site.start()?;
        let service_url = ai_service::url(ai_port);
        configure::service(&site.url(), &service_url, &key, &state.service_url)?;
        state = State { odoo_port: Some(site.port), ai_port: Some(ai_port), service_url: service_url.clone(), ..state };
        state.save(directory)?;
        Ok(Self { odoo, ai, postgres, site, key, service_url })
    }

    /// An error once one of them is gone.
    pub fn check(&mut self) -> Result<()> {
        self.odoo.check()?;
        self.ai.check()?;
        self.postgres.check()
    }

    /// Odoo's address.
    pub fn url(&self) -> String {
        self.site.url()
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
