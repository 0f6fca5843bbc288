//! What `tests/servers` is told: every program with its arguments and environment, in one JSON file. Its README has the format.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::demo::running::LOGIN;
use crate::error::{Error, Result};
use crate::stack::nginx::certificate::Certificate;
use crate::stack::nginx::template::{self, Kind};
use crate::stack::odoo::Site;
use crate::stack::postgres::ROLE;

/// All that is started there.
pub struct Description<'a> {
    /// The database, and Odoo's configuration.
    pub site: &'a Site,
    /// The database server.
    pub postgres: Command,
    /// nginx's program.
    pub nginx: &'a Path,
    /// For HTTPS.
    pub certificate: &'a Certificate,
    /// The embedded model, but for its port.
    pub ai_service: Command,
    /// Its key.
    pub key_file: &'a Path,
}

impl Description<'_> {
    /// The file's text.
    pub fn to_json(&self) -> Result<Vec<u8>> {
        let (login, password) = LOGIN;
        let configurations: Map<String, Value> = Kind::ALL
            .iter()
            .flat_map(|kind| {
                let tls = format!("{}_tls", kind.name());
                [
                    (kind.name().to_owned(), kind.template(None).into()),
                    (tls, kind.template(Some(self.certificate.paths())).into()),
                ]
            })
            .collect();
        let value = json!({
            "directory": self.site.directory,
            "data": self.site.data(),
            "addons": self.site.addons,
            "database": self.site.database,
            "login": login,
            "password": password,
            "odoo": program(&self.site.command(&[])?),
            "postgres": {
                "program": program(&self.postgres),
                "socket": self.site.socket,
                "role": ROLE,
            },
            "nginx": {
                "program": self.nginx,
                "configurations": configurations,
                "places": {
                    "listen": template::LISTEN,
                    "redirect": template::REDIRECT,
                    "http": template::HTTP,
                    "gevent": template::GEVENT,
                    "directory": template::DIRECTORY,
                },
                "certificate": self.certificate.certificate,
            },
            "ai_service": { "program": program(&self.ai_service), "key_file": self.key_file },
        });
        serde_json::to_vec_pretty(&value)
            .map_err(|source| Error::Json { what: "the stack of the tests".into(), source })
    }
}

/// A command as data: arguments, and what it changes in the environment.
fn program(command: &Command) -> Value {
    let text = |part: &OsStr| part.to_string_lossy().into_owned();
    let argv: Vec<String> = std::iter::once(command.get_program()).chain(command.get_args()).map(text).collect();
    let set: Map<String, Value> =
        command.get_envs().filter_map(|(name, value)| Some((text(name), text(value?).into()))).collect();
    let unset: Vec<String> =
        command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| text(name)).collect();
    json!({ "argv": argv, "env": set, "unset": unset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_its_arguments_and_what_it_changes_around_it() {
        let mut command = Command::new("run");
        command.args(["-c", "x"]).env("A", "1").env_remove("B");
        assert_eq!(program(&command), json!({ "argv": ["run", "-c", "x"], "env": { "A": "1" }, "unset": ["B"] }));
    }
}
