//! The configuration of a private nginx: a site's, as an administrator would write it, with its names, ports and files replaced.

use std::path::Path;

use crate::paths::is_root;

const MAIN: &str = include_str!("main.conf");
const DOCUMENTED: &str = include_str!("documented.conf");
const EXAMPLE: &str = include_str!("../../../../deploy/nginx/ai_agent.conf");

/// What stands in place of a port until it is known.
pub const LISTEN: &str = "@LISTEN@";
/// Where the redirect from HTTP to HTTPS listens.
pub const REDIRECT: &str = "@REDIRECT@";
/// Odoo's ordinary port.
pub const HTTP: &str = "@HTTP@";
/// Odoo's evented port.
pub const GEVENT: &str = "@GEVENT@";
/// The directory of this nginx.
pub const DIRECTORY: &str = "@DIRECTORY@";

/// Which configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one of Odoo's documentation: what most Odoos have.
    Documented,
    /// `deploy/nginx/ai_agent.conf`.
    Example,
}

/// Certificate and key.
#[derive(Debug, Clone, Copy)]
pub struct Tls<'a> {
    /// The certificate.
    pub certificate: &'a Path,
    /// Its key.
    pub key: &'a Path,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Documented, Self::Example];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Example => "example",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Documented => DOCUMENTED,
            Self::Example => EXAMPLE,
        }
    }

    /// The whole configuration but for ports and directory; without a certificate, for plain HTTP.
    pub fn template(self, tls: Option<Tls<'_>>) -> String {
        let site = if tls.is_some() { self.text().to_owned() } else { without_redirect(self.text()) };
        let site: String = site.lines().filter_map(|line| place(line, tls)).map(|line| line + "\n").collect();
        let user = if is_root() { "user root;" } else { "" };
        MAIN.replace("@USER@", user).replace("@SITE@", &site)
    }
}

/// A line with what depends on the machine replaced; nothing when it makes no sense without TLS.
fn place(line: &str, tls: Option<Tls<'_>>) -> Option<String> {
    let directive = line.trim_start();
    let indent = line.get(..line.len() - directive.len()).unwrap_or_default();
    let word = directive.split([' ', ';']).next().unwrap_or_default();
    let over_tls_only =
        word.starts_with("ssl_") || word == "proxy_cookie_flags" || directive.contains(" Strict-Transport-");
    let log = |name: &str| format!("{DIRECTORY}/log/{name}.log");
    let replaced = match (word, tls) {
        ("ssl_certificate", Some(tls)) => format!("ssl_certificate {};", tls.certificate.display()),
        ("ssl_certificate_key", Some(tls)) => format!("ssl_certificate_key {};", tls.key.display()),
        (_, None) if over_tls_only => return None,
        ("listen", Some(_)) => directive.replace("443", &on(LISTEN)).replace("80;", &format!("{};", on(REDIRECT))),
        ("listen", None) => format!("listen {};", on(LISTEN)),
        ("server_name", _) => "server_name localhost 127.0.0.1;".to_owned(),
        ("access_log", _) => format!("access_log {};", log("nginx-access")),
        ("error_log", _) => format!("error_log {};", log("nginx-error")),
        _ => directive.replace("127.0.0.1:8069", &on(HTTP)).replace("127.0.0.1:8072", &on(GEVENT)),
    };
    Some(format!("{indent}{replaced}"))
}

fn on(port: &str) -> String {
    format!("127.0.0.1:{port}")
}

/// Leaves out the server that only sends browsers from HTTP to HTTPS.
fn without_redirect(text: &str) -> String {
    let mut kept = String::new();
    let mut block = String::new();
    for line in text.lines() {
        block.push_str(line);
        block.push('\n');
        if line.is_empty() || line == "}" {
            if !block.contains("listen 80;") {
                kept.push_str(&block);
            }
            block.clear();
        }
    }
    kept + &block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tls() -> Tls<'static> {
        Tls { certificate: Path::new("/c.crt"), key: Path::new("/c.key") }
    }

    fn directives(text: &str) -> String {
        text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nothing_of_a_real_machine_is_left() {
        for kind in Kind::ALL {
            for tls in [None, Some(tls())] {
                let text = directives(&kind.template(tls));
                for left in ["8069", "8072", "443", " 80;", "/etc/", "/var/", "example.com", "mycompany"] {
                    assert!(!text.contains(left), "{left} in {kind:?}");
                }
                for port in [LISTEN, HTTP, GEVENT, DIRECTORY] {
                    assert!(text.contains(port), "no {port} in {kind:?}");
                }
            }
        }
    }

    #[test]
    fn plain_http_has_no_trace_of_tls() {
        for kind in Kind::ALL {
            let text = directives(&kind.template(None));
            for left in ["ssl", "secure", "Strict-Transport", "https:", REDIRECT] {
                assert!(!text.contains(left), "{left} in {kind:?}");
            }
        }
    }

    #[test]
    fn tls_has_certificate_and_redirect() {
        for kind in Kind::ALL {
            let text = kind.template(Some(tls()));
            for part in ["ssl_certificate /c.crt;", "ssl_certificate_key /c.key;", "listen 127.0.0.1:@REDIRECT@;"] {
                assert!(text.contains(part), "no {part} in {kind:?}");
            }
            assert!(text.contains("listen 127.0.0.1:@LISTEN@ ssl"), "{text}");
        }
    }
}
