//! A private nginx in front of one Odoo: its own directory, a port of the loopback interface, and no rights that we have not.

pub mod certificate;
pub mod template;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::error::{IoContext, Result};
use crate::process::guarded;
use crate::process::service::{Service, StopBy};
use crate::stack::ports::{self, Pair};

use certificate::Certificate;
use template::Kind;

const START: Duration = Duration::from_secs(10);
/// SIGTERM cuts open streams off; the polite SIGQUIT would wait for them.
const STOP: StopBy = StopBy { signal: Signal::SIGTERM, patience: Duration::from_secs(5) };

/// What to run, and where.
#[derive(Debug)]
pub struct Proxy<'a> {
    /// nginx's program.
    pub program: &'a Path,
    /// The site's directory: nginx gets one of its own inside.
    pub directory: &'a Path,
    /// Which configuration.
    pub kind: Kind,
    /// HTTPS, with this certificate.
    pub tls: Option<&'a Certificate>,
    /// Where it listens.
    pub port: u16,
    /// Where Odoo does.
    pub odoo: Pair,
}

/// A running nginx.
pub struct Nginx {
    service: Service,
    url: String,
}

impl Proxy<'_> {
    /// Starts it, and waits until it takes connections. Whether Odoo answers behind it is another question.
    pub fn start(&self) -> Result<Nginx> {
        let configuration = self.write_configuration()?;
        let log = self.directory.join("log/nginx.log");
        let mut service = Service::start("nginx", command(self.program, &configuration), &log, STOP)?;
        service.wait_until(START, || ports::accepts(self.port))?;
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(Nginx { service, url: format!("{scheme}://127.0.0.1:{}", self.port) })
    }

    fn write_configuration(&self) -> Result<PathBuf> {
        let own = self.directory.join("nginx");
        for part in ["log", "temp"] {
            let part = own.join(part);
            fs::create_dir_all(&part).at(&part)?;
        }
        let text = self.kind.template(self.tls.map(Certificate::paths));
        let places = [
            (template::DIRECTORY, own.display().to_string()),
            (template::LISTEN, self.port.to_string()),
            (template::REDIRECT, ports::any()?.to_string()),
            (template::HTTP, self.odoo.http.to_string()),
            (template::GEVENT, self.odoo.gevent.to_string()),
        ];
        let text = places.iter().fold(text, |text, (place, value)| text.replace(place, value));
        let path = own.join("nginx.conf");
        fs::write(&path, text).at(&path)?;
        Ok(path)
    }
}

/// nginx with a configuration. It opens the log that it was built with before it reads any, unless told not to.
fn command(program: &Path, configuration: &Path) -> Command {
    let mut command = guarded(program, "TERM");
    command.args(["-e", "stderr", "-c"]).arg(configuration);
    if let Some(own) = configuration.parent() {
        command.arg("-p").arg(own);
    }
    command
}

impl Nginx {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// An error when it is gone.
    pub fn check(&mut self) -> Result<()> {
        self.service.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::nginx::program;

    /// Only where there is an nginx: the layer `servers` runs one in any case.
    #[test]
    fn nginx_accepts_every_configuration() {
        let Some(program) = program() else { return };
        let directory = tempfile::tempdir().unwrap();
        let certificate = Certificate::ensure(directory.path()).unwrap();
        for kind in Kind::ALL {
            for tls in [None, Some(&certificate)] {
                let odoo = Pair { http: 18069, gevent: 18072 };
                let port = ports::any().unwrap();
                let proxy = Proxy { program: &program, directory: directory.path(), kind, tls, port, odoo };
                let mut check = command(&program, &proxy.write_configuration().unwrap());
                let said = check.arg("-t").output().unwrap();
                assert!(said.status.success(), "{kind:?}: {}", String::from_utf8_lossy(&said.stderr));
            }
        }
    }
}
