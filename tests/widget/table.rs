//! Tables that calls have found.

use crate::server::*;
use crate::support::*;
use ai_agent_chat::Handle;
use serde_json::{Value, json};

/// A widget that shows an answer with one table; the host's calls are in `host.calls`.
async fn shown(element: &HtmlElement, table: &Value) -> (Handle, JsValue) {
    let parts = json!([{"type": "toolCall", "id": "call1", "name": "search_records", "title": "Search", "access": "read",
        "arguments": {}, "state": "done", "result": {"ok": true, "summary": "", "table": table, "records": []}}]);
    serve(&format!("{SHORT} server.find('a2').parts = {parts};"));
    let host = host();
    let add = Function::new_with_args("host", "host.openList = (...args) => host.calls.push(['openList', ...args])");
    add.call1(&JsValue::NULL, &host).unwrap();
    keep("thread", "t");
    let handle = mount_able(element, &host).await;
    until("the table", || find(element, "table")).await;
    (handle, host)
}

fn records(count: usize) -> Value {
    let name = |n: usize| format!("Record {:02}", (n * 7) % count);
    let rows: Vec<_> = (0..count)
        .map(|n| {
            json!({"id": 100 + n, "domain": null, "cells": [{"value": name(n), "text": name(n)},
                {"value": n as f64 * 1.5 - 3.0, "text": format!("$ {:.2}", n as f64 * 1.5 - 3.0)}]})
        })
        .collect();
    json!({"title": "Opportunities", "model": "crm.lead", "domain": [["active", "=", true]], "rows": rows, "count": 240,
        "columns": [{"name": "name", "label": "Name", "type": "text"}, {"name": "amount", "label": "Amount", "type": "monetary"}],
        "totals": [null, {"value": 9, "text": "$ 9.00"}], "groupBy": []})
}

fn groups() -> Value {
    let row = |n: i32, name: &str, value: f64| {
        json!({"id": null, "domain": [["stage_id", "=", n]], "cells": [{"value": name, "text": name},
            {"value": n, "text": n.to_string()}, {"value": value, "text": format!("{value} €")}]})
    };
    json!({"title": "By stage", "model": "crm.lead", "domain": [], "count": 3, "groupBy": ["stage_id"], "totals": null,
        "columns": [{"name": "stage_id", "label": "Stage", "type": "record"}, {"name": "__count", "label": "Count", "type": "integer"},
            {"name": "amount:sum", "label": "Amount", "type": "monetary"}],
        "rows": [row(1, "New", 30.0), row(2, "Won", -10.0), row(3, "Lost", 0.0)]})
}

fn all(element: &HtmlElement, selector: &str) -> Vec<HtmlElement> {
    let nodes = root(element).query_selector_all(selector).unwrap();
    (0..nodes.length()).map(|index| nodes.item(index).unwrap().unchecked_into()).collect()
}

/// The texts of a column, from 1.
fn column(element: &HtmlElement, place: usize) -> Vec<String> {
    let cells = all(element, &format!("tbody tr > :nth-child({place})"));
    cells.iter().map(|cell| cell.text_content().unwrap()).collect()
}

fn sort(element: &HtmlElement, place: usize) -> HtmlElement {
    all(element, "[data-testid=sort]").swap_remove(place)
}

fn sorted(element: &HtmlElement) -> Vec<String> {
    all(element, "thead th").iter().map(|head| head.get_attribute("aria-sort").unwrap()).collect()
}

