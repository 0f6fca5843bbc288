//! Groups as bars.

use crate::table::{Kind, Table, Value};

/// What is drawn of a table of groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Where zero is, in percent of the width, from the start.
    pub zero: f64,
    /// One for each row.
    pub bars: Vec<Bar>,
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The row it is of.
    pub row: usize,
    /// What the group is called.
    pub label: String,
    /// Its value, as the person writes it.
    pub text: String,
    /// Where it begins, in percent of the width, from the start.
    pub start: f64,
    /// How long it is, in percent of the width.
    pub length: f64,
    /// Whether it is below zero.
    pub negative: bool,
}

/// The columns that can be drawn: numbers that are not what the groups are by. Empty for what is no table of several groups.
pub fn measures(table: &Table) -> Vec<usize> {
    if table.group_by.is_empty() || table.rows.len() < 2 {
        return Vec::new();
    }
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(place, column)| column.kind == Kind::Number && !is_label(table, *place))
        .map(|(place, _)| place)
        .collect()
}

/// The rows in the order of `rows`, by the numbers in the column `measure`.
pub fn bars(table: &Table, rows: &[usize], measure: usize) -> Bars {
    let number = |row: usize| match table.cell(row, measure).map(|cell| &cell.value) {
        Some(Value::Number(number)) if number.is_finite() => *number,
        _ => 0.0,
    };
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for row in rows {
        least = least.min(number(*row));
        most = most.max(number(*row));
    }
    // Halves: the difference of two large numbers may be none.
    let width = most / 2.0 - least / 2.0;
    let percent = |number: f64| if width > 0.0 { number / 2.0 / width * 100.0 } else { 0.0 };
    let zero = percent(-least);
    let bar = |row: &usize| {
        let length = percent(number(*row));
        Bar {
            row: *row,
            label: table.label(*row),
            text: table.cell(*row, measure).map(|cell| cell.text.clone()).unwrap_or_default(),
            start: zero + length.min(0.0),
            length: length.abs(),
            negative: length < 0.0,
        }
    };
    Bars { zero, bars: rows.iter().map(bar).collect() }
}

impl Table {
    /// What a row is called: a group by what it is of, a record by its first column.
    pub fn label(&self, row: usize) -> String {
        let labels = (0..self.columns.len()).filter(|column| is_label(self, *column));
        let texts = labels.filter_map(|column| Some(self.cell(row, column)?.text.as_str()));
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Whether a column says which group it is. Where no column is named as what the groups are by, the first ones do.
fn is_label(table: &Table, place: usize) -> bool {
    let named = |place: usize| table.columns.get(place).is_some_and(|column| table.group_by.contains(&column.name));
    if (0..table.columns.len()).any(named) { named(place) } else { place < table.group_by.len().max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{cell, column, table};
    use serde_json::json;

    fn groups(values: &[f64]) -> Table {
        let rows: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                vec![cell(json!("x"), &format!("Group {place}")), cell(json!(value), &value.to_string())]
            })
            .collect();
        Table { group_by: vec!["record".into()], ..table(&[column("record"), column("monetary")], &rows) }
    }

    fn places(values: &[f64]) -> Vec<(f64, f64)> {
        let table = groups(values);
        let rows: Vec<_> = (0..values.len()).collect();
        bars(&table, &rows, 1).bars.iter().map(|bar| (bar.start, bar.length)).collect()
    }

    #[test]
    fn the_largest_fills_the_width_and_the_others_are_in_proportion() {
        assert_eq!(places(&[50.0, 100.0, 0.0]), [(0.0, 50.0), (0.0, 100.0), (0.0, 0.0)]);
    }

    #[test]
    fn what_is_below_zero_goes_the_other_way() {
        assert_eq!(places(&[75.0, -25.0]), [(25.0, 75.0), (0.0, 25.0)]);
        let table = groups(&[75.0, -25.0]);
        let drawn = bars(&table, &[0, 1], 1);
        assert_eq!((drawn.zero, drawn.bars[0].negative, drawn.bars[1].negative), (25.0, false, true));
        assert_eq!(places(&[-10.0, -5.0]), [(0.0, 100.0), (50.0, 50.0)]);
    }

    #[test]
    fn nothing_and_what_is_too_large_break_nothing() {
        assert_eq!(places(&[0.0, 0.0]), [(0.0, 0.0), (0.0, 0.0)]);
        for (start, length) in places(&[f64::MAX, -f64::MAX, 1.0]) {
            assert!((0.0..=100.0).contains(&start) && (0.0..=100.0).contains(&length), "{start} {length}");
        }
    }

    #[test]
    fn bars_are_in_the_order_of_the_rows_with_their_names() {
        let table = groups(&[1.0, 2.0]);
        let labels = bars(&table, &[1, 0], 1).bars.into_iter().map(|bar| (bar.row, bar.label, bar.text));
        assert_eq!(labels.collect::<Vec<_>>(), [(1, "Group 1".into(), "2".into()), (0, "Group 0".into(), "1".into())]);
    }

    #[test]
    fn two_groupings_make_one_name() {
        let columns = [column("record"), column("integer"), column("float")];
        let rows = [vec![cell(json!(1), "Won"), cell(json!(2026), "2026"), cell(json!(1.5), "1.5")]];
        let table = Table {
            group_by: vec!["record".into(), "integer".into()],
            ..table(&columns, &[rows[0].clone(), rows[0].clone()])
        };
        assert_eq!(bars(&table, &[0], 2).bars[0].label, "Won · 2026");
        assert_eq!(measures(&table), [2], "what the groups are by is no measure");
    }

    #[test]
    fn records_and_single_groups_are_no_bars() {
        assert_eq!(measures(&groups(&[1.0, 2.0])), [1]);
        assert!(measures(&groups(&[1.0])).is_empty());
        assert!(measures(&Table { group_by: Vec::new(), ..groups(&[1.0, 2.0]) }).is_empty());
    }
}
