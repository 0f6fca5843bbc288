//! What a demo remembers between starts.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::setup::{digest, mark};
use crate::stack::ports::Pair;

/// Remembered in `demo.json`, beside the database.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Where people reached Odoo last.
    pub odoo_port: Option<u16>,
    /// Where Odoo itself listened last when nginx stood before it.
    pub inner: Option<Pair>,
    /// Where the AI service listened last.
    pub ai_port: Option<u16>,
    /// The Odoo that the database was made with.
    pub odoo: String,
    /// The addon's Python and data that the database has; empty: not installed.
    pub addon: String,
    /// The service's address that we entered in the settings.
    pub service_url: String,
}

impl State {
    /// Each checkout has a demo of its own.
    pub fn directory(paths: &Paths) -> PathBuf {
        let checkout = digest::short(paths.repo.as_os_str().as_encoded_bytes());
        paths.state.join(format!("demo-{checkout}"))
    }

    /// What was remembered; nothing when it cannot be read.
    pub fn load(directory: &Path) -> Self {
        let text = fs::read_to_string(directory.join("demo.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Remembers it.
    pub fn save(&self, directory: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|source| Error::Json { what: "what the demo remembers".into(), source })?;
        mark::write_whole(&directory.join("demo.json"), &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back_and_rubbish_is_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let state = State {
            odoo_port: Some(8069),
            addon: "abc".into(),
            inner: Some(Pair { http: 8070, gevent: 8073 }),
            ..State::default()
        };
        state.save(directory.path()).unwrap();
        assert_eq!(State::load(directory.path()), state);
        fs::write(directory.path().join("demo.json"), "{").unwrap();
        assert_eq!(State::load(directory.path()), State::default());
    }
}
