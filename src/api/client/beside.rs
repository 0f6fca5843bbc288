//! Routes of what stands beside an answer.

use super::{Call, Client, Route};
use crate::api::Failure;
use crate::api::http::save;
use ai_agent_agui::ToolCallId;

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

impl Client {
    /// `GET calls/<id>/table`: gives the browser the table of a call as a file.
    pub async fn save_table(&self, call: &ToolCallId, format: TableFormat) -> Result<(), Failure> {
        let format = format.as_str();
        let path = format!("/calls/{}/table?format={format}", call.as_str());
        let request = Call { accept: "*/*", ..Call::new("GET", Route::Plain(&path)) };
        let response = self.send(request).await?;
        save(&response, &format!("table.{format}")).await.then_some(()).ok_or(Failure::Connection)
    }
}
