//! `cargo xtask demo`: a real Odoo 19 with the assistant in it, and an AI service of its own.

pub mod assemble;
pub mod configure;
pub mod pages;
pub mod running;
pub mod smoke;
pub mod state;

use std::time::Duration;

use crate::cli::DemoOptions;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::setup::{lock, nginx};
use crate::{interrupt, ui};

use running::{LOGIN, Options, Running};
use state::State;

const BEHIND_NGINX: &str = "  This is nginx; Odoo runs with workers and the evented process behind it.\n";
const POLL: Duration = Duration::from_millis(300);

/// Runs until Ctrl-C, or until the one question of `--smoke` is answered.
pub fn run(paths: &Paths, options: &DemoOptions) -> Result<()> {
    let directory = State::directory(paths);
    let Some(_lock) = lock::try_lock(&directory.with_extension("lock"))? else {
        let address = State::load(&directory).odoo_port.map(|port| format!(" at http://127.0.0.1:{port}"));
        return Err(Error::Missing(format!(
            "a demo of this checkout is running already{}: stop it first",
            address.unwrap_or_default()
        )));
    };
    ui::title("Getting ready");
    let tools = assemble::ensure(paths, options.odoo.as_deref())?;
    let nginx = if options.prefork {
        let _lock = assemble::setup_lock(paths)?;
        Some(nginx::ensure(paths)?)
    } else {
        None
    };
    crate::bundle::widget::ensure(paths)?;
    ui::title("Starting");
    if options.fresh {
        crate::setup::mark::remove(&directory)?;
    }
    let addons = vec![paths.repo.join("odoo_addon")];
    let place = Options { port: options.port, addons, nginx, ..Options::default() };
    let mut demo = Running::start(paths, &tools, &directory, &place)?;
    if options.smoke {
        return smoke::run(&demo);
    }
    pages::warm_up(demo.url())?;
    announce(&demo);
    loop {
        demo.check()?;
        if let Err(stop) = interrupt::sleep(POLL) {
            ui::title("Stopping");
            drop(demo);
            return match stop {
                Error::Interrupted => {
                    ui::note("all of it has stopped; the data are kept");
                    Ok(())
                }
                other => Err(other),
            };
        }
    }
}

fn announce(demo: &Running) {
    let (user, password) = LOGIN;
    eprintln!(
        "\n  \x1b[1mOdoo with the assistant: {url}\x1b[0m\n  Log in as {user} with the password {password}, and click the \
         assistant's icon at the top right.\n{nginx}\n  Logs: {logs}\n  Ctrl-C stops all of it. The data are kept; --fresh starts over.\n",
        url = demo.url(),
        nginx = if demo.is_behind_nginx() { BEHIND_NGINX } else { "" },
        logs = demo.directory().join("log").display(),
    );
}
