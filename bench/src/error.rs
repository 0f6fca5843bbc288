//! What stops a measurement before it begins, in words for the person at the terminal.

use std::io;

/// The result of everything that prepares a measurement.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there is no measurement. What goes wrong in a single run is counted, and is not here.
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
    /// A line of the file of users.
    #[error("line {line} of the file of users: {source}")]
    User {
        /// Its number, from 1.
        line: usize,
        /// Why it cannot be read.
        source: serde_json::Error,
    },
    /// The file of users has no line.
    #[error("the file of users is empty")]
    NoUsers,
    /// An address that cannot be used.
    #[error("{url}: {reason}")]
    Url {
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A script that means nothing.
    #[error(transparent)]
    Script(#[from] crate::script::ScriptError),
    /// TLS cannot be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// A header that cannot be sent.
    #[error("{0} does not fit an HTTP header")]
    Header(&'static str),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// The result cannot be printed.
    #[error("the result: {0}")]
    Report(#[from] serde_json::Error),
    /// A task of ours panicked.
    #[error("a task of the measurement broke: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Says what was being done when a file or a socket failed.
pub trait IoContext<T> {
    /// `what` is the beginning of the message.
    ///
    /// # Errors
    /// The same failure, with its context.
    fn doing(self, what: &str) -> Result<T>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn doing(self, what: &str) -> Result<T> {
        self.map_err(|source| Error::Io { what: what.to_owned(), source })
    }
}
