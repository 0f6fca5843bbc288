//! A database with the addon, ready for tests that start, stop and kill the servers themselves.

mod description;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::bundle::widget;
use crate::demo::assemble::{self, Tools};
use crate::error::Result;
use crate::paths::Paths;
use crate::setup::{mark, nginx};
use crate::stack::nginx::certificate::Certificate;
use crate::stack::odoo::{Serving, Site};
use crate::stack::ports::Pair;
use crate::stack::postgres::{self, Durability, Postgres};
use crate::stack::{ai_service, scratch, template};
use crate::test::site;

use description::Description;

/// What the tests are told, in a directory that is gone when this is dropped.
pub struct Prepared {
    /// The file that names every program.
    pub file: PathBuf,
    _directory: TempDir,
    _socket: TempDir,
}

/// Copies the prepared database and installs the addon in it. Nothing runs afterwards.
pub fn make(paths: &Paths, tools: &Tools) -> Result<Prepared> {
    let nginx = {
        let _lock = assemble::setup_lock(paths)?;
        nginx::ensure(paths)?
    };
    widget::ensure(paths)?;
    let scratch = scratch::directory(paths)?;
    let directory = scratch.path();
    template::copy_to(paths, &tools.odoo, &tools.postgres, directory)?;
    let socket = postgres::socket_directory()?;
    let mut site = Site {
        odoo: tools.odoo.clone(),
        directory: directory.to_path_buf(),
        database: template::DATABASE.to_owned(),
        socket: socket.path().to_path_buf(),
        addons: site::addons(paths),
        ports: Pair::any()?,
        serving: Serving::default(),
    };
    install(&tools.postgres, &mut site)?;
    let key_file = directory.join("ai_service.key");
    ai_service::key(&key_file)?;
    let description = Description {
        site: &site,
        postgres: postgres::command(&tools.postgres, &template::cluster(directory), socket.path(), Durability::Killed)?,
        nginx: &nginx,
        certificate: &Certificate::ensure(directory)?,
        ai_service: tools.ai_service.command(paths, &key_file),
        key_file: &key_file,
    };
    let file = directory.join("stack.json");
    mark::write_whole(&file, &description.to_json()?)?;
    Ok(Prepared { file, _directory: scratch, _socket: socket })
}

/// Installs the addon with a database server that is gone afterwards: the tests start their own.
fn install(bin: &Path, site: &mut Site) -> Result<()> {
    let cluster = template::cluster(&site.directory);
    let postgres = Postgres::start(bin, &cluster, &site.directory.join("log"), Durability::Thrown)?;
    let for_tests = std::mem::replace(&mut site.socket, postgres.socket().to_path_buf());
    let installed =
        site.run_once("installing the addon", "install", &["-i", "ai_agent", "--stop-after-init", "--no-http"]);
    site.socket = for_tests;
    installed
}
