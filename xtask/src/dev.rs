//! `cargo xtask dev`.
use crate::{cli::DevOptions, error::Result, paths::Paths};
/// Todo.
pub fn run(_: &Paths, _: &DevOptions) -> Result<()> {
    Ok(())
}
