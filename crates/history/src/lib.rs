//! The list of earlier chats as data: which threads are in it, in which order, under which headings.
//!
//! No clock and no time zone here: who calls says which day it is, and on which day something was said.

mod date;
mod group;
mod list;
#[cfg(test)]
mod list_tests;

pub use date::Date;
pub use group::{Group, Section, sections};
pub use list::{List, Listed, Scope};
