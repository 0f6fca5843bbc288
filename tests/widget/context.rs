//! What a question tells of the place where the person is.

use crate::server::*;
use crate::support::*;
use ai_agent_chat::Handle;
use serde_json::{Value, json};

/// A widget whose host is at `window.place` and tells of changes; `go(place)` goes elsewhere.
async fn at(element: &HtmlElement, place: &Value) -> (Handle, JsValue) {
    serve(SHORT);
    let prepare = Function::new_with_args(
        "host, place",
        "window.place = JSON.parse(place); window.told = new Set();
        host.context = () => window.place;
        host.onContext = (listener) => { window.told.add(listener); return () => window.told.delete(listener); };
        window.go = (place) => { window.place = place; window.told.forEach((listener) => listener()); };
        Object.assign(host.bootstrap.texts, {'context.add': 'Add {place}', 'context.unknown': 'This page',
            'context.tokens': '{tokens} tokens', 'context.masked': 'Masked: {values}'});
        window.server.instead = ({path, body}) => path === 'context/preview' && new Response(JSON.stringify({
            chips: [{kind: 'record', label: `${body.context.model} ${body.context.resId}`},
                ...Object.keys(body.context.unsaved ?? {}).map((name) => ({kind: 'unsaved', label: name}))],
            text: JSON.stringify(body.context), tokens: 12, masked: ['secret']}), {headers: {'Content-Type': 'application/json'}});",
    );
    let host = host();
    prepare.call2(&JsValue::NULL, &host, &place.to_string().into()).unwrap();
    keep("thread", "t");
    let handle = mount_able(element, &host).await;
    (handle, host)
}

fn record(id: u32) -> Value {
    json!({"model": "crm.lead", "resId": id, "viewType": "form", "unsaved": {}})
}

fn go(place: &Value) {
    js(&format!("window.go({place})"));
}

/// Waits until the chip says this.
async fn says(element: &HtmlElement, label: &str) -> HtmlElement {
    let chip = || find(element, "context").filter(|chip| chip.text_content().unwrap().contains(label));
    until(label, chip).await.unchecked_into()
}

/// Asks, and gives what went along.
async fn asked_with(element: &HtmlElement) -> Value {
    let before = texts(element).len();
    type_text(element, "And now?");
    press(element, "Enter", false, false);
    until("the answer", || (texts(element).len() == before + 2).then_some(())).await;
    until("its end", || find(element, "send")).await;
    let asked = asked();
    let run = asked.as_array().unwrap().iter().rfind(|asked| asked["path"] == "run").unwrap();
    run["body"]["forwardedProps"]["odoo"].clone()
}

#[wasm_bindgen_test]
async fn the_place_is_shown_and_goes_along() {
    let element = element();
    let (handle, _) = at(&element, &record(7)).await;
    says(&element, "crm.lead 7").await;
    assert_eq!(asked_with(&element).await, record(7));
    go(&record(8));
    says(&element, "crm.lead 8").await;
    assert_eq!(asked_with(&element).await, record(8));
    go(&Value::Null);
    until("its end", || find(&element, "context").is_none().then_some(())).await;
    assert_eq!(asked_with(&element).await, Value::Null);
    close(&handle, &element);
    until("the last listener's end", || (js("return window.told.size") == 0).then_some(())).await;
}

#[wasm_bindgen_test]
async fn what_is_typed_at_the_moment_goes_along_even_if_nobody_told() {
    let element = element();
    let (handle, _) = at(&element, &record(7)).await;
    says(&element, "crm.lead 7").await;
    js("window.place = {...window.place, unsaved: {phone: '1'}}");
    assert_eq!(asked_with(&element).await["unsaved"], json!({"phone": "1"}));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_place_that_was_removed_comes_back_at_the_next_one() {
    let element = element();
    let (handle, _) = at(&element, &record(7)).await;
    says(&element, "crm.lead 7").await;
    click(&element, "context-remove");
    says(&element, "Add crm.lead 7").await;
    assert_eq!(asked_with(&element).await, Value::Null);
    let mut edited = record(7);
    edited["unsaved"] = json!({"name": "x"});
    go(&edited);
    settle().await;
    assert_eq!(asked_with(&element).await, Value::Null, "it is the same place");
    click(&element, "context-add");
    until("the chip", || find(&element, "context-pin")).await;
    assert_eq!(asked_with(&element).await, edited);
    click(&element, "context-remove");
    go(&record(9));
    says(&element, "crm.lead 9").await;
    assert!(find(&element, "context-pin").is_some());
    assert_eq!(asked_with(&element).await, record(9));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_pinned_place_stays_until_it_is_let_go() {
    let element = element();
    let mut here = record(7);
    here["unsaved"] = json!({"phone": "1"});
    let (handle, _) = at(&element, &here).await;
    says(&element, "crm.lead 7").await;
    click(&element, "context-pin");
    settle().await;
    let pressed = |element: &HtmlElement| find(element, "context-pin").unwrap().get_attribute("aria-pressed").unwrap();
    assert_eq!(pressed(&element), "true");
    assert_eq!(asked_with(&element).await, here, "what is typed goes along while the person is there");
    go(&record(8));
    settle().await;
    assert_eq!(asked_with(&element).await, record(7), "what was typed is not known any more");
    says(&element, "crm.lead 7").await;
    go(&Value::Null);
    assert_eq!(asked_with(&element).await, record(7));
    go(&record(8));
    click(&element, "context-pin");
    says(&element, "crm.lead 8").await;
    assert_eq!(pressed(&element), "false");
    assert_eq!(asked_with(&element).await, record(8));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_details_are_what_is_there_at_that_moment() {
    let element = element();
    let (handle, host) = at(&element, &record(7)).await;
    says(&element, "crm.lead 7").await;
    js("window.place = {...window.place, unsaved: {phone: '1'}}");
    click(&element, "context-details");
    let text = until("the text", || {
        let text = find(&element, "context-text")?.text_content().unwrap();
        text.contains("phone").then_some(text)
    })
    .await;
    assert!(text.contains("12 tokens") && text.contains("Masked: secret"), "{text}");
    let pre = root(&element).query_selector("[data-testid=context-text] pre").unwrap().unwrap();
    press_on(pre.unchecked_ref(), "Escape", false, false);
    settle().await;
    assert!(find(&element, "context-text").is_none());
    assert_eq!(calls(&host), "[]", "Escape closed no more than that");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_place_of_which_nothing_is_told_is_not_shown_and_one_that_cannot_be_told_is() {
    let element = element();
    let (handle, _) = at(&element, &record(7)).await;
    says(&element, "crm.lead 7").await;
    js("window.server.instead = ({path}) => path === 'context/preview' && \
        new Response('{\"chips\": [], \"text\": \"\"}', {headers: {'Content-Type': 'application/json'}})");
    go(&record(8));
    until("its end", || find(&element, "context").is_none().then_some(())).await;
    js("window.server.instead = ({path}) => path === 'context/preview' && window.problem('internal', 500)");
    go(&record(9));
    says(&element, "This page").await;
    assert_eq!(asked_with(&element).await, record(9));
    close(&handle, &element);
}
