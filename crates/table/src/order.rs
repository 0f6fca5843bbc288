//! The order of rows, as the person wants it.

use crate::table::{Cell, Kind, Table, Value};
use std::cmp::Ordering;

/// By which column rows are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column's place.
    pub column: usize,
    /// From the last to the first.
    pub descending: bool,
}

impl Order {
    /// The order after the person has chosen a column: up, then down, then as the rows came.
    pub fn next(now: Option<Self>, column: usize) -> Option<Self> {
        match now {
            Some(now) if now.column == column && now.descending => None,
            Some(now) if now.column == column => Some(Self { column, descending: true }),
            _ => Some(Self { column, descending: false }),
        }
    }

    /// The places of the rows in this order; `None`: as they came. Rows that are alike stay as they came, and those without
    /// a value are at the end either way. `compare` says how texts compare in the person's language.
    pub fn rows(order: Option<Self>, table: &Table, compare: impl Fn(&str, &str) -> Ordering) -> Vec<usize> {
        let mut places: Vec<usize> = (0..table.rows.len()).collect();
        let Some((order, column)) = order.and_then(|order| Some((order, table.columns.get(order.column)?))) else {
            return places;
        };
        places.sort_by(|&one, &other| match (table.cell(one, order.column), table.cell(other, order.column)) {
            (Some(one), Some(other)) => {
                let empty = is_empty(one).cmp(&is_empty(other));
                let by_value = by_value(column.kind, one, other, &compare);
                empty.then(if order.descending { by_value.reverse() } else { by_value })
            }
            _ => Ordering::Equal,
        });
        places
    }
}

fn is_empty(cell: &Cell) -> bool {
    cell.value == Value::Nothing && cell.text.is_empty()
}

fn by_value(kind: Kind, one: &Cell, other: &Cell, compare: &impl Fn(&str, &str) -> Ordering) -> Ordering {
    match (kind, &one.value, &other.value) {
        (Kind::Number, Value::Number(one), Value::Number(other)) => one.total_cmp(other),
        (Kind::Flag, Value::Flag(one), Value::Flag(other)) => one.cmp(other),
        (Kind::Date, Value::Text(one), Value::Text(other)) => one.cmp(other),
        _ => compare(&one.text, &other.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{cell, column, table};
    use serde_json::json;

    fn folded(one: &str, other: &str) -> Ordering {
        one.to_lowercase().cmp(&other.to_lowercase())
    }

    fn up(column: usize) -> Option<Order> {
        Some(Order { column, descending: false })
    }

    fn down(column: usize) -> Option<Order> {
        Some(Order { column, descending: true })
    }

    #[test]
    fn a_column_goes_up_then_down_then_back() {
        assert_eq!(Order::next(None, 1), up(1));
        assert_eq!(Order::next(up(1), 1), down(1));
        assert_eq!(Order::next(down(1), 1), None);
        assert_eq!(Order::next(down(1), 0), up(0));
    }

    #[test]
    fn numbers_are_in_order_of_size_and_not_of_their_texts() {
        let numbers = [(json!(900.0), "900"), (json!(1000.0), "1 000"), (json!(-5), "-5"), (json!(0.5), "½")];
        let table = table(&[column("monetary")], &numbers.map(|(value, text)| vec![cell(value, text)]));
        assert_eq!(Order::rows(up(0), &table, folded), [2, 3, 0, 1]);
        assert_eq!(Order::rows(down(0), &table, folded), [1, 0, 3, 2]);
    }

    #[test]
    fn dates_are_in_order_of_time() {
        let dates = [("2026-02-01", "01/02/2026"), ("2025-12-31", "31/12/2025"), ("2026-01-15", "15/01/2026")];
        let table = table(&[column("date")], &dates.map(|(value, text)| vec![cell(json!(value), text)]));
        assert_eq!(Order::rows(up(0), &table, folded), [1, 2, 0]);
    }

    #[test]
    fn texts_are_in_order_as_the_language_has_it() {
        let names = ["beta", "Alpha", "alpha", "Zeta"].map(|name| vec![cell(json!(name), name)]);
        let table = table(&[column("text")], &names);
        assert_eq!(Order::rows(up(0), &table, folded), [1, 2, 0, 3]);
        assert_eq!(Order::rows(down(0), &table, folded), [3, 0, 1, 2], "those that are alike stay as they came");
    }

    #[test]
    fn a_selection_is_in_order_of_what_is_seen_and_flags_say_no_first() {
        let rows = [("a", "Won", true), ("b", "Lost", false)]
            .map(|(key, label, flag)| vec![cell(json!(key), label), cell(json!(flag), "")]);
        let table = table(&[column("selection"), column("boolean")], &rows);
        assert_eq!(Order::rows(up(0), &table, folded), [1, 0]);
        assert_eq!(Order::rows(up(1), &table, folded), [1, 0]);
    }

    #[test]
    fn what_has_no_value_is_at_the_end_either_way() {
        let dates = [json!(null), json!("2026-01-02"), json!("2026-01-01")];
        let table = table(&[column("date")], &dates.map(|date| vec![cell(date.clone(), date.as_str().unwrap_or(""))]));
        assert_eq!(Order::rows(up(0), &table, folded), [2, 1, 0]);
        assert_eq!(Order::rows(down(0), &table, folded), [1, 2, 0]);
    }

    #[test]
    fn without_an_order_or_with_one_of_no_column_rows_are_as_they_came() {
        let table = table(&[column("text")], &["b", "a"].map(|name| vec![cell(json!(name), name)]));
        assert_eq!(Order::rows(None, &table, folded), [0, 1]);
        assert_eq!(Order::rows(up(4), &table, folded), [0, 1]);
    }
}
