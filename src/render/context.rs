//! What drawing an answer needs to know of the page.

use crate::texts::Texts;

/// What drawing an answer needs to know of the page.
#[derive(Clone, Debug)]
pub struct Context {
    /// The page's origin: its own addresses are no outside links.
    pub origin: String,
    /// The visible texts.
    pub texts: Texts,
}
