//! OpenAI-compatible services: `POST <base>/chat/completions`.

use ai_agent_agui::{Decoder, ErrorCode};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::http::Exchange;
use super::{Fault, Service, told};
use crate::store::Message;

const PATH: &str = "/chat/completions";

pub(super) async fn answer(
    service: &Service,
    turns: &[Message],
    deltas: &UnboundedSender<String>,
) -> Result<Option<Value>, Fault> {
    let mut url = service.config.url.clone();
    let base = url.path().trim_end_matches('/').to_owned();
    // A base that is the whole address of the endpoint is meant as it is.
    if !base.ends_with(PATH) {
        url.set_path(&format!("{base}{PATH}"));
    }
    let mut body = json!({"messages": told(turns), "stream": true, "stream_options": {"include_usage": true}});
    if !service.config.model.is_empty() {
        body["model"] = json!(service.config.model);
    }
    let mut exchange = Exchange::post(service, url, &body).await?;
    let mut answer = Answer { deltas, model: &service.config.model, spoke: false, finished: false, usage: None };
    if !exchange.is_stream() {
        answer.whole(&exchange.whole().await?)?;
        return answer.end();
    }
    let mut decoder = Decoder::new();
    while let Some(bytes) = exchange.chunk().await? {
        for event in decoder.push(&bytes).map_err(|error| Fault::service(error.to_string()))? {
            if event.data.trim() == "[DONE]" {
                answer.finished = true;
                return answer.end();
            }
            answer.take(&event.data, "delta")?;
        }
    }
    answer.end()
}

struct Answer<'a> {
    deltas: &'a UnboundedSender<String>,
    model: &'a str,
    spoke: bool,
    finished: bool,
    usage: Option<Value>,
}

impl Answer<'_> {
    fn whole(&mut self, body: &str) -> Result<(), Fault> {
        self.take(body, "message")?;
        self.finished = true;
        Ok(())
    }

    /// Reads one object; the text is in the first choice's `part`.
    fn take(&mut self, data: &str, part: &str) -> Result<(), Fault> {
        let object: Value = serde_json::from_str(data).map_err(|_| Fault::service("not JSON"))?;
        if !object.is_object() {
            return Err(Fault::service("not a JSON object"));
        }
        if object.get("error").is_some_and(|error| !error.is_null()) {
            return Err(Fault::of_error(data));
        }
        let choice = &object["choices"][0];
        if let Some(text) = choice[part]["content"].as_str().filter(|text| !text.is_empty()) {
            self.spoke = true;
            // Nobody listens any more when the run was stopped: then this is dropped as well.
            let _ = self.deltas.send(text.to_owned());
        }
        self.note_usage(&object["usage"]);
        match choice["finish_reason"].as_str() {
            Some("content_filter") => return Err(ErrorCode::ContentFiltered.into()),
            Some(_) => self.finished = true,
            None => {}
        }
        Ok(())
    }

    fn note_usage(&mut self, usage: &Value) {
        if let (Some(input), Some(output)) = (count(&usage["prompt_tokens"]), count(&usage["completion_tokens"])) {
            let mut usage = json!({"inputTokens": input, "outputTokens": output, "totalTokens": input + output});
            if !self.model.is_empty() {
                usage["model"] = json!(self.model);
            }
            self.usage = Some(usage);
        }
    }

    fn end(self) -> Result<Option<Value>, Fault> {
        match (self.finished, self.spoke) {
            (false, _) => Err(Fault::service("cut: neither a finish_reason nor [DONE]")),
            (true, false) => Err(Fault::service("an empty answer")),
            (true, true) => Ok(self.usage),
        }
    }
}

/// A token count that is none of nonsense.
pub(super) fn count(value: &Value) -> Option<u64> {
    value.as_u64().filter(|count| *count < 1 << 31)
}
