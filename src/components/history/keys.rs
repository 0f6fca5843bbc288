//! Keys in the list.

use crate::dom::focus;
use crate::state::History;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

const ENTRIES: &str = "[data-testid=thread]";
const SEARCH: &str = "[data-testid=history-search]";

/// Up and down go from row to row, F2 writes a title anew, Delete deletes, Ctrl+Z takes that back.
pub fn pressed(history: History, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.is_composing()) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let view = event.current_target().and_then(|view| view.dyn_into::<Element>().ok());
    let (Some(target), Some(view)) = (target, view) else { return };
    let plain = !key.ctrl_key() && !key.meta_key() && !key.alt_key() && !key.shift_key();
    let name = key.key();
    let done = if plain {
        if target.matches(SEARCH).unwrap_or_default() {
            name == "ArrowDown" && step(&view, ENTRIES, None, "Home", false)
        } else {
            in_row(history, &view, &target, &name)
        }
    } else {
        let undoes = (key.ctrl_key() || key.meta_key()) && !key.alt_key() && !key.shift_key();
        undoes && name.eq_ignore_ascii_case("z") && !writes(history, &target) && takes_back(history)
    };
    if done {
        event.prevent_default();
    }
}

fn in_row(history: History, view: &Element, target: &Element, name: &str) -> bool {
    let Some(row) = closest(target, "[data-thread]").filter(|_| !target.matches("input").unwrap_or_default()) else {
        return false;
    };
    let Some(id) = row.get_attribute("data-thread") else { return false };
    match name {
        "F2" => history.renaming.set(Some(id)),
        "Delete" => history.delete(&id),
        _ => {
            let entry = row.query_selector(ENTRIES).ok().flatten();
            let moved = step(view, ENTRIES, entry.as_ref(), name, false);
            if !moved && name == "ArrowUp" {
                history.focus_search();
            }
            return moved || name == "ArrowUp";
        }
    }
    true
}

/// Whether Ctrl+Z takes back what is being typed.
fn writes(history: History, target: &Element) -> bool {
    match target.matches(SEARCH).unwrap_or_default() {
        true => !history.words.with_untracked(String::is_empty),
        false => target.matches("input").unwrap_or_default(),
    }
}

fn takes_back(history: History) -> bool {
    let offered = history.undo.with_untracked(Option::is_some);
    if offered {
        history.undo();
    }
    offered
}

/// The element itself or the one around it that `selector` means.
pub fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// Moves the focus among the elements in `place` that `selector` means, from `from`, by what a key says; `round`: from the
/// last to the first. Whether it moved.
pub fn step(place: &Element, selector: &str, from: Option<&Element>, key: &str, round: bool) -> bool {
    let Ok(elements) = place.query_selector_all(selector) else { return false };
    let count = elements.length();
    let at = from.and_then(|from| (0..count).find(|index| elements.item(*index).is_some_and(|node| node == **from)));
    let to = match (key, at) {
        (_, _) if count == 0 => None,
        ("Home", _) => Some(0),
        ("End", _) => Some(count - 1),
        ("ArrowDown", Some(at)) if at + 1 < count => Some(at + 1),
        ("ArrowDown", Some(_)) if round => Some(0),
        ("ArrowUp", Some(at)) if at > 0 => Some(at - 1),
        ("ArrowUp", Some(_)) if round => Some(count - 1),
        _ => None,
    };
    let element = to.and_then(|to| elements.item(to)?.dyn_into::<Element>().ok());
    element.is_some_and(|element| {
        focus(&element);
        true
    })
}
