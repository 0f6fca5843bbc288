//! The widget's own tests, in headless Chromium.
//!
//! The runner's server answers four connections at a time, and a browser keeps those that it has: with a fifth JavaScript
//! file beside the widget's module, the page often never loads.

use crate::demo::assemble;
use crate::error::Result;
use crate::paths::Paths;
use crate::setup::{cargo_tools, chromium};
use crate::test::check::Checks;
use crate::test::layers::cargo;
use crate::test::parse;

/// For a machine that does other things too.
const TIMEOUT_SECONDS: &str = "120";

/// Runs them.
pub fn run(paths: &Paths, checks: &mut Checks) -> Result<()> {
    let (runner, chromium) = {
        let _lock = assemble::setup_lock(paths)?;
        cargo_tools::target(paths)?;
        (cargo_tools::wasm_bindgen(paths)?.join("wasm-bindgen-test-runner"), chromium::ensure(paths)?)
    };
    let mut test =
        cargo(paths, &["test", "--package", "ai-agent-chat", "--target", cargo_tools::TARGET, "--no-fail-fast"]);
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("CHROMEDRIVER", chromium.driver);
    test.env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT_SECONDS);
    checks.counted("wasm-bindgen-test", test, parse::cargo)
}
