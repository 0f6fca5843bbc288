//! What stands below a table: how much of it there is, and ways to take it along.

use super::{FIRST, Sheet};
use crate::api::TableFormat;
use crate::components::icon::Icon;
use crate::components::log::copy;
use crate::components::ui::{El, dynamic, el, icon_button, nothing, text_button};
use ai_agent_table::tsv;
use leptos::prelude::*;
use std::time::Duration;

/// How much is shown, the ways to more, and to a spreadsheet.
pub fn actions(sheet: &Sheet) -> El {
    el("div").class("sheet-foot").view(amount(sheet)).view(list_button(sheet)).child(
        el("span")
            .class("take")
            .child(copy_button(sheet))
            .child(download(sheet, "save-csv", "table.csv", "CSV", TableFormat::Csv))
            .child(download(sheet, "save-xlsx", "table.xlsx", "XLSX", TableFormat::Xlsx)),
    )
}

/// How many of the rows are shown, and the other ones that are here.
fn amount(sheet: &Sheet) -> AnyView {
    let sheet = sheet.clone();
    let here = sheet.table.rows.len();
    dynamic(move || {
        let chat = sheet.chat;
        if sheet.measure.get().is_some() {
            return nothing();
        }
        let shown = if sheet.all.get() { here } else { here.min(FIRST) };
        let count = sheet.table.count;
        let values = [("shown", shown.to_string()), ("count", count.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let mut parts = Vec::new();
        if shown as u64 != count {
            parts.push(el("span").attr("data-testid", "amount").text(chat.texts().fill("table.count", &values)).done());
        }
        if here > FIRST {
            let all = sheet.all;
            let label = match all.get() {
                true => chat.text("table.fewer"),
                false => chat.texts().with("table.more", "count", &(here - shown).to_string()),
            };
            let more = text_button("ghost", "more-rows", label, move || {
                chat.hold_sight_above();
                all.update(|all| *all = !*all);
            });
            parts.push(more.done());
        }
        parts.into_any()
    })
}

fn list_button(sheet: &Sheet) -> AnyView {
    let (chat, table) = (sheet.chat, sheet.table.clone());
    let lists = chat.host().is_some_and(|host| host.can_open_list());
    if !lists || !table.domain.is_array() || table.model.is_empty() {
        return nothing();
    }
    let cut = !table.is_grouped() && table.count > table.rows.len() as u64;
    let key = if cut { "table.list.all" } else { "table.list" };
    text_button("ghost", "open-list", chat.text(key), move || {
        if let Some(host) = chat.host() {
            host.open_list(&table.model, &table.domain, &table.title);
        }
    })
    .done()
}

fn copy_button(sheet: &Sheet) -> El {
    let (chat, copied) = (sheet.chat, RwSignal::new(false));
    let key = move || if copied.get() { "message.copied" } else { "table.copy" };
    let sheet = sheet.clone();
    let act = move || {
        let text = tsv(&sheet.table, &untrack(|| sheet.rows()));
        copy(chat, text, move || {
            copied.try_set(true);
            let settle = move || {
                copied.try_set(false);
            };
            set_timeout(settle, Duration::from_millis(1500));
        });
    };
    icon_button("icon small", "copy-table", String::new(), act)
        .bind("title", move || Some(chat.text(key())))
        .bind("aria-label", move || Some(chat.text(key())))
        .view(dynamic(move || if copied.get() { Icon::Done.el().done() } else { Icon::Copy.el().done() }))
}

fn download(sheet: &Sheet, testid: &'static str, key: &str, name: &str, format: TableFormat) -> El {
    let (chat, call, busy) = (sheet.chat, sheet.call.clone(), RwSignal::new(false));
    let label = chat.text(key);
    text_button("ghost", testid, name.to_owned(), move || chat.save_table(call.clone(), format, busy))
        .attr("title", label.clone())
        .attr("aria-label", label)
        .bind("aria-busy", move || busy.get().then(|| "true".to_owned()))
}
