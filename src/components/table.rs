//! A table that a call has found: its rows, which open what they are of; the same as a chart; and ways to take it along.

mod actions;
mod chart;
mod grid;

use super::icon::Icon;
use super::ui::{El, dynamic, el, icon_button, nothing, typed};
use crate::state::Chat;
use crate::times::Times;
use ai_agent_agui::ToolCallId;
use ai_agent_table::{Order, Table, measures};
use leptos::prelude::*;
use serde_json::Value;
use std::sync::Arc;

/// So many rows are shown at first.
const FIRST: usize = 10;

/// The table of a call; no view where there are no rows.
pub fn table(chat: Chat, call: &ToolCallId, json: &Value) -> AnyView {
    let Some(table) = Table::from_json(json).filter(|table| !table.rows.is_empty()) else { return nothing() };
    let sheet = Sheet {
        chat,
        call: call.clone(),
        times: Arc::new(Times::new(&chat.bootstrap())),
        table: Arc::new(table),
        order: RwSignal::new(None),
        all: RwSignal::new(false),
        measure: RwSignal::new(None),
    };
    let (drawn, shown) = (sheet.clone(), sheet.measure);
    let chart = dynamic(move || shown.get().map_or_else(nothing, |measure| chart::chart(&drawn, measure)));
    el("section")
        .class("sheet")
        .attr("data-testid", "table")
        .attr("aria-label", sheet.table.title.clone())
        .view(head(&sheet))
        .child(grid::grid(&sheet).bind("hidden", move || shown.get().map(|_| String::new())))
        .view(chart)
        .child(actions::actions(&sheet))
        .done()
}

/// What the parts of a table share. Clones are the same table.
#[derive(Clone)]
struct Sheet {
    chat: Chat,
    call: ToolCallId,
    times: Arc<Times>,
    table: Arc<Table>,
    order: RwSignal<Option<Order>>,
    /// Whether all rows are shown that there are here.
    all: RwSignal<bool>,
    /// The column that is drawn as a chart instead.
    measure: RwSignal<Option<usize>>,
}

impl Sheet {
    /// The places of all rows, in order.
    fn rows(&self) -> Vec<usize> {
        let compare = |one: &str, other: &str| self.times.compare(one, other);
        Order::rows(self.order.get(), &self.table, compare)
    }

    /// What is drawn at first: what was asked for rather than how many there are.
    fn first_measure(&self, columns: &[usize]) -> Option<usize> {
        let asked = |place: &&usize| self.table.columns.get(**place).is_some_and(|column| column.name.contains(':'));
        columns.iter().find(asked).or(columns.first()).copied()
    }

    /// Whether a row can be opened.
    fn opens(&self, row: usize) -> bool {
        let lists = self.chat.host().is_some_and(|host| host.can_open_list());
        self.table.rows.get(row).is_some_and(|row| row.id.is_some() || row.domain.is_some() && lists)
    }

    /// Opens the record of a row, or the list of its group.
    fn open(&self, row: usize) {
        let (Some(host), Some(found)) = (self.chat.host(), self.table.rows.get(row)) else { return };
        match (found.id, &found.domain) {
            (Some(id), _) => host.open_record(&self.table.model, id),
            (None, Some(domain)) => host.open_list(&self.table.model, domain, &self.table.label(row)),
            (None, None) => {}
        }
    }
}

/// The title, and the choice between table and chart where there is one.
fn head(sheet: &Sheet) -> AnyView {
    let title = sheet.table.title.clone();
    let is_named = !title.is_empty();
    let head = el("div").class("sheet-head").child(el("h4").attr("dir", "auto").text(title));
    let columns = measures(&sheet.table);
    let Some(first) = sheet.first_measure(&columns) else {
        return if is_named { head.done() } else { nothing() };
    };
    let (chat, measure) = (sheet.chat, sheet.measure);
    let choice = |testid: &'static str, key: &str, icon: Icon, chart: bool| {
        icon_button("icon small", testid, chat.text(key), move || {
            if measure.get_untracked().is_some() != chart {
                chat.hold_sight_above();
                measure.set(chart.then_some(first));
            }
        })
        .bind("aria-pressed", move || Some((measure.get().is_some() == chart).to_string()))
        .child(icon.el())
    };
    head.view(which(sheet, columns))
        .child(
            el("div")
                .class("choice")
                .attr("role", "group")
                .attr("aria-label", chat.text("table.as"))
                .child(choice("as-table", "table.as.table", Icon::Table, false))
                .child(choice("as-chart", "table.as.chart", Icon::Chart, true)),
        )
        .done()
}

/// Which numbers are drawn, where there are several.
fn which(sheet: &Sheet, columns: Vec<usize>) -> AnyView {
    let (sheet, is_chart) = (
        sheet.clone(),
        Memo::new({
            let measure = sheet.measure;
            move |_| measure.get().is_some()
        }),
    );
    dynamic(move || {
        if columns.len() < 2 || !is_chart.get() {
            return nothing();
        }
        let (measure, chosen) = (sheet.measure, sheet.measure.get_untracked());
        let select = el("select")
            .attr("data-testid", "measure")
            .attr("aria-label", sheet.chat.text("table.measure"))
            .on("change", move |event| measure.set(typed(&event).parse().ok()));
        let options = columns.iter().map(|place| {
            let label = sheet.table.columns.get(*place).map(|column| column.label.clone()).unwrap_or_default();
            let option = el("option").attr("value", place.to_string()).text(label);
            if chosen == Some(*place) { option.attr("selected", "") } else { option }
        });
        options.fold(select, El::child).done()
    })
}
