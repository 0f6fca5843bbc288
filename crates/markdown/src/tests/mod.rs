//! Tests of the whole reader: against pulldown-cmark, on hostile and on arbitrary texts.

mod arbitrary;
mod block_cases;
mod differential;
mod hostile;
mod inline_cases;
mod normal;
mod oracle;
