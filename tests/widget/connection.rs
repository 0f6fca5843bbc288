//! Connections that break, servers that are busy, stopping.

use crate::support::*;

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
    assert!(progress.query_selector(".dots").unwrap().is_none(), "it does not look like thinking");
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
