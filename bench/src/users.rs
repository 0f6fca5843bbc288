//! Who asks: sessions, one JSON object a line, `{"cookie": "session_id=…", "csrf": "…"}`.

use std::path::Path;

use hyper::header::HeaderValue;
use serde::Deserialize;

use crate::error::{Error, IoContext, Result};

/// A user's session. There is no `Debug`, so that it cannot be printed by accident.
#[derive(Clone)]
pub struct User {
    /// The header `Cookie`.
    pub cookie: HeaderValue,
    /// The header `X-CSRF-Token`.
    pub csrf: HeaderValue,
}

#[derive(Deserialize)]
struct Line {
    cookie: String,
    csrf: String,
}

/// Reads the file.
///
/// # Errors
/// When it cannot be read, has no user, or has a line that is no user.
pub fn read(path: &Path) -> Result<Vec<User>> {
    parse(&std::fs::read_to_string(path).doing("the file of users")?)
}

/// Reads its text.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str) -> Result<Vec<User>> {
    let mut users = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|source| Error::User { line: index + 1, source })?;
        users.push(User { cookie: secret(&line.cookie, "a cookie")?, csrf: secret(&line.csrf, "a CSRF token")? });
    }
    if users.is_empty() { Err(Error::NoUsers) } else { Ok(users) }
}

fn secret(text: &str, what: &'static str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| Error::Header(what))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_user() {
        let users =
            parse("{\"cookie\":\"session_id=a\",\"csrf\":\"t\"}\n\n{\"cookie\":\"session_id=b\",\"csrf\":\"u\"}\n");
        let users = users.unwrap();
        assert_eq!(users.len(), 2);
        assert_eq!(users[1].cookie, "session_id=b");
    }

    #[test]
    fn a_bad_line_is_named_and_not_repeated() {
        let error =
            parse("{\"cookie\":\"c\",\"csrf\":\"t\"}\n{\"cookie\":\"s3cret\"}").map(|_| ()).unwrap_err().to_string();
        assert!(error.starts_with("line 2 ") && !error.contains("s3cret"), "{error}");
        assert!(matches!(parse("\n"), Err(Error::NoUsers)));
        let error = parse("{\"cookie\":\"s3cret\\n\",\"csrf\":\"t\"}").map(|_| ()).unwrap_err().to_string();
        assert!(!error.contains("s3cret"), "{error}");
    }
}