#[wasm_bindgen_test]
async fn a_column_sorts_up_down_and_back_and_says_so() {
    let element = element();
    let (handle, _) = shown(&element, &records(9)).await;
    let came = column(&element, 2);
    sort(&element, 1).focus().unwrap();
    sort(&element, 1).click();
    settle().await;
    assert_eq!(sorted(&element), ["none", "ascending"]);
    assert_eq!(column(&element, 2)[..3], ["$ -3.00", "$ -1.50", "$ 0.00"]);
    sort(&element, 1).click();
    settle().await;
    assert_eq!(sorted(&element), ["none", "descending"]);
    assert_eq!(column(&element, 2)[0], "$ 9.00");
    sort(&element, 1).click();
    settle().await;
    assert_eq!((sorted(&element), column(&element, 2)), (vec!["none".to_owned(), "none".to_owned()], came));
    sort(&element, 0).click();
    settle().await;
    assert_eq!(column(&element, 1)[..2], ["Record 00", "Record 01"]);
    assert_eq!(focused(&element).0, "sort", "the focus stays where it was");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_long_table_begins_short_and_says_how_much_there_is() {
    let element = element();
    let (handle, host) = shown(&element, &records(25)).await;
    assert_eq!(column(&element, 1).len(), 10);
    let amount = |element: &HtmlElement| find(element, "amount").unwrap().text_content().unwrap();
    assert_eq!(amount(&element), "10 of 240");
    click(&element, "more-rows");
    settle().await;
    assert_eq!((column(&element, 1).len(), amount(&element)), (25, "25 of 240".to_owned()));
    click(&element, "more-rows");
    settle().await;
    assert_eq!(column(&element, 1).len(), 10);
    assert!(find(&element, "totals").unwrap().text_content().unwrap().contains("$ 9.00"));
    click(&element, "open-list");
    assert_eq!(calls(&host), r#"[["openList","crm.lead",[["active","=",true]],"Opportunities"]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_row_opens_its_record_once_by_button_and_by_row() {
    let element = element();
    let (handle, host) = shown(&element, &records(3)).await;
    sort(&element, 1).click();
    sort(&element, 1).click();
    settle().await;
    all(&element, "[data-testid=open-row]")[0].click();
    assert_eq!(calls(&host), r#"[["openRecord","crm.lead",102]]"#);
    all(&element, "tbody tr:last-child > td")[0].click();
    assert_eq!(calls(&host), r#"[["openRecord","crm.lead",102],["openRecord","crm.lead",100]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn groups_are_bars_too_and_either_opens_their_list() {
    let element = element();
    let (handle, host) = shown(&element, &groups()).await;
    click(&element, "as-chart");
    settle().await;
    let bars = all(&element, "[data-testid=bar]");
    let texts: Vec<_> = bars.iter().map(|bar| bar.text_content().unwrap()).collect();
    assert_eq!(texts, ["New30 €", "Won-10 €", "Lost0 €"]);
    let style = |bar: &HtmlElement| bar.query_selector("i").unwrap().unwrap().get_attribute("style").unwrap();
    assert_eq!(style(&bars[0]), "inset-inline-start:25.00%;inline-size:75.00%");
    assert_eq!(style(&bars[1]), "inset-inline-start:0.00%;inline-size:25.00%");
    bars[1].click();
    assert_eq!(calls(&host), r#"[["openList","crm.lead",[["stage_id","=",2]],"Won"]]"#);
    let measure: HtmlElement = find(&element, "measure").unwrap().unchecked_into();
    measure.unchecked_ref::<web_sys::HtmlInputElement>().set_value("1");
    measure.dispatch_event(&Event::new("change").unwrap()).unwrap();
    settle().await;
    assert_eq!(all(&element, "[data-testid=bar]")[0].text_content().unwrap(), "New1");
    click(&element, "as-table");
    settle().await;
    assert!(find(&element, "chart").is_none());
    all(&element, "[data-testid=open-row]")[0].click();
    assert!(calls(&host).ends_with(r#"["openList","crm.lead",[["stage_id","=",1]],"New"]]"#), "{}", calls(&host));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_table_is_copied_in_its_order_and_downloaded_from_the_server() {
    let element = element();
    let (handle, _) = shown(&element, &records(2)).await;
    js("window.copied = null; Object.defineProperty(navigator, 'clipboard', \
            {configurable: true, value: {writeText: async (text) => { window.copied = text; }}}); \
        window.saved = []; HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); }; \
        window.server.instead = ({path}) => path.startsWith('calls/') && new Response('x', {headers: \
            {'Content-Disposition': `attachment; filename*=UTF-8''Opportunit%C3%A9s.csv`}});");
    sort(&element, 1).click();
    sort(&element, 1).click();
    settle().await;
    click(&element, "copy-table");
    let copied = until("the copy", || js("return window.copied").as_string()).await;
    assert_eq!(copied, "Name\tAmount\nRecord 01\t$ -1.50\nRecord 00\t$ -3.00\n\t$ 9.00\n");
    click(&element, "save-xlsx");
    until("the file", || js("return window.saved[0]").as_string().filter(|name| name == "Opportunités.csv")).await;
    assert_eq!(requests().last().unwrap(), "GET calls/call1/table?format=xlsx");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_download_that_fails_is_told() {
    let element = element();
    let (handle, _) = shown(&element, &records(2)).await;
    js("window.server.instead = ({path}) => path.startsWith('calls/') && window.problem('not_found', 404)");
    click(&element, "save-csv");
    until("the notice", || find(&element, "error")).await;
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn names_in_a_table_are_text() {
    let mut table = records(2);
    table["rows"][0]["cells"][0] = json!({"value": "<img src=x>", "text": "<img src=x onerror=1><b>x</b>"});
    let element = element();
    let (handle, _) = shown(&element, &table).await;
    assert!(column(&element, 1).contains(&"<img src=x onerror=1><b>x</b>".to_owned()));
    assert!(all(&element, ".sheet img, .sheet tbody b").is_empty());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_record_of_a_model_without_a_dot_opens_from_an_answer() {
    serve(&format!(
        "{SHORT} server.find('a2').content = 'See [Bolt](/odoo/m-x_part/12) and [Ada](/odoo/res.partner/3).'"
    ));
    let element = element();
    let host = host();
    keep("thread", "t");
    let handle = mount_able(&element, &host).await;
    for chip in all(&element, "[data-action=record]") {
        chip.click();
    }
    assert_eq!(calls(&host), r#"[["openRecord","x_part",12],["openRecord","res.partner",3]]"#);
    close(&handle, &element);
}
