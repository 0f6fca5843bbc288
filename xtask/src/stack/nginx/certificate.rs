//! A certificate for this machine alone, signed by itself.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::process::guarded;
use crate::process::job::Job;
use crate::stack::nginx::template::Tls;

const NAMES: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1";
/// As long as a directory of tests or of a demo may last.
const DAYS: &str = "365";

/// Certificate and key, as files.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate: a client that is to believe it needs this file.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl Certificate {
    /// The one in a directory; made if it is not there.
    pub fn ensure(directory: &Path) -> Result<Self> {
        let made = Self { certificate: directory.join("localhost.crt"), key: directory.join("localhost.key") };
        if !made.certificate.exists() {
            let mut openssl = guarded("openssl", "TERM");
            openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
            openssl.args(["-days", DAYS, "-subj", "/CN=localhost", "-addext", NAMES]);
            openssl.arg("-keyout").arg(&made.key).arg("-out").arg(&made.certificate);
            Job::new("making a certificate for this machine", openssl, directory.join("log/openssl.log")).run()?;
        }
        Ok(made)
    }

    /// What nginx is told.
    pub fn paths(&self) -> Tls<'_> {
        Tls { certificate: &self.certificate, key: &self.key }
    }
}
