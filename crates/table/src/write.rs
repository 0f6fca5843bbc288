//! A table as text for a spreadsheet.

use crate::table::{Cell, Table, Value};

/// The rows in the order of `rows`, and totals, to be pasted: values as the person writes them, between tabs.
pub fn tsv(table: &Table, rows: &[usize]) -> String {
    write(table, rows, '\t', "\n", |cell| {
        let text = harmless(&cell.text, matches!(cell.value, Value::Number(_)));
        text.replace(['\t', '\n', '\r'], " ")
    })
}

/// The rows in the order of `rows` as RFC 4180 has it: numbers and dates as they are everywhere the same. Without totals: who
/// reads it adds up by himself.
pub fn csv(table: &Table, rows: &[usize]) -> String {
    let without = Table { totals: Vec::new(), ..table.clone() };
    write(&without, rows, ',', "\r\n", |cell| match &cell.value {
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Text(value) if is_date(value) => value.clone(),
        Value::Text(_) | Value::Nothing => quoted(&harmless(&cell.text, false)),
    })
}

fn write(table: &Table, rows: &[usize], between: char, end: &str, one: impl Fn(&Cell) -> String) -> String {
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                out.push(between);
            }
            out.push_str(&cell);
        }
        out.push_str(end);
    };
    line(&mut table.columns.iter().map(|column| one(&Cell { value: Value::Nothing, text: column.label.clone() })));
    for row in rows.iter().filter_map(|row| table.rows.get(*row)) {
        line(&mut row.cells.iter().map(&one));
    }
    if !table.totals.is_empty() {
        line(&mut table.totals.iter().map(|total| total.as_ref().map(&one).unwrap_or_default()));
    }
    out
}

/// A text that no spreadsheet takes for a formula. What another person has typed into Odoo must not run in this one's.
fn harmless(text: &str, is_number: bool) -> String {
    let begins = text.trim_start_matches(' ').chars().next();
    let formula = match begins {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        // Of a number it is its sign.
        Some('+' | '-') => !is_number,
        _ => false,
    };
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Whether a value begins as `2026-01-31`.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
    };
    let day = digits(0..4) && digits(5..7) && digits(8..10) && bytes[4] == b'-' && bytes[7] == b'-';
    day && (bytes.len() == 10 || bytes.iter().all(|byte| byte.is_ascii_digit() || b"-:.TZ".contains(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testdata::{cell, column, table};
    use serde_json::json;

    fn example() -> Table {
        let columns = [column("text"), column("monetary"), column("date")];
        let mut table = table(
            &columns,
            &[
                vec![
                    cell(json!("Chairs, \"red\""), "Chairs, \"red\""),
                    cell(json!(-1200.5), "-1.200,50 €"),
                    cell(json!("2026-01-31"), "31.01.2026"),
                ],
                vec![
                    cell(json!("Two\nlines\there"), "Two\nlines\there"),
                    cell(json!(3), "3,00 €"),
                    cell(json!(null), ""),
                ],
            ],
        );
        table.totals = vec![None, Some(cell(json!(-1197.5), "-1.197,50 €")), None];
        table
    }

    #[test]
    fn csv_is_as_rfc_4180_has_it() {
        assert_eq!(
            csv(&example(), &[1, 0]),
            "text,monetary,date\r\n\"Two\nlines\there\",3,\r\n\"Chairs, \"\"red\"\"\",-1200.5,2026-01-31\r\n"
        );
    }

    #[test]
    fn what_is_pasted_is_what_is_seen_with_its_totals() {
        assert_eq!(
            tsv(&example(), &[0, 1]),
            "text\tmonetary\tdate\nChairs, \"red\"\t-1.200,50 €\t31.01.2026\nTwo lines here\t3,00 €\t\n\t-1.197,50 €\t\n"
        );
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "=HYPERLINK(\"x\",\"y\")"] {
            let table = table(&[column("text")], &[vec![cell(json!(text), text)]]);
            for out in [csv(&table, &[0]), tsv(&table, &[0])] {
                let line = out.lines().nth(1).unwrap().trim_start_matches('"');
                assert!(line.starts_with('\''), "{text:?} is {line:?}");
            }
        }
        let record = cell(json!({"model": "res.partner", "id": 1, "name": "=1"}), "=1");
        assert!(csv(&table(&[column("record")], &[vec![record]]), &[0]).ends_with("'=1\r\n"));
    }

    #[test]
    fn a_heading_becomes_no_formula_either() {
        let mut table = table(&[column("text")], &[]);
        table.columns[0].label = "=1".into();
        assert_eq!((csv(&table, &[]), tsv(&table, &[])), ("'=1\r\n".into(), "'=1\n".into()));
    }

    #[test]
    fn a_text_that_only_begins_as_a_date_is_a_text() {
        for text in ["2026-01-31,=1", "2026-01-31\"", "2026-01-31 x", "2026-01"] {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_date("2026-01-31T12:00:00Z") && is_date("2026-01-31"));
    }
}
