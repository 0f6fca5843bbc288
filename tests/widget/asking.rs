//! Asking, and the answer as it is drawn.

use crate::support::*;

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
