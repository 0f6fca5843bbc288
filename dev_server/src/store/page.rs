//! `limit` and a cursor.

use ai_agent_agui::ErrorCode;

/// Which part of a list is wanted. Cursors are numbers inside and opaque outside.
pub(crate) struct Page {
    limit: usize,
    cursor: Option<u64>,
}

impl Page {
    /// Reads the two parameters; a limit must be from 1 to `most`.
    pub(crate) fn new(
        limit: Option<&str>,
        cursor: Option<&str>,
        default: usize,
        most: usize,
    ) -> Result<Self, ErrorCode> {
        let limit = limit.map_or(Ok(default), str::parse).map_err(|_| ErrorCode::InvalidInput)?;
        let cursor = cursor.map(str::parse).transpose().map_err(|_| ErrorCode::InvalidInput)?;
        if !(1..=most).contains(&limit) {
            return Err(ErrorCode::InvalidInput);
        }
        Ok(Self { limit, cursor })
    }

    /// The range from where `start` finds the cursor.
    pub(super) fn forward(&self, length: usize, start: impl Fn(u64) -> usize) -> (usize, usize) {
        let from = self.cursor.map_or(0, start);
        (from, length.min(from + self.limit))
    }

    /// The range that ends before the cursor, which counts from the start.
    pub(super) fn backward(&self, length: usize) -> (usize, usize) {
        let cursor = self.cursor.and_then(|cursor| usize::try_from(cursor).ok());
        let to = cursor.unwrap_or(length).min(length);
        (to.saturating_sub(self.limit), to)
    }
}
