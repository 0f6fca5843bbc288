//! `cargo xtask bundle`: the widget built into the addon, and the addon as something to install.

pub mod compress;
pub mod package;
pub mod recipe;
pub mod sizes;
pub mod widget;

use crate::cli::BundleOptions;
use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::ui;

/// Builds what is not up to date, prints the sizes, and fails above the budget.
pub fn run(paths: &Paths, options: &BundleOptions) -> Result<()> {
    ui::title("Building the addon");
    {
        let _lock = assemble::setup_lock(paths)?;
        assemble::build_tools(paths)?;
    }
    let dist = widget::ensure(paths)?;
    let out = options.out.clone().unwrap_or_else(|| paths.repo.join("build"));
    let package = package::make(paths, &out)?;
    ui::note(&format!("folder: {}", package.folder.display()));
    ui::note(&format!("zip:    {}", package.zip.display()));
    let table = sizes::Table::of(&dist)?;
    println!("\n{table}");
    table.check(paths)
}
