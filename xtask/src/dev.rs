//! `cargo xtask dev`: the standalone page with live reload, talking to a model through the dev server.

pub mod page;
pub mod server;

use std::env;
use std::time::Duration;

use crate::cli::DevOptions;
use crate::demo::assemble;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::service::Service;
use crate::setup::{apt, cargo_tools, node, npm, python};
use crate::stack::{ai_service, ports};
use crate::{interrupt, ui};

use page::{Backend, Page};
use server::{DevServer, Upstream};

const PAGE_PORT: u16 = 8080;
const SERVER_PORT: u16 = 8090;
const AI_PORT: u16 = 8021;
const POLL: Duration = Duration::from_millis(300);

/// Runs until Ctrl-C.
pub fn run(paths: &Paths, options: &DevOptions) -> Result<()> {
    ui::title("Getting ready");
    {
        let _lock = assemble::setup_lock(paths)?;
        cargo_tools::target(paths)?;
        cargo_tools::wasm_bindgen(paths)?;
        cargo_tools::trunk(paths)?;
        npm::ensure(paths, &node::ensure(paths)?)?;
    }
    server::build(paths)?;
    ui::title("Starting");
    let (upstream, mut embedded) = upstream(paths)?;
    let mut server = DevServer::start(paths, ports::free_from(SERVER_PORT)?, &upstream)?;
    let page_port = options.port.map_or_else(|| ports::free_from(PAGE_PORT), Ok)?;
    let mut page = Page::start(paths, page_port, &Backend::At(server.url()))?;
    eprintln!(
        "\n  \x1b[1mThe standalone page: {}\x1b[0m\n  It asks {}. Ctrl-C stops all of it.\n",
        page.url(),
        upstream.description()
    );
    loop {
        page.check()?;
        server.check()?;
        if let Some(service) = &mut embedded {
            service.check()?;
        }
        match interrupt::sleep(POLL) {
            Ok(()) => {}
            Err(Error::Interrupted) => return Ok(()),
            Err(other) => return Err(other),
        }
    }
}

/// The service that the environment names, else the embedded one.
fn upstream(paths: &Paths) -> Result<(Upstream, Option<Service>)> {
    if let Ok(url) = env::var("AI_AGENT_URL") {
        return Ok((Upstream::Named(url), None));
    }
    let service = {
        let _lock = assemble::setup_lock(paths)?;
        apt::ensure(paths, &[python::NEED])?;
        assemble::ai_service(paths)?
    };
    let key_file = paths.state.join("dev.key");
    let key = ai_service::key(&key_file)?;
    let port = ports::free_from(AI_PORT)?;
    let running = service.start(paths, &key_file, port, &paths.log("dev-ai-service"))?;
    Ok((Upstream::Embedded { url: ai_service::url(port), key }, Some(running)))
}
