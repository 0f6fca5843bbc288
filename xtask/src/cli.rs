//! The command line, as typed values.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::bench::scenario::Scenario;
use crate::error::{Error, Result};
use crate::test::layer::Layer;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
The project's own commands.

cargo xtask demo [--odoo PATH] [--prefork] [--fresh] [--smoke] [--port N]
    Starts a real Odoo 19 with the assistant in it, and an AI service of its own. Ctrl-C stops all of it.
    --odoo PATH  use this Odoo: a source checkout, an unpacked package, or the `odoo` program
    --prefork    Odoo as in production: two workers and the evented process, behind nginx
    --fresh      start over: forget the demo's database
    --smoke      ask one question as a logged-in user, look for the key in all that came back, and stop
    --port N     where Odoo is reached (else 8069, or the next free port)

cargo xtask dev [--port N]
    The standalone page with live reload, talking to the embedded model, or to the service that
    AI_AGENT_URL and AI_AGENT_API_KEY in the environment name.

cargo xtask test [LAYER…] [--odoo PATH]
    All checks, or only some layers: lint unit wasm addon contract servers agent web size.

cargo xtask eval --url URL --model NAME [--key KEY] [--kind openai|agui] [--price-in P] [--price-out P] [--json] [--odoo PATH]
    Asks an AI service 60 questions about Odoo's demo data, and compares its answers with the database.
    --key KEY    its key; else AI_AGENT_API_KEY in the environment
    --price-in P, --price-out P  what a million tokens cost, asked and answered
    --json       the last line is one JSON object
cargo xtask eval --scripted [--json] [--odoo PATH]
    The same with a scripted service that calls the tools it is told to, and with prompt injections.

cargo xtask bench runs [--json] [--only LIST] [--odoo PATH]
    How many runs Odoo takes at once, what readers of them see, and what is left for Odoo's pages. Takes three minutes.
    --json       one JSON object a line for each figure, instead of a table with the targets
    --only LIST  some of: evented,burst,prefork,ttft

cargo xtask bench history [--json] [--odoo PATH]
    How long searches and long threads take for a person with a year of chats. Takes three minutes.

cargo xtask bundle [--out DIR]
    Builds the widget into the addon, and the installable addon as a folder and a zip (else in build/).

cargo xtask doctor
    What is needed, what is there, and how to get the rest.

Tools are kept in $AI_AGENT_CACHE, or $XDG_CACHE_HOME/ai-agent-odoo, or ~/.cache/ai-agent-odoo.";

/// One command with its options.
#[derive(Debug, PartialEq)]
pub enum Command {
    /// Print the help.
    Help,
    /// A real Odoo with the assistant in it.
    Demo(DemoOptions),
    /// The standalone page.
    Dev(DevOptions),
    /// The installable addon.
    Bundle(BundleOptions),
    /// What is missing on this machine.
    Doctor,
    /// The checks.
    Test(TestOptions),
    /// Questions whose answers are judged.
    Eval(EvalOptions),
    /// The measurements.
    Bench(BenchOptions),
}

/// Options of `demo`.
#[derive(Debug, Default, PartialEq)]
pub struct DemoOptions {
    /// The Odoo to use.
    pub odoo: Option<PathBuf>,
    /// Workers and the evented process behind nginx.
    pub prefork: bool,
    /// Forget the database first.
    pub fresh: bool,
    /// Ask one question, check, stop.
    pub smoke: bool,
    /// Where Odoo is reached.
    pub port: Option<u16>,
}

/// Options of `dev`.
#[derive(Debug, Default, PartialEq)]
pub struct DevOptions {
    /// Where the page is served.
    pub port: Option<u16>,
}

/// Options of `bundle`.
#[derive(Debug, Default, PartialEq)]
pub struct BundleOptions {
    /// Where the folder and the zip go.
    pub out: Option<PathBuf>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq)]
pub struct TestOptions {
    /// The layers to run; empty means all.
    pub layers: Vec<Layer>,
    /// The Odoo to use.
    pub odoo: Option<PathBuf>,
}

