//! The browser of the tests: the one that is installed, with its driver. Nothing else downloads a browser.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::process::find;
use crate::setup::apt::{self, Need};

const NEEDS: [Need; 2] = [
    Need { package: "chromium", why: "tests in a real browser", present: || browser().is_some() },
    Need { package: "chromium-driver", why: "tests in a real browser", present: || driver().is_some() },
];

/// Browser and driver.
#[derive(Debug, Clone)]
pub struct Chromium {
    /// The browser.
    pub browser: PathBuf,
    /// What drives it for `wasm-bindgen-test`.
    pub driver: PathBuf,
}

/// Both, installed if need be.
pub fn ensure(paths: &Paths) -> Result<Chromium> {
    apt::ensure(paths, &NEEDS)?;
    match (browser(), driver()) {
        (Some(browser), Some(driver)) => Ok(Chromium { browser, driver }),
        _ => Err(Error::Missing("Chromium or its driver is missing".into())),
    }
}

/// The browser on `PATH`.
pub fn browser() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}

/// The driver on `PATH`.
pub fn driver() -> Option<PathBuf> {
    find("chromedriver")
}
