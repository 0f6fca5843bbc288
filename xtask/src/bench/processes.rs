//! What all that we started takes of the machine, from `/proc`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::error::{Error, IoContext, Result};

/// The unit of times in `/proc`, for programs: the same on every Linux, whatever the kernel's own clock.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a process belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Odoo's evented process.
    Evented,
    /// All other processes of Odoo, with the one that starts them.
    Workers,
    /// The database, with its own helpers.
    Postgres,
    /// The proxy.
    Nginx,
    /// The scripted AI service.
    Service,
    /// Who measures: the load tools, `psql`, and this program.
    Client,
}

/// CPU seconds since the beginning, or between two moments.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    parts: [f64; 6],
    machine: f64,
}

impl Usage {
    /// Until now.
    pub fn now() -> Result<Self> {
        let own = std::process::id();
        let mut usage = Self { machine: machine()?, ..Self::default() };
        for process in family(all(), own) {
            let part = if process.id == own { Part::Client } else { process.part() };
            usage.parts[part as usize] += process.ticks / TICKS_PER_SECOND;
        }
        Ok(usage)
    }

    /// What came to it since an earlier moment.
    pub fn since(&self, before: &Self) -> Self {
        let parts = std::array::from_fn(|part| (self.parts[part] - before.parts[part]).max(0.0));
        Self { parts, machine: self.machine - before.machine }
    }

    /// What one part took.
    pub fn of(&self, part: Part) -> f64 {
        self.parts[part as usize]
    }

    /// What the rest of the machine took, which has nothing to do with us.
    pub fn others(&self) -> f64 {
        (self.machine - self.parts.iter().sum::<f64>()).max(0.0)
    }
}

/// Odoo's evented process, if we have started one.
pub fn evented() -> Option<u32> {
    family(all(), std::process::id()).into_iter().find(|process| process.part() == Part::Evented).map(|found| found.id)
}

/// The memory that a process has in use.
pub fn resident_bytes(id: u32) -> Option<f64> {
    resident_in(&fs::read_to_string(format!("/proc/{id}/status")).ok()?)
}

