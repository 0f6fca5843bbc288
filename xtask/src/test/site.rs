//! An Odoo for one layer of tests: a fresh copy of the prepared database, thrown away afterwards.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::cli::TestOptions;
use crate::demo::assemble::{self, Tools};
use crate::error::Result;
use crate::paths::Paths;
use crate::stack::odoo::{Serving, Site};
use crate::stack::ports::Pair;
use crate::stack::postgres::{Durability, Postgres};
use crate::stack::{scratch, template};

/// What the tests add to Odoo.
const TEST_ADDONS: &str = "tests/odoo_test_addon";

/// A site with its database server. Dropping it removes all of it.
pub struct TestSite {
    /// The site.
    pub site: Site,
    _postgres: Postgres,
    _directory: TempDir,
}

/// What a demo is made of, and the addons of the tests.
pub fn tools(paths: &Paths, options: &TestOptions) -> Result<Tools> {
    assemble::ensure(paths, options.odoo.as_deref())
}

/// A site with the prepared database, nothing of ours installed.
pub fn make(paths: &Paths, tools: &Tools) -> Result<TestSite> {
    let directory = scratch::directory(paths)?;
    template::copy_to(paths, &tools.odoo, &tools.postgres, directory.path())?;
    let logs = directory.path().join("log");
    let cluster = template::cluster(directory.path());
    let postgres = Postgres::start(&tools.postgres, &cluster, &logs, Durability::Thrown)?;
    let site = Site {
        odoo: tools.odoo.clone(),
        directory: directory.path().to_path_buf(),
        database: template::DATABASE.to_owned(),
        socket: postgres.socket().to_path_buf(),
        addons: addons(paths),
        ports: Pair::any()?,
        serving: Serving::default(),
    };
    Ok(TestSite { site, _postgres: postgres, _directory: directory })
}

/// Our addon and that of the tests.
pub fn addons(paths: &Paths) -> Vec<PathBuf> {
    [Path::new("odoo_addon"), Path::new(TEST_ADDONS)].iter().map(|folder| paths.repo.join(folder)).collect()
}
