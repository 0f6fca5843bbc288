//! A server for the open thread (`server.js`), and what the tests do with the thread.

use crate::support::*;
use ai_agent_chat::Handle;
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// Serves thread `t`; `make` is JavaScript that fills `server`.
pub fn serve(make: &str) {
    let source = include_str!("server.js");
    js(&format!("const make = (server) => {{ {make} }}; {source}"));
}

/// A thread of so many messages in one branch, `m0` to the last: questions and answers in turn, of different heights.
pub fn long(count: usize) -> String {
    format!(
        "for (let n = 0; n < {count}; n++) server.add(`m${{n}}`, n ? `m${{n - 1}}` : null, n % 2 ? 'assistant' : 'user', \
            `Message ${{n}}. ` + 'It goes on and on. '.repeat(n * 7 % 30));"
    )
}

/// Two questions with their answers: `q1`, `a1`, `q2`, `a2`.
pub const SHORT: &str = "server.add('q1', null, 'user', 'One?'); server.add('a1', 'q1', 'assistant', 'First.'); \
    server.add('q2', 'a1', 'user', 'Two?'); server.add('a2', 'q2', 'assistant', 'Second.');";

/// A widget that can branch and rate, with thread `t` open.
pub async fn open(element: &HtmlElement) -> Handle {
    let host = host();
    keep("thread", "t");
    mount_able(element, &host).await
}

/// The widget of `host`, which can branch and rate, once its thread is there.
pub async fn mount_able(element: &HtmlElement, host: &JsValue) -> Handle {
    let handle = mount_with(element, host);
    until("the thread", || (!messages(element).is_empty()).then_some(())).await;
    settle().await;
    handle
}

/// A widget that can branch and rate, with a new chat.
pub async fn mount_new(element: &HtmlElement) -> Handle {
    let handle = mount_with(element, &host());
    settle().await;
    handle
}

fn mount_with(element: &HtmlElement, host: &JsValue) -> Handle {
    let can = Function::new_with_args(
        "host",
        "host.bootstrap.capabilities = {branches: true, feedback: true, search: true, threads: true}; \
            Object.assign(host.bootstrap.texts, {'message.version': 'Version {number} of {count}', 'chat.title': 'Assistant', \
                'chat.earlier': 'Earlier', 'chat.paging': 'Loading', 'message.wait': 'Wait.', 'table.count': '{shown} of {count}'});",
    );
    can.call1(&JsValue::NULL, host).unwrap();
    mount(element.clone(), host.clone()).unwrap()
}

/// Waits for what comes within a few frames.
pub async fn settle() {
    for _ in 0..5 {
        tick().await;
    }
}

/// Notes something in the browser's storage, as the widget would.
pub fn keep(name: &str, value: &str) {
    let storage = window().unwrap().local_storage().unwrap().unwrap();
    storage.set_item(&format!("ai_agent.test.2.{name}"), value).unwrap();
}

/// What the widget keeps in the browser's storage.
pub fn kept(name: &str) -> Option<String> {
    window().unwrap().local_storage().unwrap().unwrap().get_item(&format!("ai_agent.test.2.{name}")).unwrap()
}

/// The element of a message.
pub fn message(element: &HtmlElement, id: &str) -> Option<HtmlElement> {
    root(element).query_selector(&format!("[data-id='{id}']")).unwrap().map(JsCast::unchecked_into)
}

/// In a message, the element with this test id.
pub fn within(element: &HtmlElement, id: &str, testid: &str) -> Option<HtmlElement> {
    let found = message(element, id)?.query_selector(&format!("[data-testid={testid}]")).unwrap();
    found.map(JsCast::unchecked_into)
}

/// Presses a button of a message.
pub fn press_in(element: &HtmlElement, id: &str, testid: &str) {
    within(element, id, testid).unwrap_or_else(|| panic!("no {testid} in {id}")).click();
}

/// The texts of the messages, in order.
pub fn texts(element: &HtmlElement) -> Vec<String> {
    messages(element).into_iter().map(|(_, text)| text).collect()
}

/// Waits until the screen shows these texts.
pub async fn reads(element: &HtmlElement, expected: &[&str]) {
    for _ in 0..900 {
        if texts(element) == expected {
            return;
        }
        tick().await;
    }
    panic!("never read: {expected:?}, but {:?}", texts(element));
}

/// Where a message is on the screen when the next frame is painted, in CSS pixels from the top.
pub async fn painted(message: &HtmlElement) -> f64 {
    // A new observer is told of its element after all that runs before the frame, and the layout.
    let measure = Function::new_with_args(
        "message",
        "return new Promise((resolve) => requestAnimationFrame(() => { \
            const observer = new ResizeObserver(() => { \
                observer.disconnect(); resolve(message.getBoundingClientRect().top); }); \
            observer.observe(message); }));",
    );
    let promise: Promise = measure.call1(&JsValue::NULL, message).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap().as_f64().unwrap()
}

/// Watches, frame by frame, that a message stays where it is until `done`, and a little longer.
pub async fn stays<T>(message: &HtmlElement, what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let before = painted(message).await;
    let mut rest = 10;
    for _ in 0..900 {
        let now = painted(message).await;
        assert!((now - before).abs() < 1.5, "it jumped from {before} to {now}");
        if let Some(value) = done() {
            rest -= 1;
            if rest == 0 {
                return value;
            }
        }
    }
    panic!("never came: {what}");
}

/// A message that is in sight.
pub fn in_sight(element: &HtmlElement) -> HtmlElement {
    let find = Function::new_with_args(
        "log",
        "const {top} = log.getBoundingClientRect(); \
            return [...log.querySelectorAll('[data-id]')].find((message) => message.getBoundingClientRect().bottom > top);",
    );
    find.call1(&JsValue::NULL, &scroller(element)).unwrap().unchecked_into()
}

/// What is typed in the composer.
pub fn composer_text(element: &HtmlElement) -> String {
    composer(element).value()
}

/// The log, which scrolls.
pub fn scroller(element: &HtmlElement) -> HtmlElement {
    find(element, "log").unwrap().unchecked_into()
}

/// What has the focus: its test id, and the message around it.
pub fn focused(element: &HtmlElement) -> (String, String) {
    let Some(focused) = root(element).active_element() else { return Default::default() };
    let around = focused.closest("[data-id]").unwrap().and_then(|message| message.get_attribute("data-id"));
    (focused.get_attribute("data-testid").unwrap_or_default(), around.unwrap_or_default())
}

/// The requests so far, as `METHOD path?query`.
pub fn requests() -> Vec<String> {
    let asked = asked();
    let line = |asked: &serde_json::Value| {
        let part = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
        format!("{} {}{}", part("method"), part("path"), part("query"))
    };
    asked.as_array().unwrap().iter().map(line).collect()
}

/// Closes the widget.
pub fn close(handle: &Handle, element: &HtmlElement) {
    handle.unmount();
    element.remove();
}
