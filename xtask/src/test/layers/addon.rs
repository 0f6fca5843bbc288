//! The addon's tests, by Odoo's own runner, with the shim's Hoot tests in a browser. None may be skipped.

use std::fs;

use crate::bundle::widget;
use crate::cli::TestOptions;
use crate::demo::assemble;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::setup::chromium;
use crate::test::check::Checks;
use crate::test::parse::Counts;
use crate::test::site;

const MODULES: &str = "ai_agent,ai_agent_test_assets,ai_agent_test_tools";
const NAME: &str = "Odoo's test runner";
const HOOT_PASSED: &str = "[HOOT] Test suite succeeded";

/// Installs the addon in a fresh database and runs its tests.
pub fn run(paths: &Paths, options: &TestOptions, checks: &mut Checks) -> Result<()> {
    let tools = site::tools(paths, options)?;
    {
        let _lock = assemble::setup_lock(paths)?;
        chromium::ensure(paths)?;
    }
    widget::ensure(paths)?;
    let test = site::make(paths, &tools)?;
    let arguments = ["-i", MODULES, "--test-tags", "/ai_agent,/ai_agent_test_tools", "--stop-after-init"];
    let command = test.site.command(&arguments)?;
    checks.counted(NAME, command, counts)?;
    let log = String::from_utf8_lossy(&fs::read(checks.log(NAME)).unwrap_or_default()).into_owned();
    checks.expect("no test was skipped", &none_skipped(&log));
    checks.expect("the shim's tests ran", &hoot_ran(&log));
    Ok(())
}

/// `0 failed, 0 error(s) of 9 tests when loading database`: one line for all.
fn counts(log: &str) -> Counts {
    let mut counts = Counts::default();
    for line in log.lines() {
        let Some((before, after)) = line.split_once(" error(s) of ") else { continue };
        let numbers: Vec<u32> = before.split(' ').filter_map(|word| word.parse().ok()).collect();
        let total: u32 = after.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let failed = numbers.iter().rev().take(2).sum::<u32>();
        counts = Counts { passed: total.saturating_sub(failed), failed, ..counts };
    }
    counts
}

fn none_skipped(log: &str) -> Result<()> {
    let skipped: Vec<&str> = log
        .lines()
        .filter(|line| line.contains(": skipped ") || line.contains("websocket-client module is not installed"))
        .collect();
    if skipped.is_empty() { Ok(()) } else { Err(Error::Failed(skipped.join("\n"))) }
}

fn hoot_ran(log: &str) -> Result<()> {
    if log.contains(HOOT_PASSED) { Ok(()) } else { Err(Error::Failed(format!("the log has no `{HOOT_PASSED}`"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "2026-01-01 10:00:00,000 123 INFO demo odoo.tests.result: ";

    #[test]
    fn the_result_line_is_counted() {
        let log = format!("{LINE}1 failed, 2 error(s) of 9 tests when loading database 'demo'\n");
        assert_eq!(counts(&log), Counts { passed: 6, failed: 3, skipped: 0 });
        assert_eq!(counts("nothing"), Counts::default());
    }

    #[test]
    fn a_skipped_test_is_noticed() {
        assert!(none_skipped("odoo.addons.ai_agent.tests.test_a: Starting TestA.test_b ...").is_ok());
        assert!(none_skipped("odoo.addons.ai_agent.tests.test_a: skipped TestA.test_b : no browser").is_err());
        assert!(none_skipped("WARNING odoo.addons: websocket-client module is not installed").is_err());
    }

    #[test]
    fn the_browser_must_have_run_the_shims_tests() {
        assert!(hoot_ran("browser: [HOOT] Test suite succeeded").is_ok());
        assert!(hoot_ran("").is_err());
    }
}
