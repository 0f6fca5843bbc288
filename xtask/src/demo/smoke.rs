//! One question, asked as a browser would; the answer must be real and streamed, and the key must be nowhere.

use std::io::Read;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::demo::configure;
use crate::demo::pages;
use crate::demo::running::Running;
use crate::error::{Error, Result};
use crate::http::{Answer, Client, Streamed};
use crate::sse::{self, Stream};
use crate::ui;

const QUESTION: &str = "Name three things that a CRM is good for.";
/// Fewer pieces than this is no stream.
const FEWEST_PIECES: usize = 4;
/// A response may end before its run does; the reader then goes on.
const MOST_RECONNECTS: usize = 20;
const TEXT_OF_REFUSAL: u64 = 4096;
const ACCEPT: (&str, &str) = ("Accept", "text/event-stream");

/// Asks, checks, and says what it found.
pub fn run(demo: &Running) -> Result<()> {
    ui::title("Asking one question");
    let client = configure::log_in(demo.url())?;
    let mut seen = Seen { key: demo.key(), bytes: 0, answers: 0 };
    let bootstrap = seen.get(&client, "/ai_agent/bootstrap")?.json("bootstrap")?;
    if bootstrap["configured"] != true {
        return Err(Error::Failed(format!("the addon says that no service is configured: {bootstrap}")));
    }
    let started = Instant::now();
    let stream = ask(&client, &bootstrap)?;
    let took = started.elapsed();
    seen.look("the stream", &stream.bytes)?;
    check(&stream)?;
    for page in ["/web/login", "/odoo"] {
        let text = seen.get(&client, page)?.text();
        for asset in pages::assets(&text) {
            seen.get(&client, &asset)?;
        }
    }
    let manifest = seen.get(&client, "/ai_agent/dist/manifest.json")?.json("the widget's manifest")?;
    for part in ["js", "wasm"] {
        let name = manifest[part].as_str().unwrap_or_default();
        seen.get(&client, &format!("/ai_agent/dist/{name}"))?;
    }
    seen.look("Odoo's log", &std::fs::read(demo.odoo_log()).unwrap_or_default())?;
    let first = stream.of_type("TEXT_MESSAGE_CONTENT").next().map_or(0, |event| event.after.as_millis());
    ui::note(&format!("asked: {QUESTION}"));
    ui::note(&format!("answer: {}", stream.text().trim().replace('\n', "\n          ")));
    ui::note(&format!(
        "{} pieces, the first after {first} ms, the last after {} ms",
        stream.of_type("TEXT_MESSAGE_CONTENT").count(),
        took.as_millis()
    ));
    ui::note(&format!("the key is in none of {} answers ({} KB)", seen.answers, seen.bytes / 1024));
    ui::title("The demo works");
    Ok(())
}

fn ask(client: &Client, bootstrap: &Value) -> Result<Stream> {
    let base = bootstrap["runBase"].as_str().unwrap_or("/websocket/ai_agent");
    let token = bootstrap["csrfToken"].as_str().unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let id = format!("smoke-{now}");
    let body = json!({
        "threadId": id, "runId": id, "state": {}, "tools": [], "context": [], "forwardedProps": {},
        "messages": [{"id": format!("{id}-question"), "role": "user", "content": QUESTION}],
    });
    let started = Instant::now();
    let mut stream = Stream::default();
    let run = format!("{base}/run");
    follow(client.post_for_stream(&run, &body, &[("X-CSRF-Token", token), ACCEPT])?, &run, &mut stream, started)?;
    for _ in 0..MOST_RECONNECTS {
        if stream.has_ended() {
            break;
        }
        let events = format!("{base}/runs/{id}/events?after={}", stream.last_id);
        follow(client.get_for_stream(&events, &[ACCEPT])?, &events, &mut stream, started)?;
    }
    Ok(stream)
}

fn follow(answer: Streamed, path: &str, stream: &mut Stream, started: Instant) -> Result<()> {
    if answer.status == 200 && answer.headers.contains("text/event-stream") {
        return sse::read(stream, answer.body, started);
    }
    let mut text = String::new();
    let _ = answer.body.take(TEXT_OF_REFUSAL).read_to_string(&mut text);
    Err(Error::Failed(format!("{path} answered {}: {text}", answer.status)))
}

fn check(stream: &Stream) -> Result<()> {
    let pieces = stream.of_type("TEXT_MESSAGE_CONTENT").count();
    let succeeded = stream.of_type("RUN_FINISHED").any(|event| event.data["outcome"]["type"] == "success");
    let first = stream.of_type("TEXT_MESSAGE_CONTENT").next().map(|event| event.after);
    let last = stream.of_type("TEXT_MESSAGE_CONTENT").last().map(|event| event.after);
    let said = || stream.events.iter().map(|event| event.data.to_string()).collect::<Vec<_>>().join("\n");
    if !succeeded {
        return Err(Error::Failed(format!("the run did not end with success:\n{}", said())));
    }
    if pieces < FEWEST_PIECES || stream.text().trim().is_empty() || first == last {
        return Err(Error::Failed(format!("the answer did not arrive in pieces ({pieces}):\n{}", said())));
    }
    Ok(())
}

/// Looks for the key in all that a browser gets.
struct Seen<'a> {
    key: &'a str,
    bytes: usize,
    answers: usize,
}

impl Seen<'_> {
    fn get(&mut self, client: &Client, path: &str) -> Result<Answer> {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = client.get(&path)?;
            self.look(&path, &answer.body)?;
            self.look(&path, answer.headers.as_bytes())?;
            match pages::location(&answer) {
                Some(next) => path = next,
                None if answer.status == 200 => return Ok(answer),
                None => return Err(Error::Failed(format!("{path} answered {}", answer.status))),
            }
        }
        Err(Error::Failed(format!("{path}: too many redirects")))
    }

    fn look(&mut self, place: &str, bytes: &[u8]) -> Result<()> {
        self.answers += 1;
        self.bytes += bytes.len();
        if holds(bytes, self.key.as_bytes()) {
            return Err(Error::Failed(format!("the AI service's key is in what the browser got: {place}")));
        }
        Ok(())
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_wherever_it_is() {
        assert!(holds(b"xxsecretyy", b"secret"));
        assert!(!holds(b"xxsecreyy", b"secret"));
        assert!(!holds(b"anything", b""));
    }
}