fn resident_in(status: &str) -> Option<f64> {
    let kilobytes: f64 =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

#[derive(Debug, Clone, PartialEq)]
struct Process {
    id: u32,
    parent: u32,
    name: String,
    /// Of itself and of its children that have ended.
    ticks: f64,
    arguments: Vec<String>,
}

impl Process {
    fn read(id: u32) -> Option<Self> {
        let mut process = Self::parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?;
        let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        process.arguments =
            arguments.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        Some(process)
    }

    /// `id (name) state parent …`: a name may have spaces and parentheses in it.
    fn parse(stat: &str) -> Option<Self> {
        let (id, rest) = stat.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        // utime, stime, cutime and cstime are fields 14 to 17 of proc(5); `fields` begins with the third.
        let ticks = fields.get(11..15)?.iter().map(|field| field.parse::<f64>()).sum::<Result<f64, _>>().ok()?;
        let parent = fields.get(1)?.parse().ok()?;
        Some(Self { id: id.parse().ok()?, parent, name: name.to_owned(), ticks, arguments: Vec::new() })
    }

    fn part(&self) -> Part {
        let has = |word: &str| self.arguments.iter().any(|argument| argument == word);
        match self.name.as_str() {
            "postgres" => Part::Postgres,
            "nginx" => Part::Nginx,
            "bench" if has("service") => Part::Service,
            "bench" | "psql" => Part::Client,
            // Odoo starts itself anew with this word.
            _ if has("gevent") => Part::Evented,
            _ => Part::Workers,
        }
    }
}

fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    // One that ends while we look is passed over: its time is with its parent then.
    entries.filter_map(|entry| Process::read(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// A process and all that came from it.
fn family(processes: Vec<Process>, root: u32) -> Vec<Process> {
    let mut known = BTreeSet::from([root]);
    loop {
        let before = known.len();
        known.extend(
            processes
                .iter()
                .filter(|process| known.contains(&process.parent))
                .map(|process| process.id)
                .collect::<Vec<_>>(),
        );
        if known.len() == before {
            return processes.into_iter().filter(|process| known.contains(&process.id)).collect();
        }
    }
}

/// All that the machine has computed.
fn machine() -> Result<f64> {
    let path = Path::new("/proc/stat");
    busy_in(&fs::read_to_string(path).at(path)?)
        .map(|ticks| ticks / TICKS_PER_SECOND)
        .ok_or_else(|| Error::Failed(format!("{} has no line of the processors", path.display())))
}

/// `cpu user nice system idle iowait irq softirq …`
fn busy_in(stat: &str) -> Option<f64> {
    let fields: Vec<f64> =
        stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace().map_while(|field| field.parse().ok()).collect();
    [0, 1, 2, 5, 6].iter().map(|field| fields.get(*field).copied()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "7 (a (b) c) S 3 7 7 0 -1 4194560 1 2 3 4 100 20 3 1 20 0 1 0 99 1 2 3\n";

    fn process(id: u32, parent: u32, name: &str, arguments: &[&str]) -> Process {
        let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        Process { id, parent, name: name.into(), ticks: 0.0, arguments }
    }

    #[test]
    fn a_name_may_have_anything_in_it() {
        let parsed = Process::parse(STAT).unwrap();
        assert_eq!((parsed.id, parsed.parent, parsed.name.as_str(), parsed.ticks), (7, 3, "a (b) c", 124.0));
        assert_eq!(Process::parse("7 (a) S 3"), None);
    }

    #[test]
    fn a_process_is_known_by_name_and_arguments() {
        let part = |name, arguments: &[&str]| process(1, 0, name, arguments).part();
        assert_eq!(part("postgres", &["postgres: odoo demo idle"]), Part::Postgres);
        assert_eq!(part("bench", &["bench", "service", "--port", "1"]), Part::Service);
        assert_eq!(part("bench", &["bench", "load"]), Part::Client);
        assert_eq!(part("python3", &["python3", "odoo-bin", "gevent", "-c", "x"]), Part::Evented);
        assert_eq!(part("python3", &["python3", "odoo-bin", "-c", "x"]), Part::Workers);
    }

    #[test]
    fn strangers_are_no_family() {
        let processes =
            vec![process(4, 3, "d", &[]), process(3, 2, "c", &[]), process(2, 1, "b", &[]), process(9, 1, "x", &[])];
        let ids: Vec<u32> = family(processes, 2).iter().map(|process| process.id).collect();
        assert_eq!(ids, [4, 3, 2]);
    }

    #[test]
    fn the_difference_is_shared_out() {
        let before = Usage { parts: [1.0, 0.0, 0.0, 0.0, 0.0, 2.0], machine: 10.0 };
        let after = Usage { parts: [3.0, 1.0, 0.0, 0.0, 0.0, 2.5], machine: 14.0 };
        let usage = after.since(&before);
        assert_eq!((usage.of(Part::Evented), usage.of(Part::Client), usage.others()), (2.0, 0.5, 0.5));
    }

    #[test]
    fn waiting_is_no_work() {
        assert_eq!(busy_in("cpu  10 1 5 900 80 2 3 7 0 0\ncpu0 1 1\n"), Some(21.0));
        assert_eq!(busy_in("intr 1"), None);
    }

    #[test]
    fn memory_is_told_in_bytes() {
        assert_eq!(resident_in("Name:\tx\nVmRSS:\t   2048 kB\n"), Some(2_097_152.0));
        assert_eq!(resident_in("Name:\tx\n"), None);
    }

    #[test]
    fn this_very_test_takes_something() {
        let before = Usage::now().unwrap();
        assert!(before.machine > 0.0);
        assert!(resident_bytes(std::process::id()).unwrap() > 0.0);
    }
}
