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

/// Makes `fetch` answer the requests one after the other, each by the JavaScript of its entry, which gives a `Response`
/// (or throws) and has `request`, `body` (what was posted, read), `run` (of the last question), `sse(text)` and
/// `json(object, status)`. The last entry answers all that follow.
fn script(entries: &[&str]) {
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
fn event(id: u64, event: &serde_json::Value) -> String {
    format!("id: {id}\ndata: {event}\n\n")
}

fn started() -> String {
    event(1, &serde_json::json!({"type": "RUN_STARTED", "threadId": "t", "runId": "$run"}))
        + &event(2, &serde_json::json!({"type": "TEXT_MESSAGE_START", "messageId": "m"}))
}

fn delta(id: u64, text: &str) -> String {
    event(id, &serde_json::json!({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": text}))
}

fn finished(id: u64) -> String {
    event(id, &serde_json::json!({"type": "TEXT_MESSAGE_END", "messageId": "m"}))
        + &event(id + 1, &serde_json::json!({"type": "RUN_FINISHED", "threadId": "t", "runId": "$run"}))
}

/// An entry of [`script`] that answers with a stream.
fn sse(text: &str) -> String {
    format!("return sse({});", serde_json::Value::from(text))
}

/// A widget with thread `t` open, whose fetch of it the first entry of [`script`] answers.
async fn open_thread(element: &HtmlElement) -> ai_agent_chat::Handle {
    let host = host();
    window().unwrap().local_storage().unwrap().unwrap().set_item("ai_agent.test.2.thread", "t").unwrap();
    let handle = mount(element.clone(), host).unwrap();
    until("the thread", || (messages(element).len() >= 2).then_some(())).await;
    handle
}

/// A thread as the server tells it: question and answer in turn.
fn thread(texts: &[&str], active: Option<&str>) -> String {
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

fn happened(handle: &ai_agent_chat::Handle, event: &str, run: &str) {
    handle.happened(&js(&format!("return {{threadId: 't', runId: '{run}', event: '{event}'}}")));
}

/// What is on the screen: of each message its status and its text.
fn messages(element: &HtmlElement) -> Vec<(String, String)> {
    let nodes = root(element).query_selector_all("[data-testid=message]").unwrap();
    (0..nodes.length())
        .map(|index| {
            let message: Element = nodes.item(index).unwrap().unchecked_into();
            let body = message.query_selector(".body").unwrap().unwrap();
            (message.get_attribute("data-status").unwrap(), body.text_content().unwrap().trim().to_owned())
        })
        .collect()
}

/// Waits until the screen shows exactly this.
async fn shows(element: &HtmlElement, expected: &[(&str, &str)]) {
    for _ in 0..900 {
        if messages(element).iter().map(|(status, text)| (status.as_str(), text.as_str())).eq(expected.iter().copied())
        {
            return;
        }
        tick().await;
    }
    panic!("never shown: {expected:?}, but {:?}", messages(element));
}

fn click(element: &HtmlElement, testid: &str) {
    find(element, testid).expect(testid).unchecked_into::<HtmlElement>().click();
}

fn announced(element: &HtmlElement) -> String {
    find(element, "announcer").unwrap().text_content().unwrap()
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

#[wasm_bindgen_test]
async fn a_worker_that_cannot_stream_is_asked_again_and_again_without_a_word() {
    const POLL: &str = "retry: 150\n\n";
    script(&[
        "return json({runId: run, events: 'ignored'}, 202);",
        &sse(&format!("{POLL}{}", started())),
        &sse(POLL),
        "throw new TypeError('cut');",
        &sse(&format!("{POLL}{}{}", delta(3, "Hello"), finished(4))),
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    shows(&element, &[("finished", "Hi"), ("finished", "Hello")]).await;
    let asked = asked();
    assert_eq!(asked.as_array().unwrap().len(), 5, "{asked}");
    assert_eq!((&asked[0]["method"], &asked[0]["prefer"]), (&"POST".into(), &"respond-async".into()));
    let events = format!("/ai_agent/runs/{}/events", asked[0]["body"]["runId"].as_str().unwrap());
    for (index, last) in [(1, "0"), (2, "2"), (3, "2"), (4, "2")] {
        assert_eq!(asked[index]["url"], events.as_str());
        assert_eq!(asked[index]["last"], last);
        assert!(asked[index]["prefer"].is_null());
    }
    assert_eq!(announced(&element), "Hello");
    assert!(find(&element, "error").is_none());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_busy_server_is_asked_again_with_the_same_question() {
    script(&[
        "return json({code: 'busy', detail: 'Busy.', retryAfter: 0}, 503);",
        "return new Response('<h1>500</h1>', {status: 500});",
        "return new Response('<h1>503</h1>', {status: 503});",
        &sse(&(started() + &delta(3, "Hello") + &finished(4))),
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    shows(&element, &[("finished", "Hi"), ("finished", "Hello")]).await;
    let asked = asked();
    assert_eq!(asked.as_array().unwrap().len(), 4, "{asked}");
    for index in 1..4 {
        assert_eq!(asked[index]["body"], asked[0]["body"]);
    }
    assert!(find(&element, "error").is_none());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_busy_server_that_names_no_pause_is_told_at_once() {
    script(&["return json({code: 'busy', detail: 'Not as it is set up.'}, 503);"]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    let notice = until("the notice", || find(&element, "error")).await;
    assert!(notice.text_content().unwrap().contains("Not as it is set up."));
    assert_eq!(asked().as_array().unwrap().len(), 1);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn reconnecting_is_said_once_and_gone_when_it_works() {
    script(&[
        &sse(&(started() + &delta(3, "Hel"))),
        "throw new TypeError('cut');",
        "throw new TypeError('cut');",
        "return new Response(new ReadableStream({start(controller) { window.rest = controller; }}), \
            {headers: {'Content-Type': 'text/event-stream'}});",
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    let progress =
        until("the status", || find(&element, "progress").filter(|it| it.text_content().unwrap() == "Reconnecting"))
            .await;
    assert_ne!(progress.get_attribute("role").unwrap(), "status", "the announcer says it already");
    assert_eq!(messages(&element)[1], ("streaming".to_owned(), "Hel".to_owned()));
    assert!(find(&element, "stop").is_some());
    until("the connection", || (asked().as_array().unwrap().len() == 4).then_some(())).await;
    until("the end of the status", || find(&element, "progress").is_none().then_some(())).await;
    assert_eq!(announced(&element).matches("Reconnecting").count(), 1);
    let rest = serde_json::Value::from(delta(4, "lo") + &finished(5)).to_string();
    js(&format!(
        "window.rest.enqueue(new TextEncoder().encode({rest}.replaceAll('$run', window.asked[0].body.runId)));"
    ));
    shows(&element, &[("finished", "Hi"), ("finished", "Hello")]).await;
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_page_that_wakes_does_not_wait() {
    // The first request is not answered, nothing comes on the second connection, and on the third the server wants its
    // reader back after a minute.
    script(&[
        "return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(new Error('aborted'))));",
        "return new Response(new ReadableStream({start(controller) { \
            request.signal.addEventListener('abort', () => controller.error(new Error('aborted'))); }}), \
            {headers: {'Content-Type': 'text/event-stream'}});",
        "return sse('retry: 60000\\n\\n');",
        &sse(&(started() + &delta(3, "Hello") + &finished(4))),
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    for connections in 1..4 {
        until("the connection", || (asked().as_array().unwrap().len() == connections).then_some(())).await;
        for _ in 0..5 {
            tick().await;
        }
        window().unwrap().dispatch_event(&Event::new("online").unwrap()).unwrap();
    }
    shows(&element, &[("finished", "Hi"), ("finished", "Hello")]).await;
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn stopping_is_tried_again_too() {
    script(&[
        "return new Response(new ReadableStream({start(controller) { window.rest = controller; }}), \
            {headers: {'Content-Type': 'text/event-stream'}});",
        "throw new TypeError('cut');",
        "return new Response('<h1>502</h1>', {status: 502});",
        "setTimeout(() => window.rest.enqueue(new TextEncoder().encode( \
            `data: {\"type\":\"RUN_FINISHED\",\"threadId\":\"t\",\"runId\":\"${run}\",\"outcome\":{\"type\":\"cancelled\"}}\\n\\n`))); \
            return new Response(null, {status: 204});",
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    until("the connection", || (!asked().as_array().unwrap().is_empty()).then_some(())).await;
    click(&element, "stop");
    until("the end", || find(&element, "send")).await;
    let asked = asked();
    assert_eq!(asked.as_array().unwrap().len(), 4, "{asked}");
    assert!(asked[3]["url"].as_str().unwrap().ends_with("/stop"));
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_snapshot_takes_back_what_was_not_stored() {
    let asked_for = r#"const question = body.messages?.at(-1).id ?? window.asked[0].body.messages.at(-1).id;"#;
    let lost = event(2_000_004, &serde_json::json!({"type": "RUN_ERROR", "code": "process_lost", "message": "Lost."}));
    let snapshot = format!(
        r#"{asked_for} const snapshot = {{type: "MESSAGES_SNAPSHOT", messages: [
            {{id: question, role: "user", content: "Hi"}}, {{id: "m", role: "assistant", content: "Stored."}}]}};
            return sse("id: 2000003\ndata: " + JSON.stringify(snapshot) + "\n\n" + {});"#,
        serde_json::Value::from(lost)
    );
    script(&[
        &sse(&(started() + &delta(3, "Stored. Not stored."))),
        &snapshot,
        &sse(&(started().replace("\"m\"", "\"n\"") + &finished(3).replace("\"m\"", "\"n\""))),
    ]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    shows(&element, &[("finished", "Hi"), ("streaming", "Stored. Not stored.")]).await;
    let question = root(&element).query_selector("[data-role=user]").unwrap().unwrap();
    shows(&element, &[("finished", "Hi"), ("lost", "Stored.")]).await;
    assert!(question.is_connected(), "what did not change is not drawn anew");
    let notice = until("the notice", || find(&element, "error")).await;
    assert_eq!(notice.get_attribute("data-code").unwrap(), "process_lost");

    // Without the notice, the answer itself offers what helps.
    assert!(root(&element).query_selector("footer [data-testid=go-on]").unwrap().is_none());
    click(&element, "dismiss");
    until("the offer", || root(&element).query_selector("footer [data-testid=go-on]").unwrap()).await;
    assert!(root(&element).query_selector("footer [data-testid=retry]").unwrap().is_some());
    type_text(&element, "a draft");
    click(&element, "go-on");
    until("the question", || (asked().as_array().unwrap().len() == 3).then_some(())).await;
    let asked = asked();
    let sent = &asked[2]["body"]["messages"];
    assert_eq!(sent[0]["id"], "m");
    assert_eq!(sent[1]["content"], "Go on where you broke off.");
    assert_eq!(asked[2]["body"]["threadId"], asked[0]["body"]["threadId"]);
    assert_eq!(composer(&element).value(), "a draft");
    assert!(root(&element).query_selector("footer [data-testid=go-on]").unwrap().is_none());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_notice_offers_to_go_on_where_there_is_something_to_go_on_from() {
    let failed = event(9, &serde_json::json!({"type": "RUN_ERROR", "code": "service_error", "message": "No."}));
    script(&[&sse(&(started() + &failed)), &sse(&(started() + &delta(3, "Half") + &failed))]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    handle.ask("Hi".into());
    until("the notice", || find(&element, "error")).await;
    assert!(find(&element, "go-on").is_none());
    click(&element, "retry");
    shows(&element, &[("finished", "Hi"), ("failed", "Half")]).await;
    until("the offer", || find(&element, "go-on")).await;
    assert!(find(&element, "retry").is_some());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn an_answer_that_another_tab_asked_for_grows_here_too() {
    script(&[
        &thread(&["One?", "First."], None),
        &thread(&["One?", "First.", "Two?"], Some("other")),
        "return new Response(new ReadableStream({start(controller) { window.rest = controller; }}), \
            {headers: {'Content-Type': 'text/event-stream'}});",
    ]);
    let element = element();
    let handle = open_thread(&element).await;
    let first = root(&element).query_selector("[data-role=assistant]").unwrap().unwrap();
    type_text(&element, "my own thought");
    happened(&handle, "started", "other");
    until("the connection", || (asked().as_array().unwrap().len() == 3).then_some(())).await;
    assert_eq!(asked()[2]["url"], "/ai_agent/runs/other/events");
    let send = |text: String| {
        let text = serde_json::Value::from(text.replace("$run", "other"));
        js(&format!("window.rest.enqueue(new TextEncoder().encode({text}));"))
    };
    send(started() + &delta(3, "Tw"));
    shows(&element, &[("finished", "One?"), ("finished", "First."), ("finished", "Two?"), ("streaming", "Tw")]).await;
    // The bus is late, and tells of what is followed already.
    happened(&handle, "started", "other");
    send(delta(4, "o.") + &finished(5));
    shows(&element, &[("finished", "One?"), ("finished", "First."), ("finished", "Two?"), ("finished", "Two.")]).await;
    happened(&handle, "ended", "other");
    for _ in 0..10 {
        tick().await;
    }
    assert_eq!(asked().as_array().unwrap().len(), 3);
    assert!(first.is_connected());
    assert_eq!(composer(&element).value(), "my own thought");
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn what_ended_elsewhere_is_fetched_quietly() {
    let one = thread(&["One?", "First."], None);
    script(&[
        &one,
        &one,
        "return new Response('', {status: 500});",
        &thread(&["One?", "First.", "Two?", "Second."], None),
    ]);
    let element = element();
    let handle = open_thread(&element).await;
    js("window.changes = 0;");
    let count = Function::new_with_args(
        "root",
        "new MutationObserver((list) => { window.changes += list.length; }) \
            .observe(root, {childList: true, subtree: true, attributes: true, characterData: true});",
    );
    count.call1(&JsValue::NULL, &root(&element)).unwrap();
    for requests in 2..4 {
        happened(&handle, "ended", "other");
        until("the fetch", || (asked().as_array().unwrap().len() == requests).then_some(())).await;
        for _ in 0..5 {
            tick().await;
        }
        assert_eq!(js("return window.changes").as_f64(), Some(0.0), "nothing has changed, so nothing changes");
    }
    happened(&handle, "ended", "other");
    shows(&element, &[("finished", "One?"), ("finished", "First."), ("finished", "Two?"), ("finished", "Second.")])
        .await;
    // Of other threads nothing is fetched.
    handle.happened(&js("return {threadId: 'x', runId: 'y', event: 'ended'}"));
    handle.happened(&JsValue::NULL);
    handle.happened(&js("return {}"));
    for _ in 0..5 {
        tick().await;
    }
    assert_eq!(asked().as_array().unwrap().len(), 4);
    handle.unmount();
    handle.happened(&js("return {threadId: 't', runId: 'y', event: 'ended'}"));
    element.remove();
}

#[wasm_bindgen_test]
async fn a_thread_that_is_deleted_elsewhere_gives_way_and_the_draft_stays() {
    script(&[&thread(&["One?", "First."], None)]);
    let element = element();
    let handle = open_thread(&element).await;
    type_text(&element, "half a thought");
    handle.happened(&js("return {threadId: 't', runId: null, event: 'deleted'}"));
    shows(&element, &[]).await;
    assert_eq!(composer(&element).value(), "half a thought");
    let kept = window().unwrap().local_storage().unwrap().unwrap().get_item("ai_agent.test.2.thread").unwrap();
    assert_eq!(kept, None);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn the_list_of_earlier_chats_stays_up_to_date_while_it_is_open() {
    let list = |ids: &[&str]| {
        let threads: Vec<_> =
            ids.iter().map(|id| serde_json::json!({"id": id, "title": id, "updatedAt": ""})).collect();
        format!("return json({});", serde_json::json!({"threads": threads, "nextCursor": null}))
    };
    script(&[&list(&["a", "b"]), &list(&["c", "a", "b"])]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    let titles = || {
        let nodes = root(&element).query_selector_all("[data-testid=thread] span").unwrap();
        (0..nodes.length()).map(|index| nodes.item(index).unwrap().text_content().unwrap()).collect::<Vec<_>>()
    };
    click(&element, "history-toggle");
    until("the list", || (titles() == ["a", "b"]).then_some(())).await;
    handle.happened(&js("return {threadId: 'c', runId: 'r', event: 'started'}"));
    until("the new list", || (titles() == ["c", "a", "b"]).then_some(())).await;
    handle.happened(&js("return {threadId: 'a', runId: null, event: 'deleted'}"));
    until("the shorter list", || (titles() == ["c", "b"]).then_some(())).await;
    assert_eq!(asked().as_array().unwrap().len(), 2);
    handle.unmount();
    element.remove();
}
