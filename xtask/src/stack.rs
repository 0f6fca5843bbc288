//! What a demo and the tests talk to: a private PostgreSQL, a real Odoo, an nginx before it, the embedded AI service.
//!
//! Each is started here, stopped when dropped, and knows nothing of the others.

pub mod ai_service;
pub mod nginx;
pub mod odoo;
pub mod ports;
pub mod postgres;
pub mod scratch;
pub mod template;
