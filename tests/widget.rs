//! The widget in a real browser, without a server: what it draws, what it does with keys, what it leaves behind.
//!
//! The server's answers are made here, by a `fetch` of our own; against real servers the widget is tested in `tests/web`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use ai_agent_chat::mount;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit, ShadowRoot, window};

wasm_bindgen_test_configure!(run_in_browser);

fn js(source: &str) -> JsValue {
    Function::new_no_args(source).call0(&JsValue::NULL).unwrap()
}

/// A host; its calls are collected in `host.calls`.
fn host() -> JsValue {
    clear_storage();
    js(r#"
        const calls = [];
        return {
            calls,
            bootstrap: {
                user: {id: 2, name: "Ada Lovelace"}, database: "test", direction: "ltr", base: "/ai_agent",
                csrfToken: "token", configured: true, limits: {promptChars: 50}, starters: ["First idea"],
                texts: {
                    "chat.empty.title": "Hello {name}", "composer.send": "Send", "error.retry": "Try again",
                    "error.too_large": "At most {limit}", "error.service_error": "It failed", "message.copy": "Copy",
                },
            },
            theme: "light", layout: "panel",
            companies: () => [1, 3], context: () => ({model: "res.partner"}),
            openRecord: (...args) => calls.push(["openRecord", ...args]),
            notify: (...args) => calls.push(["notify", ...args]),
            close: () => calls.push(["close"]), login: () => calls.push(["login"]), crashed: () => calls.push(["crashed"]),
        };
    "#)
}

fn clear_storage() {
    window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
}

fn element() -> HtmlElement {
    let document = window().unwrap().document().unwrap();
    let element: HtmlElement = document.create_element("ai-agent-chat").unwrap().unchecked_into();
    document.body().unwrap().append_child(&element).unwrap();
    element
}

fn root(element: &HtmlElement) -> ShadowRoot {
    element.shadow_root().expect("a shadow root")
}

fn find(element: &HtmlElement, testid: &str) -> Option<Element> {
    root(element).query_selector(&format!("[data-testid={testid}]")).unwrap()
}

fn calls(host: &JsValue) -> String {
    let calls = Reflect::get(host, &"calls".into()).unwrap();
    js_sys::JSON::stringify(&calls).unwrap().into()
}

async fn tick() {
    let promise = Promise::new(&mut |resolve, _| {
        window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until `done` gives something.
async fn until<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    for _ in 0..900 {
        if let Some(value) = done() {
            return value;
        }
        tick().await;
    }
    panic!("never came: {what}");
}

fn composer(element: &HtmlElement) -> HtmlTextAreaElement {
    find(element, "composer").expect("a composer").unchecked_into()
}

fn type_text(element: &HtmlElement, text: &str) {
    let composer = composer(element);
    composer.set_value(text);
    composer.dispatch_event(&Event::new("input").unwrap()).unwrap();
}

fn press(element: &HtmlElement, key: &str, shift: bool, composing: bool) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_shift_key(shift);
    init.set_is_composing(composing);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    composer(element).dispatch_event(&event).unwrap();
}

/// Makes `fetch` answer every request with this body; what was asked is in `window.asked`.
fn answer(status: u16, kind: &str, body: &str) {
    let install = Function::new_with_args(
        "status, kind, body",
        "window.asked = []; window.fetch = async (request) => { \
            window.asked.push({url: request.url, method: request.method, body: await request.clone().text(), \
                csrf: request.headers.get('X-CSRF-Token'), companies: request.headers.get('X-Allowed-Companies')}); \
            const run = JSON.parse(window.asked[0].body || '{}').runId; \
            return new Response(body.replaceAll('$run', run), {status, headers: {'Content-Type': kind}}); };",
    );
    install.call3(&JsValue::NULL, &status.into(), &kind.into(), &body.into()).unwrap();
}

fn asked() -> serde_json::Value {
    let asked: String = js_sys::JSON::stringify(&js("return window.asked")).unwrap().into();
    serde_json::from_str(&asked).unwrap()
}

/// As [`answer`], one event at a time, a frame and more apart.
fn answer_slowly(body: &str) {
    let install = Function::new_with_args(
        "body",
        "window.asked = []; window.fetch = async (request) => { \
            const run = JSON.parse(await request.text()).runId; \
            const events = body.replaceAll('$run', run).split(/(?<=\\n\\n)/); \
            const stream = new ReadableStream({async pull(controller) { \
                await new Promise((resolve) => setTimeout(resolve, 25)); \
                if (events.length) controller.enqueue(new TextEncoder().encode(events.shift())); else controller.close(); \
            }}); \
            return new Response(stream, {headers: {'Content-Type': 'text/event-stream'}}); };",
    );
    install.call1(&JsValue::NULL, &body.into()).unwrap();
}

const ANSWER: &str = concat!(
    "id: 1\ndata: {\"type\":\"RUN_STARTED\",\"threadId\":\"t\",\"runId\":\"$run\"}\n\n",
    "id: 2\ndata: {\"type\":\"TEXT_MESSAGE_START\",\"messageId\":\"m\"}\n\n",
    "id: 3\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"m\",\"delta\":\"Hello **you** <img src=x onerror=1> \"}\n\n",
    "id: 4\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"m\",\"delta\":\"[x](javascript:alert(1)) [A](/odoo/res.partner/3) [B](https://b.example/)\"}\n\n",
    "id: 5\ndata: {\"type\":\"TEXT_MESSAGE_END\",\"messageId\":\"m\"}\n\n",
    "id: 6\ndata: {\"type\":\"RUN_FINISHED\",\"threadId\":\"t\",\"runId\":\"$run\"}\n\n",
);

#[wasm_bindgen_test]
async fn a_mounted_widget_greets_and_leaves_nothing_behind() {
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    let text = root(&element).text_content().unwrap();
    assert!(text.contains("Hello Ada"), "{text}");
    assert!(find(&element, "starter").is_some());
    handle.unmount();
    assert_eq!(root(&element).child_element_count(), 0);
    handle.unmount();
    handle.focus();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_removed_element_unmounts_by_itself() {
    let element = element();
    let _handle = mount(element.clone(), host()).unwrap();
    element.remove();
    until("the unmount", || (root(&element).child_element_count() == 0).then_some(())).await;
}

#[wasm_bindgen_test]
fn a_host_that_is_none_is_refused_and_the_element_untouched() {
    let element = element();
    for host in ["return {}", "return {bootstrap: {}}", "return null"] {
        assert!(mount(element.clone(), js(host)).is_err(), "{host}");
    }
    assert!(element.shadow_root().is_none());
    element.remove();
}

#[wasm_bindgen_test]
async fn a_question_is_asked_and_its_answer_drawn_without_its_markup() {
    answer(200, "text/event-stream", ANSWER);
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    type_text(&element, "Hi");
    press(&element, "Enter", false, false);
    let log =
        until("the answer", || root(&element).query_selector("[data-role=assistant][data-status=finished]").unwrap())
            .await;
    let text = log.text_content().unwrap();
    assert!(text.contains("Hello you <img src=x onerror=1> x"), "{text}");
    assert!(log.query_selector("strong").unwrap().is_some());
    assert!(log.query_selector("img, script, a[href]").unwrap().is_none());
    assert_eq!(composer(&element).value(), "");

    let asked = asked();
    assert_eq!(asked[0]["method"], "POST");
    assert_eq!(asked[0]["csrf"], "token");
    assert_eq!(asked[0]["companies"], "1,3");
    let body: serde_json::Value = serde_json::from_str(asked[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["messages"][0]["content"], "Hi");
    assert_eq!(body["forwardedProps"]["odoo"]["model"], "res.partner");

    let click = |selector: &str| {
        log.query_selector(selector).unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    };
    click(".record");
    assert_eq!(calls(&host), r#"[["openRecord","res.partner",3]]"#);
    click(".link");
    let address = until("the question", || find(&element, "leave-address")).await;
    assert_eq!(address.text_content().unwrap(), "https://b.example/");
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn an_answer_that_arrives_in_pieces_looks_like_one_that_came_at_once() {
    let text = "# A heading\n\nPlain **bold**, then\n\n- one\n- two\n  - deep\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n```js\nlet x;\nlet y;\n```\n\nEnd.";
    let drawn = async |step: usize| {
        let deltas = text.as_bytes().chunks(step).enumerate().map(|(index, piece)| {
            let delta = serde_json::json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": std::str::from_utf8(piece).unwrap()});
            format!("id: {}\ndata: {delta}\n\n", index + 3)
        });
        let (before, rest) = ANSWER.split_at(ANSWER.find("id: 3").unwrap());
        let after = rest[rest.find("id: 5").unwrap()..].replace("id: 5", "id: 998").replace("id: 6", "id: 999");
        answer_slowly(&format!("{before}{}{after}", deltas.collect::<String>()));
        let element = element();
        let handle = mount(element.clone(), host()).unwrap();
        handle.ask("Hi".into());
        let done = "[data-role=assistant][data-status=finished] .markdown";
        let body = until("the answer", || root(&element).query_selector(done).unwrap()).await;
        // The last piece is drawn after the status.
        tick().await;
        tick().await;
        let html = body.inner_html();
        handle.unmount();
        element.remove();
        html
    };
    let whole = drawn(text.len()).await;
    assert!(whole.contains("<td>4</td>") && whole.contains("let y;"), "{whole}");
    assert_eq!(drawn(5).await, whole);
}

#[wasm_bindgen_test]
async fn enter_sends_but_not_with_shift_and_not_while_composing() {
    answer(200, "text/event-stream", ANSWER);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    type_text(&element, "日本");
    press(&element, "Enter", false, true);
    press(&element, "Enter", true, false);
    tick().await;
    assert_eq!(asked().as_array().unwrap().len(), 0);
    assert_eq!(composer(&element).value(), "日本");
    press(&element, "Enter", false, false);
    until("the question", || (!asked().as_array().unwrap().is_empty()).then_some(())).await;
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_failure_keeps_the_question_and_offers_to_try_again() {
    answer(502, "application/problem+json", r#"{"code":"service_error","detail":"The service said 500."}"#);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    let notice = until("the notice", || find(&element, "error")).await;
    assert!(notice.text_content().unwrap().contains("The service said 500."));
    assert_eq!(notice.get_attribute("data-code").unwrap(), "service_error");
    answer(200, "text/event-stream", ANSWER);
    find(&element, "retry").unwrap().unchecked_into::<HtmlElement>().click();
    until("the answer", || root(&element).query_selector("[data-status=finished][data-role=assistant]").unwrap()).await;
    assert!(find(&element, "error").is_none());
    let users = root(&element).query_selector_all("[data-role=user]").unwrap().length();
    assert_eq!(users, 1);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_question_over_the_limit_stays_in_the_composer() {
    answer(200, "text/event-stream", ANSWER);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    let long = "x".repeat(51);
    type_text(&element, &long);
    press(&element, "Enter", false, false);
    let notice = until("the notice", || find(&element, "error")).await;
    assert!(notice.text_content().unwrap().contains("At most 50"));
    assert_eq!(composer(&element).value(), long);
    assert_eq!(asked().as_array().unwrap().len(), 0);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_malformed_event_ends_the_run_with_a_message() {
    answer(200, "text/event-stream", "id: 1\ndata: {not json\n\n");
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    let notice = until("the notice", || find(&element, "error")).await;
    assert_eq!(notice.get_attribute("data-code").unwrap(), "protocol");
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn escape_asks_the_host_to_close() {
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    press(&element, "Escape", false, false);
    assert_eq!(calls(&host), r#"[["close"]]"#);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_draft_survives_a_new_mount() {
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    type_text(&element, "half a thought");
    handle.unmount();
    let handle = mount(element.clone(), host).unwrap();
    assert_eq!(composer(&element).value(), "half a thought");
    handle.unmount();
    element.remove();
}
