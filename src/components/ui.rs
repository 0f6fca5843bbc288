//! The one way in which components make elements.
//!
//! `view!` makes a type of its own for every element with its attributes and children, and the compiler repeats the whole
//! of building, mounting and dropping for each: measured here, two fifths of the widget's size. An [`El`] is the same Leptos
//! view with every part behind one type, so a further element costs its texts and nothing else.

use leptos::html::custom;
use leptos::prelude::*;
use leptos::tachys::html::directive::DirectiveAttribute;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlInputElement};

/// An element to be: see [`el`].
pub struct El {
    tag: &'static str,
    setup: Vec<Setup>,
    children: Vec<AnyView>,
}

enum Setup {
    Attribute(&'static str, String),
    Bound(&'static str, Box<dyn Fn() -> Option<String>>),
    Value(Box<dyn Fn() -> String>),
    Listener(&'static str, Box<dyn FnMut(Event)>),
    Drawn(Box<dyn Fn(&Element)>),
    Reference(Box<dyn FnOnce(Element)>),
}

/// Begins an element.
pub fn el(tag: &'static str) -> El {
    El { tag, setup: Vec::new(), children: Vec::new() }
}

/// A button with a class, a test id, a label that a screen reader reads and a pointer shows, and what a click does.
pub fn icon_button(class: &'static str, testid: &'static str, label: String, act: impl Fn() + 'static) -> El {
    el("button")
        .attr("type", "button")
        .class(class)
        .attr("data-testid", testid)
        .attr("title", label.clone())
        .attr("aria-label", label)
        .on("click", move |_| act())
}

/// A button that shows its label.
pub fn text_button(class: &'static str, testid: &'static str, label: String, act: impl Fn() + 'static) -> El {
    el("button").attr("type", "button").class(class).attr("data-testid", testid).on("click", move |_| act()).text(label)
}

/// A view that is made again when a signal changes that `make` reads.
pub fn dynamic(make: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let make: Box<dyn Fn() -> AnyView + Send> = Box::new(make);
    make.into_any()
}

/// Gives an element the focus, once it is on the page.
pub fn focus_later(element: Element) {
    request_animation_frame(move || crate::dom::focus(&element));
}

/// What is typed in the `input` or the `textarea` of an event.
pub fn typed(event: &Event) -> String {
    // `value` is the same property of both.
    event.current_target().map(|target| target.unchecked_into::<HtmlInputElement>().value()).unwrap_or_default()
}

/// A view for each key. What was drawn for one stays as long as the key does.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + 'static,
    make: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys: Box<dyn Fn() -> Vec<String> + Send> = Box::new(keys);
    let make: Arc<dyn Fn(String) -> AnyView + Send + Sync> = Arc::new(make);
    For(ForProps { each: keys, key: String::clone, children: move |key| make(key) }).into_any()
}

/// No view.
pub fn nothing() -> AnyView {
    ().into_any()
}

impl El {
    /// Sets an attribute.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.setup.push(Setup::Attribute(name, value.into()));
        self
    }

    /// Sets an attribute without a value where `wanted`.
    pub fn attr_if(self, name: &'static str, wanted: bool) -> Self {
        if wanted { self.attr(name, "") } else { self }
    }

    /// Sets the class.
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// Keeps an attribute at what `value` gives; `None` removes it.
    pub fn bind(mut self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.setup.push(Setup::Bound(name, Box::new(value)));
        self
    }

    /// Keeps the text in an `input` or a `textarea` at what `value` gives.
    pub fn bind_value(mut self, value: impl Fn() -> String + 'static) -> Self {
        self.setup.push(Setup::Value(Box::new(value)));
        self
    }

    /// Disables the element while `value` gives `true`.
    pub fn disabled(self, value: impl Fn() -> bool + 'static) -> Self {
        self.bind("disabled", move || value().then(String::new))
    }

    /// Calls `act` on an event of this kind.
    pub fn on(mut self, kind: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        self.setup.push(Setup::Listener(kind, Box::new(act)));
        self
    }

    /// Has `draw` put nodes into the element without Leptos: at once, and again when a signal changes that it reads.
    pub fn draw(mut self, draw: impl Fn(&Element) + 'static) -> Self {
        self.setup.push(Setup::Drawn(Box::new(draw)));
        self
    }

    /// Hands over the element when it is made.
    pub fn reference(mut self, take: impl FnOnce(Element) + 'static) -> Self {
        self.setup.push(Setup::Reference(Box::new(take)));
        self
    }

    /// Adds text.
    pub fn text(self, text: String) -> Self {
        self.view(text.into_any())
    }

    /// Adds an element.
    pub fn child(self, child: El) -> Self {
        let child = child.done();
        self.view(child)
    }

    /// Adds a view.
    pub fn view(mut self, view: AnyView) -> Self {
        self.children.push(view);
        self
    }

    /// The view.
    pub fn done(self) -> AnyView {
        let setup = Rc::new(RefCell::new(self.setup));
        custom(self.tag).child(self.children).directive(apply as fn(Element, Rc<RefCell<Vec<Setup>>>), setup).into_any()
    }
}

/// Everything but attributes is owned by the reactive owner that draws the element, and goes with it.
fn apply(element: Element, setup: Rc<RefCell<Vec<Setup>>>) {
    for step in setup.take() {
        match step {
            Setup::Attribute(name, value) => set(&element, name, Some(&value)),
            Setup::Bound(name, value) => {
                let element = element.clone();
                keep(RenderEffect::new(move |_| set(&element, name, value().as_deref())));
            }
            Setup::Value(value) => {
                // `value` is the same property of a `textarea`.
                let input: HtmlInputElement = element.clone().unchecked_into();
                keep(RenderEffect::new(move |_| {
                    let value = value();
                    // Setting what is there already would move the caret to the end.
                    if input.value() != value {
                        input.set_value(&value);
                    }
                }));
            }
            Setup::Listener(kind, act) => {
                keep(Listening::begin(element.clone(), kind, Closure::wrap(act)));
            }
            Setup::Drawn(draw) => {
                let element = element.clone();
                keep(RenderEffect::new(move |_| draw(&element)));
            }
            Setup::Reference(take) => take(element.clone()),
        }
    }
}

/// A listener that leaves its element before it is gone: an element that is removed while it has the focus is told so.
struct Listening {
    element: Element,
    kind: &'static str,
    act: Closure<dyn FnMut(Event)>,
}

impl Listening {
    fn begin(element: Element, kind: &'static str, act: Closure<dyn FnMut(Event)>) -> Self {
        // Fails only for a listener that is null.
        let _ = element.add_event_listener_with_callback(kind, act.as_ref().unchecked_ref());
        Self { element, kind, act }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // As above.
        let _ = self.element.remove_event_listener_with_callback(self.kind, self.act.as_ref().unchecked_ref());
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Fails only for names that are no names.
    let _: Result<(), JsValue> = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn keep<T: 'static>(thing: T) {
    StoredValue::new_local(thing);
}
