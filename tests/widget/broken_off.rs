//! Answers that broke off, and what is offered then.

use crate::support::*;

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

    // It is said once: by the notice, or without it by the answer itself, which then offers what helps.
    assert!(root(&element).query_selector("footer .ending").unwrap().is_none());
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
