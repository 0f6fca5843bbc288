//! Tables that tools give: read from the wire, put in order, written for a spreadsheet, and drawn as bars.
//!
//! No DOM and no language here: who calls says how texts compare.

mod bars;
mod order;
mod table;
#[cfg(test)]
mod testdata;
mod write;

pub use bars::{Bar, Bars, bars, measures};
pub use order::Order;
pub use table::{Cell, Column, Kind, Row, Table, Value};
pub use write::{csv, tsv};
