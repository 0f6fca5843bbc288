//! Everything that a demo needs. What cannot be had does not keep the rest from being fetched.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::setup::odoo::Odoo;
use crate::setup::{apt, cargo_tools, lock, model, node, npm, odoo, postgres, python};
use crate::stack::ai_service::AiService;

/// What a demo is made of.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The Odoo.
    pub odoo: Odoo,
    /// PostgreSQL's programs.
    pub postgres: PathBuf,
    /// The AI service.
    pub ai_service: AiService,
}

/// Fetches what is missing.
pub fn ensure(paths: &Paths, named_odoo: Option<&Path>) -> Result<Tools> {
    let _lock = setup_lock(paths)?;
    let mut missing = Vec::new();
    let system = apt::ensure(paths, &[python::NEED, odoo::NEED]);
    let postgres = postgres::ensure(paths);
    gather(system, &mut missing)?;
    let postgres = gather(postgres, &mut missing)?;
    if python::find().is_none() {
        return Err(all_of(&missing));
    }
    let ai_service = gather(ai_service(paths), &mut missing)?;
    let odoo = gather(odoo::ensure(paths, named_odoo), &mut missing)?;
    gather(build_tools(paths), &mut missing)?;
    match (odoo, postgres, ai_service) {
        (Some(odoo), Some(postgres), Some(ai_service)) if missing.is_empty() => {
            Ok(Tools { odoo, postgres, ai_service })
        }
        _ => Err(all_of(&missing)),
    }
}

/// One setup at a time.
pub fn setup_lock(paths: &Paths) -> Result<lock::Lock> {
    lock::wait(&paths.cache.join("setup.lock"), "it installs what this one needs too")
}

/// The AI service, with its model.
pub fn ai_service(paths: &Paths) -> Result<AiService> {
    Ok(AiService { environment: model::service_environment(paths)?, model: model::ensure(paths)? })
}

/// What the widget is built with.
pub fn build_tools(paths: &Paths) -> Result<()> {
    npm::ensure(paths, &node::ensure(paths)?)?;
    cargo_tools::target(paths)?;
    cargo_tools::wasm_bindgen(paths)?;
    Ok(())
}

/// Keeps what went wrong for later, unless it ends everything.
fn gather<T>(result: Result<T>, missing: &mut Vec<Error>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(error) => {
            missing.push(error);
            Ok(None)
        }
    }
}

fn all_of(missing: &[Error]) -> Error {
    Error::Missing(missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
