//! Settings, from the environment.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `PORT` | the port on 127.0.0.1 | 8090 |
//! | `AI_AGENT_URL` | the AI service's base URL (`openai`) or endpoint (`agui`) | none: `not_configured` |
//! | `AI_AGENT_API_KEY`, `AI_AGENT_API_KEY_FILE` | its key, or the file that has it | none |
//! | `AI_AGENT_KIND` | `openai` or `agui` | `openai` |
//! | `AI_AGENT_KEY_HEADER` | `x_api_key`, `bearer` or `both` | `x_api_key` |
//! | `AI_AGENT_MODEL` | the model's name | none is named |
//! | `AI_AGENT_CONNECT_TIMEOUT`, `…_FIRST_BYTE_TIMEOUT`, `…_IDLE_TIMEOUT`, `…_TOTAL_TIMEOUT` | seconds | 10, 120, 60, 600 |

use std::time::Duration;

use axum::http::HeaderValue;
use reqwest::Url;

/// The longest question.
pub(crate) const PROMPT_CHARS: usize = 100_000;

/// What the server needs to know.
pub struct Config {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    pub(crate) service: Option<ServiceConfig>,
}

/// The AI service. There is no `Debug`, so that the key cannot be printed by accident.
pub(crate) struct ServiceConfig {
    pub(crate) url: Url,
    pub(crate) kind: Kind,
    pub(crate) key: Option<HeaderValue>,
    pub(crate) key_header: KeyHeader,
    pub(crate) model: String,
    pub(crate) limits: Limits,
}

/// What the AI service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    OpenAi,
    Agui,
}

/// Which header carries the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyHeader {
    XApiKey,
    Bearer,
    Both,
}

/// How long the AI service may take, each of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) first_byte: Duration,
    pub(crate) idle: Duration,
    pub(crate) total: Duration,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable has a value that means nothing.
    #[error("{variable} must be {expected}")]
    Value {
        /// The variable.
        variable: &'static str,
        /// What it may be.
        expected: &'static str,
    },
    /// The key's file cannot be read.
    #[error("AI_AGENT_API_KEY_FILE cannot be read: {0}")]
    KeyFile(std::io::Error),
    /// The HTTP client cannot be made.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

impl Config {
    /// Reads the settings; `variable` looks one up.
    ///
    /// # Errors
    /// The first setting that means nothing. Values are not repeated: one of them is a key.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let port = match variable("PORT") {
            Some(text) => text.trim().parse().map_err(|_| invalid("PORT", "a port number"))?,
            None => 8090,
        };
        Ok(Self { port, service: service(&variable)? })
    }

    /// One line for the person who starts it.
    pub fn about(&self) -> String {
        match &self.service {
            Some(service) => format!("AI service: {}", service.url.origin().ascii_serialization()),
            None => "no AI service: scenarios only, set AI_AGENT_URL for one".to_owned(),
        }
    }
}

fn invalid(variable: &'static str, expected: &'static str) -> ConfigError {
    ConfigError::Value { variable, expected }
}

fn service(variable: &impl Fn(&str) -> Option<String>) -> Result<Option<ServiceConfig>, ConfigError> {
    let Some(url) = variable("AI_AGENT_URL") else { return Ok(None) };
    let bad_url = || invalid("AI_AGENT_URL", "an http or https address without a user name");
    let url = Url::parse(url.trim()).map_err(|_| bad_url())?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return Err(bad_url());
    }
    let kind = match variable("AI_AGENT_KIND").as_deref().map(str::trim) {
        None | Some("openai") => Kind::OpenAi,
        Some("agui") => Kind::Agui,
        Some(_) => return Err(invalid("AI_AGENT_KIND", "openai or agui")),
    };
    let key_header = match variable("AI_AGENT_KEY_HEADER").as_deref().map(str::trim) {
        None | Some("x_api_key") => KeyHeader::XApiKey,
        Some("both") => KeyHeader::Both,
        Some("bearer") => KeyHeader::Bearer,
        Some(_) => return Err(invalid("AI_AGENT_KEY_HEADER", "x_api_key, bearer or both")),
    };
    let limits = Limits {
        connect: seconds(variable, "AI_AGENT_CONNECT_TIMEOUT", 10)?,
        first_byte: seconds(variable, "AI_AGENT_FIRST_BYTE_TIMEOUT", 120)?,
        idle: seconds(variable, "AI_AGENT_IDLE_TIMEOUT", 60)?,
        total: seconds(variable, "AI_AGENT_TOTAL_TIMEOUT", 600)?,
    };
    let model = variable("AI_AGENT_MODEL").unwrap_or_default();
    Ok(Some(ServiceConfig { url, kind, key: key(variable)?, key_header, model, limits }))
}

