//! Where the person is, as far as the next question tells of it: what the host says, unless the person removed it, or has
//! pinned another place.

use super::chat::{Chat, Core};
use crate::api::Told;
use crate::dom::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// How long a place must last until the server is asked about it, in milliseconds.
const LASTS: u32 = 250;

/// Where the person is.
#[derive(Debug, Default)]
pub(super) struct Place {
    changed: ArcTrigger,
    state: RefCell<State>,
    /// Counts the changes: an answer about an earlier one is no news.
    number: Cell<u32>,
}

/// What is shown of the place.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What the server would tell of it.
    pub told: Told,
    /// Whether that is not up to date.
    pub stale: bool,
    /// Whether it does not go along.
    pub removed: bool,
    /// Whether it stays when the person goes elsewhere.
    pub pinned: bool,
}

#[derive(Debug, Default)]
struct State {
    /// Whether the host tells when the person goes elsewhere. Otherwise nothing is shown.
    watched: bool,
    here: Value,
    pinned: Option<Value>,
    removed: bool,
    told: Option<Told>,
    /// Whether `told` is of another place than the one that goes along, or of none.
    stale: bool,
}

impl State {
    /// What goes along with a question, were it not removed. What is typed at the pinned place is known while the person is
    /// there.
    fn subject(&self) -> &Value {
        match &self.pinned {
            Some(pinned) if spot(pinned) != spot(&self.here) => pinned,
            _ => &self.here,
        }
    }

    /// Makes a change; whether another place goes along then.
    fn change(&mut self, make: impl FnOnce(&mut Self)) -> bool {
        let before = self.subject().clone();
        make(self);
        let changed = *self.subject() != before;
        self.stale |= changed;
        changed
    }

    /// Takes what the host says. What was removed comes back at another place.
    fn arrive(&mut self, here: Value) -> bool {
        self.change(|state| {
            state.removed &= spot(&state.here) == spot(&here);
            state.here = here;
        })
    }
}

/// What makes a place this one and no other.
fn spot(hint: &Value) -> [&Value; 3] {
    [&hint["model"], &hint["resId"], &hint["viewType"]]
}

impl Core {
    /// What goes along with a question that is asked now.
    pub fn hint(&self) -> Value {
        let state = &mut *self.place.state.borrow_mut();
        state.arrive(self.host.context());
        if state.removed { Value::Null } else { state.subject().clone() }
    }

    fn is_shown(&self) -> bool {
        self.composer.borrow().as_ref().is_some_and(|composer| composer.client_height() > 0)
    }
}

impl Chat {
    /// Follows where the person goes, as long as the current owner lives.
    pub fn watch_place(self) {
        let Some(core) = self.core() else { return };
        let listener = Closure::<dyn FnMut()>::new(move || self.look());
        let Some(end) = core.host.on_context(listener.as_ref().unchecked_ref()) else { return };
        core.place.state.borrow_mut().watched = true;
        StoredValue::new_local(Watching { end, _listener: listener });
    }

    /// Looks where the person is.
    pub fn look(self) {
        let Some(core) = self.core() else { return };
        let here = core.host.context();
        let changed = core.place.state.borrow_mut().arrive(here);
        let open = core.place.state.borrow().stale;
        if changed || open {
            self.ask_about_place(&core, LASTS);
        }
    }

    /// What is shown of the place; `None`: nothing. Makes the current effect run again when that changes.
    pub fn place(self) -> Option<Shown> {
        let core = self.core()?;
        core.place.changed.track();
        let state = core.place.state.borrow();
        let told = state.told.clone().filter(|told| !told.chips.is_empty() && !state.subject().is_null())?;
        Some(Shown { told, stale: state.stale, removed: state.removed, pinned: state.pinned.is_some() })
    }

    /// Keeps the place when the person goes elsewhere, or no longer.
    pub fn pin_place(self) {
        self.change_place(|state| {
            state.pinned = match state.pinned {
                Some(_) => None,
                None => {
                    let mut pinned = state.here.clone();
                    if let Some(unsaved) = pinned.get_mut("unsaved") {
                        *unsaved = Value::Object(serde_json::Map::new());
                    }
                    Some(pinned)
                }
            };
        });
    }

    /// Tells of no place until the person is at another one; or does again.
    pub fn remove_place(self, removed: bool) {
        self.change_place(|state| {
            state.pinned = None;
            state.removed = removed;
        });
    }

    /// Has the server say anew what it would tell of the place.
    pub fn refresh_place(self) {
        let Some(core) = self.core() else { return };
        let here = core.host.context();
        self.change_place(|state| {
            state.arrive(here);
            state.stale = true;
        });
    }

    fn change_place(self, make: impl FnOnce(&mut State)) {
        if let Some(core) = self.core() {
            core.place.state.borrow_mut().change(make);
            self.ask_about_place(&core, 0);
        }
    }

    /// Draws the place, and has the server say what it would tell of it when that is not known.
    fn ask_about_place(self, core: &Rc<Core>, wait: u32) {
        let number = core.place.number.get().wrapping_add(1);
        core.place.number.set(number);
        core.place.changed.notify();
        let core = Rc::clone(core);
        spawn_local(async move {
            sleep(wait).await;
            // A panel that is closed asks when it is opened, and one that is covered when it is seen again.
            let is_last = || self.core().is_some() && core.place.number.get() == number;
            if !is_last() || !core.is_shown() {
                return;
            }
            let subject = {
                let state = core.place.state.borrow();
                Some(state.subject().clone()).filter(|subject| state.watched && state.stale && !subject.is_null())
            };
            let Some(subject) = subject else { return };
            let told = core.transport.place(&subject).await;
            if !is_last() {
                return;
            }
            let unknown = |_| Told { chips: vec![(String::new(), self.text("context.unknown"))], ..Told::default() };
            {
                let state = &mut *core.place.state.borrow_mut();
                state.told = Some(told.unwrap_or_else(unknown));
                state.stale = false;
            }
            core.place.changed.notify();
        });
    }
}

/// A host that tells where the person goes; it stops when this is dropped.
struct Watching {
    end: js_sys::Function,
    _listener: Closure<dyn FnMut()>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        // What the host throws is its own affair.
        let _ = self.end.call0(&JsValue::NULL);
    }
}
