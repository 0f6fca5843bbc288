//! The command line, as typed values.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::prelude::*;

use crate::error::{Error, Result};
use crate::script::Script;

/// What `bench help` prints.
pub const HELP: &str = "\
Measures the addon under load. Each command but `service` prints one JSON object.

bench service --port N --key K
    An AI service on 127.0.0.1 that answers a question with the line `bench deltas=60 every_ms=250 chars=24 first_ms=0`.

bench load --url U --runs N --users FILE [--over-ms M] [--script S] [--prefix P] [--timeout-ms T] [--insecure]
    N runs that arrive evenly over M ms (else all at once), read as the widget reads them.
    --users FILE    lines of {\"cookie\": \"session_id=…\", \"csrf\": \"…\"}; they ask in turn
    --script S      what each asks for (else `deltas=60 every_ms=250 chars=24 first_ms=0`)
    --prefix P      the path before /run (else /websocket/ai_agent)
    --timeout-ms T  how long one run may take (else its script and two minutes)
    --insecure      https without looking at certificates

bench ttft --odoo U --service S --key K --users FILE [--pairs N] [--script S] [--prefix P] [--insecure]
    The first text through Odoo against the first text of the service itself, in N pairs (else 30).

bench pages --url U [--path /web/login] [--every-ms 200] [--for-ms 20000] [--timeout-ms 10000] [--insecure]
    Gets a page again and again, each time over a new connection.";

/// One command with its options.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Print the help.
    Help,
    /// The scripted AI service.
    Service {
        /// Where it listens.
        port: u16,
        /// What it demands.
        key: String,
    },
    /// Many runs.
    Load(LoadOptions),
    /// Pairs of questions.
    Ttft(TtftOptions),
    /// A page, again and again.
    Pages(PagesOptions),
}

/// Options of `load`.
#[derive(Debug, Default, PartialEq)]
pub struct LoadOptions {
    /// Odoo's address.
    pub url: String,
    /// How many runs.
    pub runs: usize,
    /// The time they arrive over.
    pub over: Duration,
    /// What each asks for.
    pub script: Script,
    /// The file of users.
    pub users: PathBuf,
    /// The path before `/run`.
    pub prefix: String,
    /// How long one run may take.
    pub timeout: Option<Duration>,
    /// Take any certificate.
    pub insecure: bool,
}

/// Options of `ttft`.
#[derive(Debug, Default, PartialEq)]
pub struct TtftOptions {
    /// Odoo's address.
    pub odoo: String,
    /// The service's address.
    pub service: String,
    /// The service's key.
    pub key: String,
    /// The file of users.
    pub users: PathBuf,
    /// How many pairs.
    pub pairs: usize,
    /// What is asked.
    pub script: Script,
    /// The path before `/run`.
    pub prefix: String,
    /// Take any certificate.
    pub insecure: bool,
}

/// Options of `pages`.
#[derive(Debug, Default, PartialEq)]
pub struct PagesOptions {
    /// Odoo's address.
    pub url: String,
    /// The page.
    pub path: String,
    /// From one request to the next.
    pub every: Duration,
    /// How long requests are sent.
    pub span: Duration,
    /// How long one may take.
    pub timeout: Duration,
    /// Take any certificate.
    pub insecure: bool,
}

const PREFIX: &str = "/websocket/ai_agent";
/// Short, so that many pairs take little time.
const TTFT_SCRIPT: Script = Script { deltas: 3, every_ms: 20, chars: 24, first_ms: 0 };

/// Reads the command line, the program's own name first.
///
/// # Errors
/// [`Error::Usage`], or a script that means nothing.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    let name = match parser.next().map_err(usage)? {
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(other) => return Err(usage(other.unexpected())),
    };
    match name.as_str() {
        "service" => service(&mut parser),
        "load" => load(&mut parser),
        "ttft" => ttft(&mut parser),
        "pages" => pages(&mut parser),
        "help" => Ok(Command::Help),
        other => Err(Error::Usage(format!("there is no command `{other}`: see `bench help`"))),
    }
}

fn service(parser: &mut lexopt::Parser) -> Result<Command> {
    let (mut port, mut key) = (0, String::new());
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("port") => port = number(parser)?,
            Long("key") => key = text(parser)?,
            other => return Err(usage(other.unexpected())),
        }
    }
    wanted(&[("--key", key.is_empty())])?;
    Ok(Command::Service { port, key })
}

