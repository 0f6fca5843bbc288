//! What a tool call gave, as a person sees it.

use serde_json::Value;

/// What a tool may do, which decides who carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It looks something up; the server does that.
    Read,
    /// It shows something in the browser.
    Show,
    /// It fills in the form that is open in the browser.
    Fill,
    /// It changes records, once a person has approved that.
    Write,
}

/// What a tool gave, or why it gave nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolResult {
    /// One line for the person; may be empty.
    pub summary: String,
    /// The rows it found, as `Table` of `docs/contract.md`; not read here.
    pub table: Option<Value>,
    /// The records it names.
    pub records: Vec<RecordRef>,
    /// The list that its numbers came from: `{"model", "domain"}` of the contract.
    pub list: Option<Value>,
    /// Why it gave nothing.
    pub failure: Option<ToolFailure>,
}

/// Why a tool gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolFailure {
    /// What kind of failure it was.
    pub code: String,
    /// A sentence for the person, in the person's language; may be empty.
    pub message: String,
}

/// A record of Odoo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRef {
    /// Its model.
    pub model: String,
    /// Its id.
    pub id: u64,
    /// Its name, as the person knows it.
    pub name: String,
}

impl Access {
    /// The access that `name` stands for on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "read" => Self::Read,
            "show" => Self::Show,
            "fill" => Self::Fill,
            "write" => Self::Write,
            _ => return None,
        })
    }
}

impl ToolResult {
    /// Reads the content of a tool message: JSON of the contract, or whatever another agent says, which is a summary then.
    pub fn parse(content: &str) -> Self {
        /// The most characters of a text that is not of the contract.
        const SUMMARY: usize = 300;
        let value = serde_json::from_str(content).unwrap_or(Value::Null);
        Self::from_value(&value)
            .unwrap_or_else(|| Self { summary: content.chars().take(SUMMARY).collect(), ..Self::default() })
    }

    /// Reads a result; `None` when it is none.
    pub fn from_value(value: &Value) -> Option<Self> {
        let failure = (!value["ok"].as_bool()?).then(|| ToolFailure {
            code: text(&value["error"], "code"),
            // A browser that failed says it in one sentence.
            message: value["error"].as_str().map_or_else(|| text(&value["error"], "message"), str::to_owned),
        });
        Some(Self {
            summary: text(value, "summary"),
            table: Some(&value["table"]).filter(|table| table.is_object()).cloned(),
            records: list(&value["records"], RecordRef::from_value),
            list: Some(&value["list"]).filter(|list| list["model"].is_string()).cloned(),
            failure,
        })
    }
}

impl RecordRef {
    /// Reads a record; `None` when it is none.
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(Self { model: value["model"].as_str()?.to_owned(), id: value["id"].as_u64()?, name: text(value, "name") })
    }
}

/// The most entries that are read of any list.
const ENTRIES: usize = 1000;

pub(crate) fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    value.as_array().into_iter().flatten().take(ENTRIES).filter_map(read).collect()
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_its_line_its_rows_and_its_records() {
        let result = ToolResult::parse(
            r#"{"ok":true,"summary":"2 of 9","table":{"rows":[]},"newer":1,
                "records":[{"model":"res.partner","id":3,"name":"Azure"},{"model":"res.partner","id":-3},{"id":1},7]}"#,
        );
        assert_eq!(result.summary, "2 of 9");
        assert_eq!(result.table, Some(serde_json::json!({"rows": []})));
        assert_eq!(result.records, [RecordRef { model: "res.partner".into(), id: 3, name: "Azure".into() }]);
        assert_eq!(result.failure, None);
    }

    #[test]
    fn a_failure_says_why_in_either_form() {
        for (json, code) in [
            (r#"{"ok":false,"error":{"code":"forbidden","message":"Not yours."}}"#, "forbidden"),
            (r#"{"ok":false,"error":"Not yours."}"#, ""),
        ] {
            let failure = ToolResult::parse(json).failure.unwrap();
            assert_eq!((failure.code.as_str(), failure.message.as_str()), (code, "Not yours."));
        }
    }

    #[test]
    fn what_is_not_of_the_contract_is_a_line_of_text() {
        for content in ["It rains", "[1]", r#"{"ok":"yes"}"#, "{", ""] {
            let result = ToolResult::parse(content);
            assert_eq!((result.summary.as_str(), result.failure), (content, None));
        }
        assert_eq!(ToolResult::parse(&"é".repeat(5000)).summary.chars().count(), 300);
    }
}
