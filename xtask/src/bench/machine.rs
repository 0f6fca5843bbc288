//! The machine, as far as figures depend on it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::bench::figures::Figures;
use crate::error::{Error, IoContext, Result};
use crate::process::{find, output};

/// Five hundred streams are a thousand connections of the evented process and as many of nginx; systemd's limit is 1024.
const FILES: u64 = 16 * 1024;

/// How much of it there is, and how busy it is.
pub fn describe(figures: &mut Figures) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    figures.add("machine_cores", cores as f64);
    figures.add("load_average_before", load_average()?);
    Ok(())
}

/// The load average of the last minute.
pub fn load_average() -> Result<f64> {
    let path = Path::new("/proc/loadavg");
    first_number(&fs::read_to_string(path).at(path)?)
        .ok_or_else(|| Error::Failed(format!("{} has no number", path.display())))
}

/// Lets what we start have as many connections as a large site's server would be given.
pub fn raise_file_limit() {
    let (Some(prlimit), Some(most)) = (find("prlimit"), hard_limit()) else { return };
    let limit = most.min(FILES);
    let mut raise = Command::new(prlimit);
    raise.args([format!("--pid={}", std::process::id()), format!("--nofile={limit}:")]);
    // Not granted: connections beyond the limit fail, and the figures show it.
    let _ = output(&mut raise);
}

fn hard_limit() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    hard_limit_in(&limits)
}

fn hard_limit_in(limits: &str) -> Option<u64> {
    let hard = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().nth(1)?;
    if hard == "unlimited" { Some(u64::MAX) } else { hard.parse().ok() }
}

fn first_number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_is_the_first_number() {
        assert_eq!(first_number("0.45 0.63 1.34 1/222 3\n"), Some(0.45));
        assert_eq!(first_number(""), None);
    }

    #[test]
    fn the_hard_limit_is_the_second_number() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max open files            1024                 524288               files     \n";
        assert_eq!(hard_limit_in(limits), Some(524_288));
        assert_eq!(hard_limit_in("Max open files  1024  unlimited  files"), Some(u64::MAX));
        assert_eq!(hard_limit_in("Max processes 1 2"), None);
    }
}