/// Options of `eval`.
#[derive(Debug, Default, PartialEq)]
pub struct EvalOptions {
    /// Where the AI service is; none with `scripted`.
    pub url: Option<String>,
    /// Its key.
    pub key: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its protocol: `openai` or `agui`.
    pub kind: Option<String>,
    /// Whether the scripted service is asked.
    pub scripted: bool,
    /// One JSON object at the end.
    pub json: bool,
    /// What a million tokens of questions cost.
    pub price_in: Option<f64>,
    /// What a million tokens of answers cost.
    pub price_out: Option<f64>,
    /// The Odoo to use.
    pub odoo: Option<PathBuf>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Subject {
    /// Many runs at once.
    #[default]
    Runs,
    /// A year of chats.
    History,
}

/// Options of `bench`.
#[derive(Debug, Default, PartialEq)]
pub struct BenchOptions {
    /// What is measured.
    pub subject: Subject,
    /// Lines of JSON instead of a table.
    pub json: bool,
    /// Which scenarios of `runs`; empty means all.
    pub only: Vec<Scenario>,
    /// The Odoo to use.
    pub odoo: Option<PathBuf>,
}

impl BenchOptions {
    /// Whether a scenario is wanted.
    pub fn measures(&self, scenario: Scenario) -> bool {
        self.only.is_empty() || self.only.contains(&scenario)
    }
}

/// Reads the command line, the program's own name first.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    let name = match parser.next().map_err(usage)? {
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(other) => return Err(usage(other.unexpected())),
    };
    match name.as_str() {
        "demo" => demo(&mut parser),
        "dev" => dev(&mut parser),
        "bundle" => bundle(&mut parser),
        "test" => test(&mut parser),
        "eval" => eval(&mut parser),
        "bench" => bench(&mut parser),
        "doctor" => match parser.next().map_err(usage)? {
            None => Ok(Command::Doctor),
            Some(other) => Err(usage(other.unexpected())),
        },
        "help" => Ok(Command::Help),
        other => Err(Error::Usage(format!("there is no command `{other}`: see `cargo xtask help`"))),
    }
}

fn demo(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = DemoOptions::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("odoo") => options.odoo = Some(path(parser)?),
            Long("prefork") => options.prefork = true,
            Long("fresh") => options.fresh = true,
            Long("smoke") => options.smoke = true,
            Long("port") => options.port = Some(port(parser)?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Demo(options))
}

fn dev(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = DevOptions::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("port") => options.port = Some(port(parser)?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Dev(options))
}

fn bundle(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = BundleOptions::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("out") => options.out = Some(path(parser)?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Bundle(options))
}

fn test(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = TestOptions::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("odoo") => options.odoo = Some(path(parser)?),
            Value(name) => {
                let name = name.to_string_lossy().into_owned();
                options.layers.push(Layer::by_name(&name).ok_or_else(|| {
                    Error::Usage(format!("there is no layer `{name}`: {}", Layer::names().join(" ")))
                })?);
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Test(options))
}

fn eval(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = EvalOptions::default();
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("url") => options.url = Some(text(parser)?),
            Long("key") => options.key = Some(text(parser)?),
            Long("model") => options.model = Some(text(parser)?),
            Long("kind") => options.kind = Some(text(parser)?),
            Long("scripted") => options.scripted = true,
            Long("json") => options.json = true,
            Long("price-in") => options.price_in = Some(price(parser)?),
            Long("price-out") => options.price_out = Some(price(parser)?),
            Long("odoo") => options.odoo = Some(path(parser)?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    if !matches!(options.kind.as_deref(), None | Some("openai" | "agui")) {
        Err(Error::Usage("`--kind` is openai or agui".into()))
    } else if options.scripted == options.url.is_some() {
        Err(Error::Usage("which service? `cargo xtask eval --url …`, or `--scripted`".into()))
    } else {
        Ok(Command::Eval(options))
    }
}

fn bench(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = BenchOptions::default();
    let mut named = false;
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Value(name) if name == "runs" && !named => named = true,
            Value(name) if name == "history" && !named => {
                named = true;
                options.subject = Subject::History;
            }
            Long("json") => options.json = true,
            Long("only") => {
                let list = parser.value().and_then(lexopt::ValueExt::string).map_err(usage)?;
                options.only = scenarios(&list)?;
            }
            Long("odoo") => options.odoo = Some(path(parser)?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(usage(other.unexpected())),
        }
    }
    if !named {
        Err(Error::Usage("what is to be measured? `cargo xtask bench runs` or `history`".into()))
    } else if options.subject == Subject::History && !options.only.is_empty() {
        Err(Error::Usage("`--only` is for `cargo xtask bench runs`".into()))
    } else {
        Ok(Command::Bench(options))
    }
}

