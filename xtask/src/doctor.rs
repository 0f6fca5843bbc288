//! `cargo xtask doctor`.
use crate::{error::Result, paths::Paths};
/// Todo.
pub fn run(_: &Paths) -> Result<bool> {
    Ok(true)
}
