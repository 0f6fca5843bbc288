//! What a browser has to load before the first answer, by part, and whether that is within the budget.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::bundle::{compress, widget};
use crate::error::{Error, IoContext, Result};
use crate::paths::Paths;

const BUDGET: &str = "tests/size_budget.json";

/// One line of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sizes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// The table.
#[derive(Debug)]
pub struct Table {
    rows: Vec<(String, Sizes)>,
}

impl Table {
    /// Of the files that the manifest names.
    pub fn of(dist: &Path) -> Result<Self> {
        let mut rows = Vec::new();
        for file in widget::named_files(dist)? {
            let size = |path: &Path| fs::metadata(path).at(path).map(|data| data.len());
            let sizes = Sizes {
                raw: size(&file)?,
                gzip: size(&compress::sibling(&file, "gz"))?,
                brotli: size(&compress::sibling(&file, "br"))?,
            };
            rows.push((file.extension().unwrap_or_default().to_string_lossy().into_owned(), sizes));
        }
        Ok(Self { rows })
    }

    /// An error above the budget.
    pub fn check(&self, paths: &Paths) -> Result<()> {
        let path = paths.repo.join(BUDGET);
        let text = fs::read_to_string(&path).at(&path)?;
        let budget: serde_json::Value =
            serde_json::from_str(&text).map_err(|source| Error::Json { what: BUDGET.into(), source })?;
        let limit = budget["total_brotli"]
            .as_u64()
            .ok_or_else(|| Error::Failed(format!("{BUDGET} has no number `total_brotli`")))?;
        let total = self.total().brotli;
        if total > limit {
            return Err(Error::Failed(format!("the widget has {total} bytes (brotli), {BUDGET} allows {limit}")));
        }
        Ok(())
    }

    fn total(&self) -> Sizes {
        self.rows.iter().fold(Sizes::default(), |sum, (_, row)| Sizes {
            raw: sum.raw + row.raw,
            gzip: sum.gzip + row.gzip,
            brotli: sum.brotli + row.brotli,
        })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<8}{:>10}{:>10}{:>14}", "part", "raw", "gzip -9", "brotli -q 11")?;
        for (name, sizes) in
            self.rows.iter().map(|(name, sizes)| (name.as_str(), *sizes)).chain([("total", self.total())])
        {
            writeln!(out, "{name:<8}{:>10}{:>10}{:>14}", sizes.raw, sizes.gzip, sizes.brotli)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_sums_up() {
        let row = Sizes { raw: 10, gzip: 5, brotli: 4 };
        let table = Table { rows: vec![("js".into(), row), ("wasm".into(), Sizes { raw: 90, ..row })] };
        assert_eq!(table.total(), Sizes { raw: 100, gzip: 10, brotli: 8 });
        assert_eq!(
            table.to_string().lines().last().unwrap().split_whitespace().collect::<Vec<_>>(),
            ["total", "100", "10", "8"]
        );
    }
}