fn scenarios(list: &str) -> Result<Vec<Scenario>> {
    let unknown = |name: &str| Error::Usage(format!("there is no scenario `{name}`: {}", Scenario::names().join(" ")));
    list.split(',').map(|name| Scenario::by_name(name.trim()).ok_or_else(|| unknown(name))).collect()
}

fn text(parser: &mut lexopt::Parser) -> Result<String> {
    parser.value().and_then(lexopt::ValueExt::string).map_err(usage)
}

fn price(parser: &mut lexopt::Parser) -> Result<f64> {
    parser.value().and_then(|value| value.parse()).map_err(usage)
}

fn path(parser: &mut lexopt::Parser) -> Result<PathBuf> {
    let path = PathBuf::from(parser.value().map_err(usage)?);
    std::path::absolute(&path).map_err(|source| Error::io(format!("{}", path.display()), source))
}

fn port(parser: &mut lexopt::Parser) -> Result<u16> {
    parser.value().and_then(|value| value.parse()).map_err(usage)
}

#[allow(clippy::needless_pass_by_value, reason = "fits map_err")]
fn usage(error: lexopt::Error) -> Error {
    Error::Usage(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(std::iter::once("xtask").chain(line.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn demo_takes_its_options() {
        let odoo = Some("/opt/odoo".into());
        let wanted = DemoOptions { odoo, prefork: true, fresh: true, smoke: true, port: Some(9000) };
        assert_eq!(
            parsed("demo --odoo /opt/odoo --prefork --fresh --smoke --port=9000").unwrap(),
            Command::Demo(wanted)
        );
    }

    #[test]
    fn no_command_is_help() {
        assert_eq!(parsed("").unwrap(), Command::Help);
    }

    #[test]
    fn test_takes_layers() {
        let Command::Test(options) = parsed("test unit web").unwrap() else { panic!("not test") };
        assert_eq!(options.layers, [Layer::Unit, Layer::Web]);
    }

    #[test]
    fn bench_takes_scenarios() {
        let Command::Bench(options) = parsed("bench runs --json --only burst,ttft").unwrap() else {
            panic!("not bench")
        };
        assert!(options.json && options.measures(Scenario::Ttft) && !options.measures(Scenario::Evented));
        assert_eq!(parsed("bench runs").unwrap(), Command::Bench(BenchOptions::default()));
        assert!(BenchOptions::default().measures(Scenario::Prefork));
        let history = BenchOptions { subject: Subject::History, json: true, ..BenchOptions::default() };
        assert_eq!(parsed("bench history --json").unwrap(), Command::Bench(history));
        for line in [
            "bench",
            "bench widgets",
            "bench runs runs",
            "bench runs --only slow",
            "bench runs --only=",
            "bench history --only ttft",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn eval_wants_one_service() {
        let Command::Eval(options) = parsed("eval --url http://x/v1 --model m --kind agui --price-in 0.5").unwrap()
        else {
            panic!("not eval")
        };
        assert_eq!((options.kind.as_deref(), options.price_in), (Some("agui"), Some(0.5)));
        assert!(parsed("eval --scripted --json").is_ok());
        for line in ["eval", "eval --scripted --url http://x", "eval --url http://x --kind soap"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn what_is_unknown_is_refused() {
        assert!(parsed("demo --port 70000").is_err());
        assert!(parsed("demo --colour").is_err());
        assert!(parsed("test everything").is_err());
        assert!(parsed("fly").is_err());
    }
}
