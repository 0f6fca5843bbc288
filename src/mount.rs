//! The two things that the widget's module exports: `mount` and the handle it gives back.

use crate::api::{Client, Transport};
use crate::components::App;
use crate::dom::get_string;
use crate::host::Host;
use crate::state::{Chat, Happening, ThreadEvent};
use crate::{element, panic};
use ai_agent_agui::{RunId, ThreadId};
use js_sys::Function;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Node};

/// A widget that is on the page.
#[wasm_bindgen]
pub struct Handle {
    mounted: Rc<RefCell<Option<Mounted>>>,
}

struct Mounted {
    chat: Chat,
    element: HtmlElement,
    place: HtmlElement,
    crash_callback: Option<Function>,
    on_removed: Closure<dyn FnMut()>,
    // Dropping it removes the view and disposes of every signal.
    _view: Box<dyn std::any::Any>,
}

/// Draws the widget into `element`, an `<ai-agent-chat>`.
///
/// # Errors
/// Throws an `Error` when `host` is not the `Host` of `docs/contract.md`; the element is untouched then.
#[wasm_bindgen]
pub fn mount(element: HtmlElement, host: JsValue) -> Result<Handle, JsValue> {
    let host = Host::read(host).map_err(|error| js_sys::Error::new(&error.to_string()))?;
    let transport = Transport::Http(Client::new(host.clone()));
    mount_with(element, host, transport)
}

/// As [`mount`], served by `transport`.
pub(crate) fn mount_with(element: HtmlElement, host: Host, transport: Transport) -> Result<Handle, JsValue> {
    panic::install();
    let place = element::prepare(&element)?;
    let crash_callback = host.crash_callback();
    if let Some(callback) = &crash_callback {
        panic::register(callback.clone());
    }
    let chat_slot: Rc<RefCell<Option<Chat>>> = Rc::default();
    let slot = Rc::clone(&chat_slot);
    let view = leptos::mount::mount_to(place.clone(), move || {
        let chat = Chat::new(host, transport);
        *slot.borrow_mut() = Some(chat);
        view! { <App chat /> }
    });
    let chat = chat_slot.borrow_mut().take().ok_or_else(|| js_sys::Error::new("the widget did not start"))?;

    let mounted: Rc<RefCell<Option<Mounted>>> = Rc::default();
    let weak: Weak<_> = Rc::downgrade(&mounted);
    let on_removed = Closure::new(move || {
        if let Some(mounted) = weak.upgrade() {
            unmount(&mounted);
        }
    });
    element.add_event_listener_with_callback(REMOVED, on_removed.as_ref().unchecked_ref())?;
    *mounted.borrow_mut() = Some(Mounted { chat, element, place, crash_callback, on_removed, _view: Box::new(view) });
    chat.resume();
    Ok(Handle { mounted })
}

const REMOVED: &str = "ai-agent-removed";

#[wasm_bindgen]
impl Handle {
    /// Puts the caret in the composer.
    pub fn focus(&self) {
        self.with(|chat| {
            chat.focus_composer();
            chat.look();
        });
    }

    /// Asks at once; while an answer is being written the text goes into the composer.
    pub fn ask(&self, text: String) {
        self.with(|chat| chat.ask_or_draft(text));
    }

    /// `light` or `dark`.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(&self, theme: String) {
        self.with(|chat| chat.dark.set(theme == "dark"));
    }

    /// Something happened to one of the person's threads: `{threadId, runId, event}`, as Odoo's bus tells it.
    pub fn happened(&self, payload: &JsValue) {
        let Some(thread) = get_string(payload, "threadId") else { return };
        let news = Happening {
            thread: ThreadId::new(thread),
            run: get_string(payload, "runId").map(RunId::new),
            event: match get_string(payload, "event").as_deref() {
                Some("deleted") => ThreadEvent::Deleted,
                Some("changed" | "restored") => ThreadEvent::Changed,
                _ => ThreadEvent::Run,
            },
        };
        self.with(|chat| chat.happened(news));
    }

    /// Takes the widget off the page and frees what it holds. A second call does nothing.
    pub fn unmount(&self) {
        unmount(&self.mounted);
    }

    fn with(&self, run: impl FnOnce(Chat)) {
        let chat = self.mounted.borrow().as_ref().map(|mounted| mounted.chat);
        if let Some(chat) = chat {
            run(chat);
        }
    }
}

fn unmount(mounted: &RefCell<Option<Mounted>>) {
    let Some(mounted) = mounted.borrow_mut().take() else { return };
    mounted.chat.leave();
    let listener = mounted.on_removed.as_ref().unchecked_ref();
    // Removing a listener and a node that are there cannot fail.
    let _ = mounted.element.remove_event_listener_with_callback(REMOVED, listener);
    if let Some(callback) = &mounted.crash_callback {
        panic::unregister(callback);
    }
    let place: Node = mounted.place.clone().into();
    drop(mounted);
    if let Some(parent) = place.parent_node() {
        let _ = parent.remove_child(&place);
    }
}
