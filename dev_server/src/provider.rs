//! The AI service: asks it, and understands every way in which it fails. What comes from it is not trusted.

mod agui;
mod fault;
mod http;
mod openai;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

pub(crate) use fault::Fault;

use crate::config::{ConfigError, Kind, ServiceConfig};
use crate::store::Message;

/// What the model is told about where it is.
const SYSTEM: &str = "You are the assistant of a business application. Answer briefly, in the language of the question. Use Markdown where it helps.";
/// How much of the conversation goes along; the question itself always does.
const HISTORY_CHARS: usize = 12_000;

/// A configured AI service.
pub(crate) struct Service {
    config: ServiceConfig,
    client: Client,
}

impl Service {
    pub(crate) fn new(config: ServiceConfig) -> Result<Self, ConfigError> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(config.limits.connect)
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { config, client })
    }

    /// A text without the key, which a service may repeat when it refuses it.
    pub(crate) fn scrub(&self, text: &str) -> String {
        match self.config.key.as_ref().and_then(|key| key.to_str().ok()) {
            Some(key) => text.replace(key, "[key]"),
            None => text.to_owned(),
        }
    }

    /// The text that goes to the service for such a history, and for which model.
    pub(crate) fn sent(&self, history: &[Message]) -> Value {
        let messages = told(last_turns(history));
        json!({"messages": messages, "model": self.config.model, "requests": [{"messages": messages}], "tools": []})
    }

    /// Asks, sends the answer piece by piece, and gives the usage where the service told it.
    pub(crate) async fn answer(
        &self,
        thread: &str,
        run: &str,
        history: &[Message],
        deltas: UnboundedSender<String>,
    ) -> Result<Option<Value>, Fault> {
        let turns = last_turns(history);
        match self.config.kind {
            Kind::OpenAi => openai::answer(self, turns, &deltas).await,
            Kind::Agui => agui::answer(self, thread, run, turns, &deltas).await,
        }
    }
}

/// What the model is told: the system's message and the turns.
fn told(turns: &[Message]) -> Vec<Value> {
    let system = json!({"role": "system", "content": SYSTEM});
    let turns = turns.iter().map(|turn| json!({"role": turn.role.as_str(), "content": turn.content}));
    std::iter::once(system).chain(turns).collect()
}

/// The last messages that fit, beginning with a question.
fn last_turns(history: &[Message]) -> &[Message] {
    use crate::store::Role;
    let mut chars = 0;
    let mut from = history.len().saturating_sub(1);
    for (index, message) in history.iter().enumerate().rev() {
        chars += message.content.len();
        if chars > HISTORY_CHARS {
            break;
        }
        if message.role == Role::User {
            from = index;
        }
    }
    &history[from..]
}
