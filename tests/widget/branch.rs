//! Asking an earlier question in another way, answering again, and the way between the branches.

use crate::server::*;
use crate::support::*;

fn edit_box(element: &HtmlElement) -> HtmlElement {
    find(element, "edit-text").expect("the editor").unchecked_into()
}

/// Changes the text of the editor.
fn reword(element: &HtmlElement, text: &str) {
    let area: web_sys::HtmlTextAreaElement = edit_box(element).unchecked_into();
    area.set_value(text);
    area.dispatch_event(&Event::new("input").unwrap()).unwrap();
}

async fn begin_edit(element: &HtmlElement, id: &str) {
    press_in(element, id, "edit");
    until("the editor", || find(element, "edit-text")).await;
    settle().await;
}

fn versions(element: &HtmlElement, id: &str) -> Option<String> {
    within(element, id, "versions").map(|versions| versions.text_content().unwrap())
}

fn last_run() -> serde_json::Value {
    let asked = asked();
    asked.as_array().unwrap().iter().rev().find(|asked| asked["path"] == "run").expect("a run")["body"].clone()
}

#[wasm_bindgen_test]
async fn an_earlier_question_is_asked_in_another_way_on_a_branch_of_its_own() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    type_text(&element, "my draft");
    assert_eq!(versions(&element, "q2"), None);
    begin_edit(&element, "q2").await;
    assert_eq!(focused(&element).0, "edit-text");
    assert_eq!(edit_box(&element).unchecked_into::<web_sys::HtmlTextAreaElement>().value(), "Two?");
    reword(&element, "Two, please?");
    // Neither a new line nor the end of a composition sends.
    press_on(&edit_box(&element), "Enter", true, false);
    press_on(&edit_box(&element), "Enter", false, true);
    settle().await;
    assert_eq!(requests().len(), 1);
    press_on(&edit_box(&element), "Enter", false, false);
    reads(&element, &["One?", "First.", "Two, please?", "Answer 1."]).await;
    let body = last_run();
    assert_eq!(body["forwardedProps"]["parentId"], "a1");
    assert_eq!(body["messages"][1]["content"], "Two, please?");
    assert_eq!(composer_text(&element), "my draft");

    // The server says what versions there are, without being asked by the person.
    let id = body["messages"][1]["id"].as_str().unwrap().to_owned();
    until("the versions", || versions(&element, &id).filter(|text| text == "2 / 2")).await;
    assert_eq!(kept("drafts").unwrap(), r#"[["t","my draft"]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_first_question_has_no_parent() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    begin_edit(&element, "q1").await;
    reword(&element, "Another?");
    click(&element, "edit-send");
    reads(&element, &["Another?", "Answer 1."]).await;
    let props = &last_run()["forwardedProps"];
    assert!(props.as_object().unwrap().contains_key("parentId") && props["parentId"].is_null(), "{props}");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_cancelled_edit_changes_nothing_and_gives_the_focus_back() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    for by_key in [true, false] {
        begin_edit(&element, "q1").await;
        reword(&element, "Never mind");
        match by_key {
            true => press_on(&edit_box(&element), "Escape", false, false),
            false => click(&element, "edit-cancel"),
        }
        until("the question", || find(&element, "edit-text").is_none().then_some(())).await;
        settle().await;
        assert_eq!(focused(&element), ("edit".to_owned(), "q1".to_owned()));
        assert_eq!(texts(&element), ["One?", "First.", "Two?", "Second."]);
    }
    assert_eq!(requests().len(), 1);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn another_wording_that_cannot_be_sent_is_kept_in_the_editor() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    // What the server would refuse is not sent.
    begin_edit(&element, "q2").await;
    reword(&element, &"x".repeat(51));
    click(&element, "edit-send");
    until("the notice", || find(&element, "error")).await;
    assert_eq!(requests().len(), 1);
    // What it refuses comes back, and the branch with it.
    js("window.server.instead = ({path}) => path === 'run' ? window.problem('run_conflict', 409) : undefined");
    reword(&element, "Two, please?");
    click(&element, "edit-send");
    until("the refusal", || {
        find(&element, "error").filter(|error| error.get_attribute("data-code").unwrap() == "run_conflict")
    })
    .await;
    let area = until("the editor", || find(&element, "edit-text")).await;
    settle().await;
    assert_eq!(area.unchecked_into::<web_sys::HtmlTextAreaElement>().value(), "Two, please?");
    assert_eq!(texts(&element), ["One?", "First.", "", "Second."]);
    assert!(find(&element, "retry").is_none());
    js("window.server.instead = () => undefined");
    click(&element, "edit-send");
    reads(&element, &["One?", "First.", "Two, please?", "Answer 1."]).await;
    assert!(find(&element, "error").is_none());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn an_answer_is_given_again_beside_the_first_one() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    press_in(&element, "a1", "again");
    reads(&element, &["One?", "Answer 1."]).await;
    let body = last_run();
    assert_eq!(body["messages"].as_array().unwrap().last().unwrap()["id"], "q1");
    until("the versions", || versions(&element, "answer1").filter(|text| text == "2 / 2")).await;
    // What the server does not begin leaves everything as it was.
    js("window.server.instead = ({path}) => path === 'run' ? window.problem('rate_limited', 429) : undefined");
    press_in(&element, "answer1", "again");
    until("the notice", || find(&element, "error")).await;
    reads(&element, &["One?", "Answer 1."]).await;
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn an_answer_whose_question_is_on_the_page_before_is_given_again_too() {
    // The page of fifty begins with an answer.
    serve(&long(51));
    let element = element();
    let handle = open(&element).await;
    press_in(&element, "m1", "again");
    until("the answer", || message(&element, "answer1")).await;
    assert_eq!(texts(&element).len(), 2);
    assert_eq!(last_run()["messages"][0]["id"], "m0");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_way_between_versions_keeps_the_fork_in_sight_and_the_focus_on_it() {
    // The second question has two versions; behind the first one much was said.
    serve(&format!(
        "{} server.add('b0', 'm19', 'user', 'Other?'); server.add('b1', 'b0', 'assistant', 'Other. '.repeat(400)); server.head = 'm59';",
        long(60)
    ));
    let element = element();
    let handle = open(&element).await;
    let fork = message(&element, "m20").unwrap();
    assert_eq!(versions(&element, "m20").unwrap(), "1 / 2");
    let group = within(&element, "m20", "versions").unwrap();
    assert_eq!(group.get_attribute("aria-label").unwrap(), "Version 1 of 2");
    fork.scroll_into_view();
    settle().await;
    let before = painted(&fork).await;
    let previous = within(&element, "m20", "previous-version").unwrap();
    assert_eq!(previous.get_attribute("aria-disabled").unwrap(), "true");
    previous.click();
    settle().await;
    assert_eq!(requests().len(), 1, "there is none before the first");
    press_in(&element, "m20", "next-version");
    let other = until("the other branch", || message(&element, "b0")).await;
    assert!((painted(&other).await - before).abs() < 1.5);
    assert_eq!(focused(&element), ("next-version".to_owned(), "b0".to_owned()));
    assert!(message(&element, "m20").is_none() && message(&element, "m19").is_some());
    assert_eq!(requests()[1], "PATCH threads/t");
    assert_eq!(asked()[1]["body"], serde_json::json!({"head": "b0"}));

    press_in(&element, "b0", "previous-version");
    let back = until("the first branch", || message(&element, "m20")).await;
    assert!((painted(&back).await - before).abs() < 1.5);
    assert_eq!(focused(&element), ("previous-version".to_owned(), "m20".to_owned()));
    // What could not be done is told, and nothing changes.
    js("window.server.instead = ({method}) => method === 'PATCH' ? window.problem('run_conflict', 409) : undefined");
    press_in(&element, "m20", "next-version");
    until("the notice", || find(&element, "error")).await;
    assert!(message(&element, "m20").is_some());
    assert!(find(&element, "retry").is_none());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn branches_wait_until_the_answer_is_written() {
    serve(&format!("{SHORT} server.add('q3', 'a1', 'user', 'Three?'); server.head = 'a2';"));
    js("window.server.instead = ({path}) => path === 'run' ? new Promise(() => {}) : undefined");
    let element = element();
    let handle = open(&element).await;
    begin_edit(&element, "q1").await;
    type_text(&element, "Next?");
    press(&element, "Enter", false, false);
    until("the run", || find(&element, "stop")).await;
    for (id, testid) in [("q2", "edit"), ("a1", "again"), ("q2", "next-version")] {
        let button = within(&element, id, testid).unwrap();
        assert_eq!(button.get_attribute("aria-disabled").unwrap(), "true");
        assert_eq!(button.get_attribute("title").unwrap(), "Wait.");
        button.click();
    }
    // An editor that is open keeps its text.
    reword(&element, "One, please?");
    press_on(&edit_box(&element), "Enter", false, false);
    settle().await;
    assert!(announced(&element).contains("Wait."));
    assert_eq!(edit_box(&element).unchecked_into::<web_sys::HtmlTextAreaElement>().value(), "One, please?");
    assert_eq!(requests().iter().filter(|request| request.contains("run")).count(), 1);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_server_without_branches_is_offered_none() {
    serve(SHORT);
    let element = element();
    let host = host();
    keep("thread", "t");
    let handle = mount(element.clone(), host).unwrap();
    reads(&element, &["One?", "First.", "Two?", "Second."]).await;
    for testid in ["edit", "again", "rate-up", "rate-down", "versions"] {
        assert!(find(&element, testid).is_none(), "{testid}");
    }
    assert!(find(&element, "copy").is_some());
    close(&handle, &element);
}
