//! What the tests share: a host, a `fetch` that answers as a test says, and what is on the screen.

pub use ai_agent_chat::mount;
pub use js_sys::Function;
use js_sys::{Promise, Reflect};
pub use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
pub use wasm_bindgen_test::wasm_bindgen_test;
pub use web_sys::{Element, Event, HtmlElement, window};
use web_sys::{HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit, ShadowRoot};

pub fn js(source: &str) -> JsValue {
    Function::new_no_args(source).call0(&JsValue::NULL).unwrap()
}

/// A host; its calls are collected in `host.calls`.
pub fn host() -> JsValue {
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
                    "run.go_on": "Go on", "run.go_on.prompt": "Go on where you broke off.",
                    "run.reconnecting": "Reconnecting",
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

pub fn clear_storage() {
    window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
}

pub fn element() -> HtmlElement {
    let document = window().unwrap().document().unwrap();
    let element: HtmlElement = document.create_element("ai-agent-chat").unwrap().unchecked_into();
    document.body().unwrap().append_child(&element).unwrap();
    element
}

pub fn root(element: &HtmlElement) -> ShadowRoot {
    element.shadow_root().expect("a shadow root")
}

pub fn find(element: &HtmlElement, testid: &str) -> Option<Element> {
    root(element).query_selector(&format!("[data-testid={testid}]")).unwrap()
}

pub fn calls(host: &JsValue) -> String {
    let calls = Reflect::get(host, &"calls".into()).unwrap();
    js_sys::JSON::stringify(&calls).unwrap().into()
}

pub async fn tick() {
    let promise = Promise::new(&mut |resolve, _| {
        window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until `done` gives something.
pub async fn until<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    for _ in 0..900 {
        if let Some(value) = done() {
            return value;
        }
        tick().await;
    }
    panic!("never came: {what}");
}

pub fn composer(element: &HtmlElement) -> HtmlTextAreaElement {
    find(element, "composer").expect("a composer").unchecked_into()
}

pub fn type_text(element: &HtmlElement, text: &str) {
    let composer = composer(element);
    composer.set_value(text);
    composer.dispatch_event(&Event::new("input").unwrap()).unwrap();
}

pub fn press(element: &HtmlElement, key: &str, shift: bool, composing: bool) {
    press_on(&composer(element), key, shift, composing);
}

/// Types a question and sends it.
pub fn ask(element: &HtmlElement, text: &str) {
    type_text(element, text);
    press(element, "Enter", false, false);
}

/// Presses a key on `target`.
pub fn press_on(target: &HtmlElement, key: &str, shift: bool, composing: bool) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_shift_key(shift);
    init.set_is_composing(composing);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

/// Makes `fetch` answer every request with this body; what was asked is in `window.asked`.
pub fn answer(status: u16, kind: &str, body: &str) {
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

pub fn asked() -> serde_json::Value {
    let asked: String = js_sys::JSON::stringify(&js("return window.asked")).unwrap().into();
    serde_json::from_str(&asked).unwrap()
}

/// As [`answer`], one event at a time, a frame and more apart.
pub fn answer_slowly(body: &str) {
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

/// Makes `fetch` answer the requests one after the other, each by the JavaScript of its entry, which gives a `Response`
/// (or throws) and has `request`, `body` (what was posted, read), `run` (of the last question), `sse(text)` and
/// `json(object, status)`. The last entry answers all that follow.
pub fn script(entries: &[&str]) {
    let entries: Vec<String> = entries.iter().map(|entry| format!("async () => {{ {entry} }}")).collect();
    js(&format!(
        r#"
        window.asked = [];
        let run = "";
        window.fetch = async (request) => {{
            const text = await request.clone().text();
            const body = text && JSON.parse(text);
            run = body.runId || run;
            const {{headers, method}} = request;
            const url = request.url.replace(location.origin, "");
            window.asked.push({{url, method, body, prefer: headers.get("Prefer"), last: headers.get("Last-Event-ID")}});
            const sse = (text) => new Response(text.replaceAll("$run", run), {{headers: {{"Content-Type": "text/event-stream"}}}});
            const json = (object, status = 200) => new Response(JSON.stringify(object), {{status, headers: {{
                "Content-Type": status < 400 ? "application/json" : "application/problem+json"}}}});
            const entries = [{}];
            return entries[Math.min(window.asked.length, entries.length) - 1]();
        }};
        "#,
        entries.join(", ")
    ));
}

/// An event as it stands in a stream.
pub fn event(id: u64, event: &serde_json::Value) -> String {
    format!("id: {id}\ndata: {event}\n\n")
}

pub fn started() -> String {
    event(1, &serde_json::json!({"type": "RUN_STARTED", "threadId": "t", "runId": "$run"}))
        + &event(2, &serde_json::json!({"type": "TEXT_MESSAGE_START", "messageId": "m"}))
}

pub fn delta(id: u64, text: &str) -> String {
    event(id, &serde_json::json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": text}))
}

pub fn finished(id: u64) -> String {
    event(id, &serde_json::json!({"type": "TEXT_MESSAGE_END", "messageId": "m"}))
        + &event(id + 1, &serde_json::json!({"type": "RUN_FINISHED", "threadId": "t", "runId": "$run"}))
}

/// An entry of [`script`] that answers with a stream.
pub fn sse(text: &str) -> String {
    format!("return sse({});", serde_json::Value::from(text))
}

/// A widget with thread `t` open, whose fetch of it the first entry of [`script`] answers.
pub async fn open_thread(element: &HtmlElement) -> ai_agent_chat::Handle {
    let host = host();
    window().unwrap().local_storage().unwrap().unwrap().set_item("ai_agent.test.2.thread", "t").unwrap();
    let handle = mount(element.clone(), host).unwrap();
    until("the thread", || (messages(element).len() >= 2).then_some(())).await;
    handle
}

/// A thread as the server tells it: question and answer in turn.
pub fn thread(texts: &[&str], active: Option<&str>) -> String {
    let messages: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let role = if index % 2 == 0 { "user" } else { "assistant" };
            serde_json::json!({"id": format!("{role}{index}"), "role": role, "content": text, "status": "finished"})
        })
        .collect();
    let active = active.map(|id| serde_json::json!({"id": id}));
    format!("return json({});", serde_json::json!({"messages": messages, "activeRun": active, "lastRun": null}))
}

pub fn happened(handle: &ai_agent_chat::Handle, event: &str, run: &str) {
    handle.happened(&js(&format!("return {{threadId: 't', runId: '{run}', event: '{event}'}}")));
}

/// What is on the screen: of each message its status and its text.
pub fn messages(element: &HtmlElement) -> Vec<(String, String)> {
    let nodes = root(element).query_selector_all("[data-testid=message]").unwrap();
    (0..nodes.length())
        .map(|index| {
            let message: Element = nodes.item(index).unwrap().unchecked_into();
            // A question that is being changed has none.
            let body = message.query_selector(".body").unwrap();
            let text = body.map_or_else(String::new, |body| body.text_content().unwrap().trim().to_owned());
            (message.get_attribute("data-status").unwrap(), text)
        })
        .collect()
}

/// Waits until the screen shows exactly this.
pub async fn shows(element: &HtmlElement, expected: &[(&str, &str)]) {
    for _ in 0..900 {
        if messages(element).iter().map(|(status, text)| (status.as_str(), text.as_str())).eq(expected.iter().copied())
        {
            return;
        }
        tick().await;
    }
    panic!("never shown: {expected:?}, but {:?}", messages(element));
}

pub fn click(element: &HtmlElement, testid: &str) {
    find(element, testid).expect(testid).unchecked_into::<HtmlElement>().click();
}

pub fn announced(element: &HtmlElement) -> String {
    find(element, "announcer").unwrap().text_content().unwrap()
}

pub const ANSWER: &str = concat!(
    "id: 1\ndata: {\"type\":\"RUN_STARTED\",\"threadId\":\"t\",\"runId\":\"$run\"}\n\n",
    "id: 2\ndata: {\"type\":\"TEXT_MESSAGE_START\",\"messageId\":\"m\"}\n\n",
    "id: 3\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"m\",\"delta\":\"Hello **you** <img src=x onerror=1> \"}\n\n",
    "id: 4\ndata: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"m\",\"delta\":\"[x](javascript:alert(1)) [A](/odoo/res.partner/3) [B](https://b.example/)\"}\n\n",
    "id: 5\ndata: {\"type\":\"TEXT_MESSAGE_END\",\"messageId\":\"m\"}\n\n",
    "id: 6\ndata: {\"type\":\"RUN_FINISHED\",\"threadId\":\"t\",\"runId\":\"$run\"}\n\n",
);
