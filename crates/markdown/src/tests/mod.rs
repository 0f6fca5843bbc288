//! Tests of the whole reader: against pulldown-cmark, on hostile and on arbitrary texts.

mod arbitrary;
mod differential;
mod hostile;
mod normal;
mod oracle;
