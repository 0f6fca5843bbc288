//! A database with Odoo's own apps and demo data, made once and copied: installing them takes most of a minute.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{IoContext, Result};
use crate::paths::Paths;
use crate::setup::odoo::Odoo;
use crate::setup::{digest, lock, mark};
use crate::stack::odoo::{Serving, Site, copy_tree};
use crate::stack::ports::Pair;
use crate::stack::postgres::{Durability, Postgres};
use crate::ui;

/// The apps that the assistant is shown with.
const MODULES: &str = "base,web,mail,contacts,crm";
/// The name of the database in every cluster of ours.
pub const DATABASE: &str = "demo";

const CLUSTER: &str = "pg";
const FILES: &str = "data";

/// Fills a directory with a copy of the database and its files.
pub fn copy_to(paths: &Paths, odoo: &Odoo, bin: &Path, directory: &Path) -> Result<()> {
    let template = ensure(paths, odoo, bin)?;
    fs::create_dir_all(directory).at(directory)?;
    for part in [CLUSTER, FILES] {
        let to = directory.join(part);
        mark::remove(&to)?;
        copy_tree(&format!("copying the prepared database ({part})"), &template.join(part), &to, paths.log("copy"))?;
    }
    Ok(())
}

/// The cluster inside a directory filled by [`copy_to`].
pub fn cluster(directory: &Path) -> PathBuf {
    directory.join(CLUSTER)
}

fn ensure(paths: &Paths, odoo: &Odoo, bin: &Path) -> Result<PathBuf> {
    let identity = format!("{}|{MODULES}|{}", odoo.key, bin.display());
    let directory = paths.state.join(format!("template-{}", digest::short(identity.as_bytes())));
    fs::create_dir_all(&paths.state).at(&paths.state)?;
    let _lock = lock::wait(&paths.state.join("template.lock"), "it prepares a database")?;
    if mark::is_complete(&directory) {
        return Ok(directory);
    }
    ui::note("missing: an Odoo database with demo data (made once, then copied)");
    mark::begin(&directory)?;
    let logs = directory.join("log");
    let cluster = Postgres::start(bin, &directory.join(CLUSTER), &logs, Durability::Thrown)?;
    let site = Site {
        odoo: odoo.clone(),
        directory: directory.clone(),
        database: DATABASE.to_owned(),
        socket: cluster.socket().to_path_buf(),
        addons: Vec::new(),
        ports: Pair::any()?,
        serving: Serving::default(),
    };
    let arguments = ["-i", MODULES, "--with-demo", "--load-language=en_US", "--stop-after-init", "--no-http"];
    site.run_once(&format!("installing Odoo's {MODULES}, with demo data"), "install", &arguments)?;
    drop(cluster);
    mark::complete(&directory)?;
    Ok(directory)
}
