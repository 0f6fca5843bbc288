//! Small tables for tests.

use crate::table::{Cell, Column, Table};
use serde_json::{Value as Json, json};

/// A column of a type of the wire, which is also its name and its label.
pub(crate) fn column(kind: &str) -> Column {
    let json = json!({"columns": [{"name": kind, "label": kind, "type": kind}]});
    Table::from_json(&json).unwrap().columns.remove(0)
}

pub(crate) fn cell(value: Json, text: &str) -> Cell {
    let json = json!({"columns": [{}], "rows": [{"cells": [{"value": value, "text": text}]}]});
    Table::from_json(&json).unwrap().rows.remove(0).cells.remove(0)
}

/// Records with these cells.
pub(crate) fn table(columns: &[Column], rows: &[Vec<Cell>]) -> Table {
    let row = |cells: &Vec<Cell>| crate::table::Row { id: None, cells: cells.clone(), domain: None };
    Table {
        title: String::new(),
        model: "res.partner".into(),
        domain: json!([]),
        columns: columns.to_vec(),
        rows: rows.iter().map(row).collect(),
        count: rows.len() as u64,
        totals: Vec::new(),
        group_by: Vec::new(),
    }
}
