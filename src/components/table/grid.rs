//! The rows.

use super::{FIRST, Sheet};
use crate::components::ui::{El, el};
use crate::dom::window;
use crate::render::{append, element, set, text};
use ai_agent_table::{Kind, Order, Value};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The most characters of a column's text for which room is kept whatever rows are in sight.
const WIDTH: usize = 24;

/// The rows, in a frame of their own that scrolls.
pub fn grid(sheet: &Sheet) -> El {
    let table = el("table").child(el("thead").child(heading(sheet))).child(body(sheet));
    let table = if sheet.table.totals.is_empty() { table } else { table.child(totals(sheet)) };
    let all = sheet.all;
    el("div")
        .class("grid")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", sheet.table.title.clone())
        .bind("data-all", move || all.get().then(String::new))
        .child(table)
}

fn heading(sheet: &Sheet) -> El {
    let cells = sheet.table.columns.iter().enumerate().map(|(place, column)| {
        let (chat, order) = (sheet.chat, sheet.order);
        let of_this = move || order.get().filter(|order| order.column == place);
        let button = el("button")
            .attr("type", "button")
            .class("sort")
            .attr("data-testid", "sort")
            .on("click", move |_| {
                order.update(|order| *order = Order::next(*order, place));
                let key = match order.get_untracked() {
                    None => "table.sorted.not",
                    Some(Order { descending: false, .. }) => "table.sorted.up",
                    Some(Order { descending: true, .. }) => "table.sorted.down",
                };
                chat.announce(&chat.text(key));
            })
            .text(column.label.clone())
            .child(el("span").class("arrow").attr("aria-hidden", "true"));
        el("th")
            .attr("scope", "col")
            .class(class(column.kind))
            .attr("style", format!("min-width:min({}ch,45cqi)", width(sheet, place)))
            .bind("aria-sort", move || {
                Some(
                    of_this()
                        .map_or("none", |order| if order.descending { "descending" } else { "ascending" })
                        .to_owned(),
                )
            })
            .child(button)
    });
    cells.fold(el("tr"), El::child)
}

/// As wide as the longest text of all rows, so that another order does not move the columns.
fn width(sheet: &Sheet, column: usize) -> usize {
    let cells = sheet.table.rows.iter().filter_map(|row| row.cells.get(column));
    cells.map(|cell| cell.text.chars().count()).max().unwrap_or_default().min(WIDTH)
}

fn body(sheet: &Sheet) -> El {
    let (drawn, clicked) = (sheet.clone(), sheet.clone());
    el("tbody")
        .draw(move |body| {
            while let Some(row) = body.first_element_child() {
                row.remove();
            }
            let most = if drawn.all.get() { usize::MAX } else { FIRST };
            for row in drawn.rows().into_iter().take(most) {
                if let Some(row) = line(&drawn, row) {
                    append(body, &row);
                }
            }
        })
        .on("click", move |event| {
            if let Some(row) = row_of(&event) {
                clicked.open(row);
            }
        })
}

/// A row: its first cell is a button for those who do not point.
fn line(sheet: &Sheet, row: usize) -> Option<Element> {
    let line = element("tr", "")?;
    let opens = sheet.opens(row);
    if opens {
        set(&line, "data-row", &row.to_string());
    }
    for (place, cell) in sheet.table.rows.get(row)?.cells.iter().enumerate() {
        let kind = sheet.table.columns.get(place)?.kind;
        let node = element(if place == 0 { "th" } else { "td" }, class(kind))?;
        // In a text from right to left a number stays as it is.
        let written = element("bdi", "")?;
        append(&written, &text(&cell.text));
        if place == 0 {
            set(&node, "scope", "row");
        }
        if matches!(cell.value, Value::Number(number) if number < 0.0) {
            set(&node, "data-negative", "");
        }
        match place == 0 && opens {
            true => {
                let button = element("button", "open")?;
                set(&button, "type", "button");
                set(&button, "data-testid", "open-row");
                if cell.text.trim().is_empty() {
                    append(&written, &text(&sheet.chat.text("table.unnamed")));
                }
                append(&button, &written);
                append(&node, &button);
            }
            false => append(&node, &written),
        }
        append(&line, &node);
    }
    Some(line)
}

/// The row that was clicked. Who marks text to copy it does not want to go anywhere.
fn row_of(event: &Event) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let on_button = target.closest("button").ok().flatten().is_some();
    let marked = window().get_selection().ok().flatten().map(|selection| String::from(selection.to_string()));
    if !on_button && marked.is_some_and(|marked| !marked.is_empty()) {
        return None;
    }
    target.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()
}

fn totals(sheet: &Sheet) -> El {
    let table = &sheet.table;
    let shown = table.rows.len() as u64;
    let label = match table.count > shown {
        true => sheet.chat.texts().with("table.total.all", "count", &table.count.to_string()),
        false => sheet.chat.text("table.total"),
    };
    let cells = table.totals.iter().zip(&table.columns).enumerate().map(|(place, (total, column))| {
        let cell = el(if place == 0 { "th" } else { "td" }).class(class(column.kind));
        match total {
            Some(total) => cell.child(el("bdi").text(total.text.clone())),
            None if place == 0 => cell.attr("scope", "row").text(label.clone()),
            None => cell,
        }
    });
    el("tfoot").attr("data-testid", "totals").child(cells.fold(el("tr"), El::child))
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::Flag | Kind::Text => "words",
    }
}
