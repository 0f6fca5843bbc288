//! What can go wrong, in words for the person at the terminal.

use std::io;
use std::path::{Path, PathBuf};

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure; its text says what to do about it where that is known.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A file or a socket.
    #[error("{what}: {source}")]
    Io {
        /// What was touched.
        what: String,
        /// Why it did not work.
        source: io::Error,
    },
    /// A program ended badly.
    #[error("{what} failed ({status}). The end of {log}:\n{tail}", log = log.display())]
    Program {
        /// What was being done.
        what: String,
        /// How it ended.
        status: String,
        /// The last lines it wrote.
        tail: String,
        /// All that it wrote.
        log: PathBuf,
    },
    /// Something that only the person can put right.
    #[error("{0}")]
    Missing(String),
    /// Something did not do what it should.
    #[error("{0}")]
    Failed(String),
    /// A request to one of our own servers.
    #[error("{what}: {source}")]
    Http {
        /// What was asked.
        what: String,
        /// Why it did not work.
        source: Box<ureq::Error>,
    },
    /// Something that should have been JSON.
    #[error("{what}: {source}")]
    Json {
        /// Where it came from.
        what: String,
        /// Why it is not.
        source: serde_json::Error,
    },
    /// The person pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// A failure of the system, with what was being done.
    pub fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}

/// Adds what was being done to an error of the system.
pub trait IoContext<T> {
    /// Names the file.
    fn at(self, path: &Path) -> Result<T>;
    /// Names the deed.
    fn doing(self, what: &str) -> Result<T>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| Error::io(path.display().to_string(), source))
    }

    fn doing(self, what: &str) -> Result<T> {
        self.map_err(|source| Error::io(what, source))
    }
}
