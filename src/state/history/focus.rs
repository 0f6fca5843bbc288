//! The focus in the list, which must not be lost when rows move or go.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, ShadowRoot};

/// The part of a row that opens its thread.
pub const ENTRY: &str = "thread";
/// The part of a row that opens its menu.
pub const MENU: &str = "thread-menu";

/// Where the focus is in the list.
pub struct Spot {
    id: String,
    part: String,
    index: u32,
}

impl Spot {
    /// Where it is now; `None` when it is not in a row.
    pub fn of(view: &Element) -> Option<Self> {
        let active = active(view)?;
        let row = active.closest("[data-thread]").ok()??;
        let id = row.get_attribute("data-thread")?;
        let rows = view.query_selector_all("[data-thread]").ok()?;
        let index =
            (0..rows.length()).find(|index| rows.item(*index).is_some_and(|node| node == *row.unchecked_ref()))?;
        Some(Self { id, part: active.get_attribute("data-testid").unwrap_or_default(), index })
    }

    /// Puts it there again if it was lost: on the same row, else on the one that took its place, else on the view.
    pub fn restore(&self, view: &Element) {
        if active(view).is_some() || !is_ours() {
            return;
        }
        if find(view, &self.id).is_some() {
            return row(view, &self.id, &self.part);
        }
        let Ok(rows) = view.query_selector_all("[data-thread]") else { return };
        let next = rows.length().checked_sub(1).and_then(|last| rows.item(self.index.min(last)));
        let id = next.and_then(|node| node.dyn_into::<Element>().ok()?.get_attribute("data-thread"));
        match id {
            Some(id) => row(view, &id, ENTRY),
            None => search(view),
        }
    }
}

/// Puts the focus in the search box, or on the view where there is none.
pub fn search(view: &Element) {
    focus(view.query_selector("[data-testid=history-search]").ok().flatten().or_else(|| Some(view.clone())));
}

/// Puts the focus on the whole list.
pub fn view(view: &Element) {
    focus(Some(view.clone()));
}

/// Puts the focus on a part of a row.
pub fn row(view: &Element, id: &str, part: &str) {
    let row = find(view, id);
    focus(row.and_then(|row| row.query_selector(&format!("[data-testid={part}]")).ok().flatten()));
}

fn find(view: &Element, id: &str) -> Option<Element> {
    view.query_selector(&format!("[data-thread=\"{id}\"]")).ok().flatten()
}

fn active(view: &Element) -> Option<Element> {
    view.get_root_node().dyn_into::<ShadowRoot>().ok()?.active_element()
}

/// Whether nothing else on the page has the focus.
fn is_ours() -> bool {
    let body = document().body().map(Element::from);
    document().active_element().is_none_or(|active| Some(active) == body)
}

fn focus(element: Option<Element>) {
    if let Some(element) = element {
        crate::dom::focus(&element);
    }
}
