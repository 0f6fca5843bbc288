//! The page around the widget.

use super::host::{Look, fetch_bootstrap, host};
use super::player::Player;
use crate::api::{Client, Transport};
use crate::dom::{document, window};
use crate::host::Host;
use crate::mount::{Handle, mount_with};
use ai_agent_scenario::{Scenario, builtin};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// The names of the recorded scenarios and the widget that plays them.
#[component]
pub fn Page() -> impl IntoView {
    let stage = NodeRef::<Div>::new();
    let look = RwSignal::new(Look { dark: false, panel: false, rtl: false });
    let live = RwSignal::new(false);
    let server = StoredValue::new_local(None::<JsValue>);
    let widget = StoredValue::new_local(None::<Widget>);
    let chosen = StoredValue::new_local(Rc::new(RefCell::new(scenario("welcome"))));
    let has_server = RwSignal::new(false);

    spawn_local(async move {
        if let Some(bootstrap) = fetch_bootstrap().await {
            server.set_value(Some(bootstrap));
            has_server.set(true);
            live.set(true);
        }
    });
    Effect::new(move |_| {
        let Some(stage) = stage.get() else { return };
        let bootstrap = live.get().then(|| server.get_value()).flatten();
        let player = Player::new(chosen.get_value());
        widget.update_value(|widget| {
            *widget = None;
            *widget = Widget::new(&stage, bootstrap.as_ref(), look.get(), player).ok();
        });
    });
    let play = move |name: &'static str| {
        if let Some(scenario) = scenario(name) {
            live.set(false);
            let prompt = scenario.prompt().to_owned();
            *chosen.get_value().borrow_mut() = Some(scenario);
            // The widget is drawn anew first when it was talking to the server.
            set_timeout(
                move || {
                    widget.with_value(|widget| {
                        if let Some(widget) = widget {
                            widget.handle.ask(prompt);
                        }
                    })
                },
                std::time::Duration::ZERO,
            );
        }
    };
    let toggle = move |label: &'static str, read: fn(&mut Look) -> &mut bool| {
        view! {
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || *read(&mut look.get())
                    on:change=move |_| look.update(|look| *read(look) = !*read(look))
                />
                {label}
            </label>
        }
    };
    let names = builtin().iter().map(|(name, _)| *name).collect::<Vec<_>>();
    view! {
        <div class="standalone" class:dark=move || look.get().dark dir=move || if look.get().rtl { "rtl" } else { "ltr" }>
            <nav aria-label="Scenarios">
                <h1>"AI Agent for Odoo"</h1>
                <p>{move || if live.get() { "Talking to the dev server" } else { "Playing recorded scenarios" }}</p>
                <div class="toggles">
                    {toggle("Dark", |look| &mut look.dark)} {toggle("Right to left", |look| &mut look.rtl)}
                    {toggle("Panel", |look| &mut look.panel)}
                    {move || has_server.get().then(|| view! {
                        <label>
                            <input type="checkbox" prop:checked=move || live.get() on:change=move |_| live.update(|live| *live = !*live) />
                            "Dev server"
                        </label>
                    })}
                </div>
                <ul>
                    {names
                        .into_iter()
                        .map(|name| view! {
                            <li>
                                <button type="button" data-testid="scenario" data-scenario=name on:click=move |_| play(name)>
                                    {name}
                                </button>
                            </li>
                        })
                        .collect_view()}
                </ul>
            </nav>
            <div class="stage" node_ref=stage></div>
        </div>
    }
}

/// The widget on its stage; dropping it takes it off.
struct Widget {
    handle: Handle,
    element: HtmlElement,
    _close: Closure<dyn FnMut()>,
}

impl Widget {
    fn new(stage: &HtmlElement, bootstrap: Option<&JsValue>, look: Look, player: Player) -> Result<Self, JsValue> {
        let element: HtmlElement = document().create_element("ai-agent-chat")?.unchecked_into();
        stage.append_child(&element)?;
        let close = Closure::new(|| drop(window().location().reload()));
        let host = Host::read(host(bootstrap, look, &close)).map_err(|error| JsValue::from_str(&error.to_string()))?;
        let transport = match bootstrap {
            Some(_) => Transport::Http(Client::new(host.clone())),
            None => Transport::Recorded(player),
        };
        let handle = mount_with(element.clone(), host, transport)?;
        Ok(Self { handle, element, _close: close })
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        self.handle.unmount();
        self.element.remove();
    }
}

fn scenario(name: &str) -> Option<Scenario> {
    let (_, json) = builtin().iter().find(|(known, _)| *known == name)?;
    Scenario::parse(json).ok()
}
