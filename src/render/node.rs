//! Making and finding nodes. Creating an element with a name of ours in a live document cannot fail; where the browser
//! refuses all the same, the piece is left out.

use crate::dom::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// A new element with a class; an empty class sets none.
pub fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

/// A new text node.
pub fn text(data: &str) -> Node {
    document().create_text_node(data).into()
}

/// A button that says by `data-action` what a click on it does; clicks are handled where the log is drawn.
pub fn action_button(class: &str, action: &str, value: &str) -> Option<Element> {
    let button = element("button", class)?;
    set(&button, "type", "button");
    set(&button, "data-action", action);
    set(&button, "data-value", value);
    Some(button)
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    // Fails only for names that are no names.
    let _ = element.set_attribute(name, value);
}

/// Appends a child.
pub fn append(parent: &Node, child: &Node) {
    // Fails only when the child is an ancestor of the parent.
    let _ = parent.append_child(child);
}

/// The child at `index`.
pub fn child(parent: &Node, index: u32) -> Option<Node> {
    parent.child_nodes().item(index)
}

/// Removes all children from `index` on.
pub fn truncate(parent: &Node, index: u32) {
    while let Some(last) = parent.last_child().filter(|_| parent.child_nodes().length() > index) {
        let _ = parent.remove_child(&last);
    }
}

/// Makes a text node say `new` instead of `old`, by appending where that does it.
pub fn update_text(node: &Node, old: &str, new: &str) {
    let Some(node) = node.dyn_ref::<Text>() else { return };
    match new.strip_prefix(old) {
        Some(added) => {
            let _ = node.append_data(added);
        }
        None => node.set_data(new),
    }
}
