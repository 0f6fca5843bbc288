//! Sees to what a command needs: looks whether it is there, says what is missing and why, and gets it.
//!
//! Everything but Debian packages goes into the cache, each thing in a directory named with its version. A step counts as done
//! once its mark is there, which is written last: an interrupted setup is simply run again.

pub mod apt;
pub mod cargo_tools;
pub mod chromium;
pub mod digest;
pub mod iproute;
pub mod lock;
pub mod mark;
pub mod model;
pub mod nginx;
pub mod node;
pub mod npm;
pub mod odoo;
pub mod odoo_deb;
pub mod odoo_official;
pub mod postgres;
pub mod python;
