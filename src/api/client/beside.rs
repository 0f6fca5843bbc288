//! Routes of what stands beside an answer.

use super::{Call, Client, Route};
use crate::api::Failure;
use crate::api::http::save;
use ai_agent_agui::{RunId, ToolCallId};
use serde_json::Value;

/// What a table is downloaded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Text, with commas between the values.
    Csv,
    /// A workbook.
    Xlsx,
}

impl TableFormat {
    /// The format's name in the route, which is also its extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What a question tells of the place where the person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What the place is, in pieces: kind and label.
    pub chips: Vec<(String, String)>,
    /// The text that goes to the AI service.
    pub text: String,
    /// How long that is for a model, about.
    pub tokens: u64,
    /// What of it is replaced before it is sent.
    pub masked: Vec<String>,
}

/// What was sent in a run.
#[derive(Clone, Debug)]
pub struct Sent {
    /// To which model.
    pub model: String,
    /// The tools that were offered.
    pub tools: Vec<String>,
    /// For each request its messages.
    pub requests: Vec<Vec<Value>>,
}

impl Told {
    /// Reads what `context/preview` answers.
    pub fn from_value(value: &Value) -> Self {
        let chip = |chip: &Value| Some((text(chip, "kind"), chip["label"].as_str()?.to_owned()));
        Self {
            chips: list(&value["chips"]).filter_map(chip).collect(),
            text: text(value, "text"),
            tokens: value["tokens"].as_u64().unwrap_or_default(),
            masked: list(&value["masked"]).filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }
}

impl Sent {
    /// Reads what `runs/<id>/sent` answers; servers that do not tell requests apart tell of the last one.
    pub fn from_value(value: &Value) -> Self {
        let messages = |request: &Value| list(&request["messages"]).cloned().collect::<Vec<_>>();
        let mut requests: Vec<_> = list(&value["requests"]).map(messages).collect();
        if requests.is_empty() {
            requests.push(messages(value));
        }
        let tools = if value["tools"].is_array() { &value["tools"] } else { &value["requests"][0]["tools"] };
        Self {
            model: text(value, "model"),
            tools: list(tools).filter_map(Value::as_str).map(str::to_owned).collect(),
            requests,
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

impl Client {
    /// `POST context/preview`: what a question would tell of this place.
    pub async fn place(&self, hint: &Value) -> Result<Told, Failure> {
        let body = format!(r#"{{"context":{hint}}}"#);
        let call = Call { body: Some(&body), ..Call::new("POST", Route::Plain("/context/preview")) };
        self.json(call).await.map(|value| Told::from_value(&value))
    }

    /// `GET runs/<id>/sent`.
    pub async fn sent(&self, run: &RunId) -> Result<Sent, Failure> {
        let path = format!("/runs/{}/sent", run.as_str());
        self.json(Call::new("GET", Route::Run(&path))).await.map(|value| Sent::from_value(&value))
    }

    /// `GET calls/<id>/table`: gives the browser the table of a call as a file.
    pub async fn save_table(&self, call: &ToolCallId, format: TableFormat) -> Result<(), Failure> {
        let format = format.as_str();
        let path = format!("/calls/{}/table?format={format}", call.as_str());
        let request = Call { accept: "*/*", ..Call::new("GET", Route::Plain(&path)) };
        let response = self.send(request).await?;
        save(&response, &format!("table.{format}")).await.then_some(()).ok_or(Failure::Connection)
    }
}
