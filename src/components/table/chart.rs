//! Groups as bars. Each is a list entry that says its name and its value, so that the bars themselves are for the eye only.

use super::Sheet;
use crate::components::ui::{El, el};
use ai_agent_table::{Bar, bars};
use leptos::prelude::*;

/// The most bars; what is more than that is in the table.
const MOST: usize = 40;

/// The numbers of a column, in the order of the table.
pub fn chart(sheet: &Sheet, measure: usize) -> AnyView {
    let rows = sheet.rows();
    let shown = rows.get(..MOST).unwrap_or(&rows);
    let drawn = bars(&sheet.table, shown, measure);
    let label = sheet.table.columns.get(measure).map(|column| column.label.clone()).unwrap_or_default();
    let list = el("ul").class("bars").attr("data-testid", "chart").attr("aria-label", label);
    let list = drawn.bars.into_iter().map(|one| bar(sheet, one, drawn.zero)).fold(list, El::child);
    let more = rows.len() - shown.len();
    if more == 0 {
        return list.done();
    }
    let more = sheet.chat.texts().with("table.chart.more", "count", &more.to_string());
    vec![list.done(), el("p").class("sheet-note").text(more).done()].into_any()
}

fn bar(sheet: &Sheet, bar: Bar, zero: f64) -> El {
    let label = if bar.label.is_empty() { sheet.chat.text("table.unnamed") } else { bar.label };
    let place = format!("inset-inline-start:{};inline-size:{}", percent(bar.start), percent(bar.length));
    let filled = el("i").class(if bar.negative { "below" } else { "" }).attr("style", place);
    let axis = el("b").attr("style", format!("inset-inline-start:{}", percent(zero)));
    let parts = [
        el("span").class("bar-name").child(el("bdi").text(label)),
        el("span").class("bar-value").child(el("bdi").text(bar.text)),
        el("span").class("bar-track").attr("aria-hidden", "true").child(filled).child(axis),
    ];
    let (sheet, row) = (sheet.clone(), bar.row);
    let entry = match sheet.opens(row) {
        true => el("button").attr("type", "button").attr("data-testid", "bar").on("click", move |_| sheet.open(row)),
        false => el("div").attr("data-testid", "bar"),
    };
    el("li").child(parts.into_iter().fold(entry.class("bar"), El::child))
}

/// Per cent for a style. By whole numbers: to write one with a point costs more code than the whole chart.
fn percent(number: f64) -> String {
    let hundredths = (number * 100.0).round() as i64;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
