//! What happens to the open thread elsewhere.

use crate::support::*;

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