fn key(variable: &impl Fn(&str) -> Option<String>) -> Result<Option<HeaderValue>, ConfigError> {
    let text = match (variable("AI_AGENT_API_KEY"), variable("AI_AGENT_API_KEY_FILE")) {
        (Some(key), _) => key,
        (None, Some(file)) => std::fs::read_to_string(file.trim()).map_err(ConfigError::KeyFile)?,
        (None, None) => return Ok(None),
    };
    let mut value = HeaderValue::from_str(text.trim())
        .map_err(|_| invalid("AI_AGENT_API_KEY", "printable characters that fit a header"))?;
    value.set_sensitive(true);
    Ok(Some(value))
}

fn seconds(
    variable: &impl Fn(&str) -> Option<String>,
    name: &'static str,
    default: u64,
) -> Result<Duration, ConfigError> {
    let Some(text) = variable(name) else { return Ok(Duration::from_secs(default)) };
    let seconds: f64 = text.trim().parse().map_err(|_| invalid(name, "a number of seconds"))?;
    if !(0.01..=86_400.0).contains(&seconds) {
        return Err(invalid(name, "a number of seconds between 0.01 and 86400"));
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::{Config, KeyHeader, Kind};

    fn with<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn nothing_set_is_no_service_on_8090() {
        let config = Config::from_env(with(&[])).unwrap();
        assert_eq!(config.port, 8090);
        assert!(config.service.is_none());
    }

    #[test]
    fn the_key_comes_from_its_file_without_the_line_end() {
        let file = std::env::temp_dir().join(format!("dev-server-key-{}", std::process::id()));
        std::fs::write(&file, "s3cret\n").unwrap();
        let path = file.to_str().unwrap();
        let config =
            Config::from_env(with(&[("AI_AGENT_URL", "http://localhost:1/v1"), ("AI_AGENT_API_KEY_FILE", path)]));
        std::fs::remove_file(&file).unwrap();
        let service = config.unwrap().service.unwrap();
        assert_eq!(service.key.unwrap(), "s3cret");
        assert_eq!((service.kind, service.key_header), (Kind::OpenAi, KeyHeader::XApiKey));
    }

    #[test]
    fn nonsense_is_refused_without_repeating_it() {
        for (name, value) in [
            ("PORT", "s3cret"),
            ("AI_AGENT_URL", "ftp://s3cret"),
            ("AI_AGENT_URL", "http://s3cret@localhost"),
            ("AI_AGENT_KIND", "s3cret"),
            ("AI_AGENT_KEY_HEADER", "s3cret"),
            ("AI_AGENT_API_KEY", "s3cret\nx"),
            ("AI_AGENT_IDLE_TIMEOUT", "s3cret"),
        ] {
            let error = match Config::from_env(with(&[(name, value), ("AI_AGENT_URL", "http://localhost")])) {
                Ok(_) => panic!("{name}={value} passed"),
                Err(error) => error.to_string(),
            };
            assert!(error.contains(name) && !error.contains("s3cret"), "{error}");
        }
    }
}