fn load(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = LoadOptions { prefix: PREFIX.into(), ..LoadOptions::default() };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("url") => options.url = text(parser)?,
            Long("runs") => options.runs = number(parser)?,
            Long("over-ms") => options.over = ms(parser)?,
            Long("script") => options.script = text(parser)?.parse()?,
            Long("users") => options.users = text(parser)?.into(),
            Long("prefix") => options.prefix = text(parser)?,
            Long("timeout-ms") => options.timeout = Some(ms(parser)?),
            Long("insecure") => options.insecure = true,
            other => return Err(usage(other.unexpected())),
        }
    }
    let no_users = options.users.as_os_str().is_empty();
    wanted(&[("--url", options.url.is_empty()), ("--runs", options.runs == 0), ("--users", no_users)])?;
    Ok(Command::Load(options))
}

fn ttft(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = TtftOptions { pairs: 30, script: TTFT_SCRIPT, prefix: PREFIX.into(), ..TtftOptions::default() };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("odoo") => options.odoo = text(parser)?,
            Long("service") => options.service = text(parser)?,
            Long("key") => options.key = text(parser)?,
            Long("users") => options.users = text(parser)?.into(),
            Long("pairs") => options.pairs = number(parser)?,
            Long("script") => options.script = text(parser)?.parse()?,
            Long("prefix") => options.prefix = text(parser)?,
            Long("insecure") => options.insecure = true,
            other => return Err(usage(other.unexpected())),
        }
    }
    let no_users = options.users.as_os_str().is_empty();
    let addresses = [("--odoo", options.odoo.is_empty()), ("--service", options.service.is_empty())];
    wanted(&addresses)?;
    wanted(&[("--key", options.key.is_empty()), ("--users", no_users), ("--pairs", options.pairs == 0)])?;
    Ok(Command::Ttft(options))
}

fn pages(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = PagesOptions {
        path: "/web/login".into(),
        every: Duration::from_millis(200),
        span: Duration::from_secs(20),
        timeout: Duration::from_secs(10),
        ..PagesOptions::default()
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("url") => options.url = text(parser)?,
            Long("path") => options.path = text(parser)?,
            Long("every-ms") => options.every = ms(parser)?,
            Long("for-ms") => options.span = ms(parser)?,
            Long("timeout-ms") => options.timeout = ms(parser)?,
            Long("insecure") => options.insecure = true,
            other => return Err(usage(other.unexpected())),
        }
    }
    wanted(&[("--url", options.url.is_empty()), ("--every-ms", options.every.is_zero())])?;
    Ok(Command::Pages(options))
}

/// The first option that is missing is named.
fn wanted(options: &[(&str, bool)]) -> Result<()> {
    match options.iter().find(|(_, missing)| *missing) {
        Some((name, _)) => Err(Error::Usage(format!("{name} is needed: see `bench help`"))),
        None => Ok(()),
    }
}

fn text(parser: &mut lexopt::Parser) -> Result<String> {
    parser.value().and_then(lexopt::ValueExt::string).map_err(usage)
}

fn number<N: std::str::FromStr<Err = std::num::ParseIntError>>(parser: &mut lexopt::Parser) -> Result<N> {
    parser.value().and_then(|value| value.parse()).map_err(usage)
}

fn ms(parser: &mut lexopt::Parser) -> Result<Duration> {
    number(parser).map(Duration::from_millis)
}

#[allow(clippy::needless_pass_by_value, reason = "fits map_err")]
fn usage(error: lexopt::Error) -> Error {
    Error::Usage(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Command> {
        parse(std::iter::once(&"bench").chain(words).map(OsString::from))
    }

    #[test]
    fn load_takes_its_options() {
        let words = ["load", "--url", "http://h", "--runs", "3", "--over-ms", "50", "--script", "deltas=2"];
        let wanted = LoadOptions {
            url: "http://h".into(),
            runs: 3,
            over: Duration::from_millis(50),
            script: Script { deltas: 2, ..Script::default() },
            users: "u".into(),
            prefix: PREFIX.into(),
            timeout: None,
            insecure: true,
        };
        let all = [&words[..], &["--users", "u", "--insecure"]].concat();
        assert_eq!(parsed(&all).unwrap(), Command::Load(wanted));
        assert!(parsed(&words).is_err_and(|error| error.to_string().contains("--users")));
    }

    #[test]
    fn no_command_is_help() {
        assert_eq!(parsed(&[]).unwrap(), Command::Help);
        assert!(parsed(&["lead"]).is_err());
        assert!(parsed(&["pages", "--url", "u", "--every-ms", "0"]).is_err());
    }
}
