//! `cargo xtask bench history`: how long a search, the list and a long thread take for a person with a year of chats.
//!
//! `data` makes the chats, `requests` asks the routes one after the other, `browser` opens a thread as a person does.

mod browser;
mod data;
mod requests;

use crate::bench::figures::Figures;
use crate::bench::history::browser::Surroundings;
use crate::bench::stage::{Stage, Way};
use crate::bench::{machine, tools};
use crate::bundle::widget;
use crate::cli::BenchOptions;
use crate::error::Result;
use crate::paths::Paths;
use crate::ui;

/// Measures; fails when a search does not find what is there. A slow figure is told, and is no failure.
pub fn run(paths: &Paths, options: &BenchOptions) -> Result<bool> {
    let mut figures = Figures::default();
    machine::describe(&mut figures)?;
    ui::title("Getting ready");
    let tools = tools::ensure(paths, options.odoo.as_deref())?;
    let surroundings = browser::ensure(paths)?;
    widget::ensure(paths)?;
    let stage = Stage::set(paths, &tools, data::USERS)?;
    // The users are made by the first server.
    drop(stage.serve(Way::Threaded)?);
    data::make(&stage, &mut figures)?;
    let server = stage.serve(Way::Threaded)?;
    let measured = measure(paths, &surroundings, &server.url, &mut figures);
    if measured.is_err() {
        stage.keep_logs(paths)?;
    }
    drop(server);
    drop(stage);
    measured?;
    if options.json {
        print!("{}", figures.json_lines());
    } else {
        println!("\n{figures}");
    }
    Ok(true)
}

fn measure(paths: &Paths, surroundings: &Surroundings, url: &str, figures: &mut Figures) -> Result<()> {
    ui::title("Searches, the list, and a thread of 5,000 messages, one request after the other");
    requests::measure(url, figures)?;
    ui::title("The same thread in a browser");
    browser::measure(paths, surroundings, url, figures)
}
