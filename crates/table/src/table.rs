//! A table as it comes over the wire.

use serde_json::Value as Json;

/// Rows of records of one model, or of groups of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// The model of the records, or of the records in the groups.
    pub model: String,
    /// Which records those are.
    pub domain: Json,
    /// Its columns; never none.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Row>,
    /// How many rows there are in all; more than `rows` when the server cut them.
    pub count: u64,
    /// Of all rows there are: for every column its total, if it has one. Empty: no column has.
    pub totals: Vec<Option<Cell>>,
    /// What the rows are groups by; empty for records.
    pub group_by: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field, or the aggregate such as `amount_total:sum`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in a column, as far as order and place depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers and amounts.
    Number,
    /// Dates and times, whose values are in ISO 8601.
    Date,
    /// Yes or no.
    Flag,
    /// Everything else.
    Text,
}

/// A record, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The record's id; `None` for a group.
    pub id: Option<u64>,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Which records are in the group.
    pub domain: Option<Json>,
}

/// A value, and how the person writes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// In the person's language and formats.
    pub text: String,
}

/// What cells are compared by.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// There is none.
    #[default]
    Nothing,
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A text, a date, the key of a selection; or a record, whose name is the cell's text.
    Text(String),
}

/// The most rows and columns that are read.
const ROWS: usize = 1000;
const COLUMNS: usize = 50;

impl Table {
    /// Reads a table; `None` when it is none, or has no column. Rows are made as long as there are columns.
    pub fn from_json(json: &Json) -> Option<Self> {
        let columns: Vec<Column> = list(&json["columns"]).take(COLUMNS).map(Column::from_json).collect();
        let rows: Vec<Row> = list(&json["rows"]).take(ROWS).map(|row| Row::from_json(row, columns.len())).collect();
        let total = |total: &Json| total.is_object().then(|| Cell::from_json(total));
        let mut totals: Vec<_> = list(&json["totals"]).map(total).collect();
        if totals.iter().any(Option::is_some) {
            totals.resize(columns.len(), None);
        } else {
            totals.clear();
        }
        (!columns.is_empty()).then(|| Self {
            title: text(json, "title"),
            model: text(json, "model"),
            domain: json["domain"].clone(),
            count: json["count"].as_u64().unwrap_or_default().max(rows.len() as u64),
            columns,
            rows,
            totals,
            group_by: list(&json["groupBy"]).filter_map(Json::as_str).map(str::to_owned).collect(),
        })
    }

    /// Whether its rows are groups.
    pub fn is_grouped(&self) -> bool {
        !self.group_by.is_empty()
    }

    /// The cell in a row and a column.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row)?.cells.get(column)
    }
}

impl Column {
    fn from_json(json: &Json) -> Self {
        let kind = match json["type"].as_str().unwrap_or_default() {
            "integer" | "float" | "monetary" | "percentage" => Kind::Number,
            "date" | "datetime" => Kind::Date,
            "boolean" => Kind::Flag,
            _ => Kind::Text,
        };
        Self { name: text(json, "name"), label: text(json, "label"), kind }
    }
}

impl Row {
    fn from_json(json: &Json, columns: usize) -> Self {
        let mut cells: Vec<Cell> = list(&json["cells"]).take(columns).map(Cell::from_json).collect();
        cells.resize(columns, Cell::default());
        Self {
            id: json["id"].as_u64(),
            cells,
            domain: Some(&json["domain"]).filter(|domain| domain.is_array()).cloned(),
        }
    }
}

impl Cell {
    fn from_json(json: &Json) -> Self {
        let text = text(json, "text");
        let value = match &json["value"] {
            Json::Null => Value::Nothing,
            Json::Bool(flag) => Value::Flag(*flag),
            Json::Number(number) => number.as_f64().map_or(Value::Nothing, Value::Number),
            Json::String(value) => Value::Text(value.clone()),
            Json::Array(_) | Json::Object(_) => Value::Text(text.clone()),
        };
        Self { value, text }
    }
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn text(json: &Json, name: &str) -> String {
    json[name].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_table_of_the_contract_is_read_whole() {
        let table = Table::from_json(&json!({
            "title": "Opportunities", "model": "crm.lead", "domain": [["type", "=", "opportunity"]],
            "columns": [{"name": "name", "label": "Name", "type": "text"},
                {"name": "amount", "label": "Amount", "type": "monetary"}],
            "rows": [{"id": 7, "cells": [{"value": {"model": "crm.lead", "id": 7, "name": "Chairs"}, "text": "Chairs"},
                {"value": 1200.5, "text": "$ 1,200.50"}], "domain": null}],
            "count": 240, "totals": [null, {"value": 9.0, "text": "$ 9.00"}], "groupBy": [], "newer": true,
        }))
        .unwrap();
        assert_eq!((table.title.as_str(), table.model.as_str(), table.count), ("Opportunities", "crm.lead", 240));
        assert_eq!(table.columns[1].kind, Kind::Number);
        assert_eq!(table.rows[0].id, Some(7));
        assert_eq!(table.rows[0].cells[0].value, Value::Text("Chairs".into()));
        assert_eq!(table.rows[0].cells[1], Cell { value: Value::Number(1200.5), text: "$ 1,200.50".into() });
        assert_eq!(table.totals.iter().flatten().map(|total| total.text.as_str()).collect::<Vec<_>>(), ["$ 9.00"]);
        assert!(!table.is_grouped());
    }

    #[test]
    fn a_group_knows_its_records() {
        let table = Table::from_json(&json!({
            "columns": [{"name": "stage_id", "label": "Stage", "type": "record"}], "groupBy": ["stage_id"],
            "rows": [{"id": null, "cells": [{"value": null, "text": "None"}], "domain": [["stage_id", "=", false]]}],
        }))
        .unwrap();
        assert!(table.is_grouped());
        assert_eq!(table.rows[0].domain, Some(json!([["stage_id", "=", false]])));
        assert_eq!(table.count, 1, "there are at least those that came");
    }

    #[test]
    fn what_is_no_table_is_none_and_crooked_rows_are_made_straight() {
        for none in [json!(null), json!([]), json!("x"), json!({}), json!({"columns": []}), json!({"columns": 3})] {
            assert_eq!(Table::from_json(&none), None, "{none}");
        }
        let table = Table::from_json(&json!({
            "columns": [{}, {"type": "date"}], "rows": [{}, 7, {"cells": [{}, {}, {}]}], "totals": [null, null, null],
            "count": -1,
        }))
        .unwrap();
        assert!(table.rows.iter().all(|row| row.cells.len() == 2));
        assert_eq!((table.rows.len(), table.totals.len(), table.count), (3, 0, 3));
    }
}
