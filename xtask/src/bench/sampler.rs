//! What PostgreSQL's connections do meanwhile, looked at many times a second by one more connection.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::bench::sql::Sql;
use crate::error::{Error, IoContext, Result};
use crate::process::service::{Service, StopBy};

/// A transaction that holds a connection without using it, for how long it has done so; how many connections there are; and
/// what that transaction did last. The clock is not `now()`, which stands still within a transaction and so is older than
/// what it is compared with.
const LOOK: &str = "\
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change) * 1000) FILTER (WHERE idle), 0)::numeric(12, 3),
       count(*) FILTER (WHERE backend_type = 'client backend'),
       (array_agg(application_name || ': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 100) ORDER BY state_change)
           FILTER (WHERE idle))[1]
  FROM (SELECT *, state = 'idle in transaction' AS idle FROM pg_stat_activity) AS activity
 WHERE pid <> pg_backend_pid() \\watch 0.05
";
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(5) };

/// It looks until it is asked what it saw.
pub struct Sampler {
    psql: Service,
    log: PathBuf,
}

/// What it saw.
#[derive(Debug, Default, PartialEq)]
pub struct Sampled {
    /// How many times it looked.
    pub count: usize,
    /// The longest that a transaction was seen to do nothing.
    pub idle_in_transaction_ms: f64,
    /// Whose it was, and what it had done last.
    pub idle_after: String,
    /// The most connections.
    pub connections: f64,
}

impl Sampler {
    /// Begins to look.
    pub fn start(sql: &Sql, logs: &Path) -> Result<Self> {
        let (script, log) = (logs.join("sampler.sql"), logs.join("sampler.log"));
        fs::write(&script, LOOK).at(&script)?;
        let mut command = sql.command();
        command.arg("-f").arg(script);
        Ok(Self { psql: Service::start("psql", command, &log, STOP)?, log })
    }

    /// Ends, and tells.
    pub fn finish(mut self) -> Result<Sampled> {
        self.psql.check()?;
        drop(self.psql);
        let sampled = Sampled::parse(&fs::read_to_string(&self.log).at(&self.log)?);
        if sampled.count == 0 { Err(Error::Failed("psql saw nothing of PostgreSQL".into())) } else { Ok(sampled) }
    }
}

impl Sampled {
    fn parse(rows: &str) -> Self {
        let mut seen = Self::default();
        for row in rows.lines() {
            let mut columns = row.splitn(3, '|');
            let mut number = || columns.next()?.parse::<f64>().ok();
            let (Some(idle), Some(connections)) = (number(), number()) else { continue };
            seen.count += 1;
            seen.connections = seen.connections.max(connections);
            if idle > seen.idle_in_transaction_ms {
                seen.idle_in_transaction_ms = idle;
                seen.idle_after = columns.next().unwrap_or_default().to_owned();
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_of_all_rows_counts() {
        let seen = Sampled::parse("0.000|7|\n12.300|9|odoo-1: SELECT a || b\n\n4.000|8|odoo-2: x\nnot a row\n1.0");
        let wanted = Sampled {
            count: 3,
            idle_in_transaction_ms: 12.3,
            idle_after: "odoo-1: SELECT a || b".into(),
            connections: 9.0,
        };
        assert_eq!(seen, wanted);
        assert_eq!(Sampled::parse(""), Sampled::default());
    }
}
