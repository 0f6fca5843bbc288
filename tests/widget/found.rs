//! A thread that is opened in its middle, where a search found something.

use crate::server::*;
use crate::support::*;
use ai_agent_chat::Handle;

/// A widget in which the search for a zebra was opened: a thread of 400 messages at this one.
async fn open_at(element: &HtmlElement, hit: &str) -> Handle {
    js(&format!("window.server.hit = '{hit}'"));
    let handle = mount_new(element).await;
    click(element, "history-toggle");
    let search = until("the search", || find(element, "history-search")).await;
    let search: web_sys::HtmlInputElement = search.unchecked_into();
    search.set_value("zebra");
    search.dispatch_event(&Event::new("input").unwrap()).unwrap();
    until("the hit", || find(element, "thread").filter(|thread| thread.text_content().unwrap().contains("zebra")))
        .await;
    click(element, "thread");
    until("the thread", || (!messages(element).is_empty()).then_some(())).await;
    settle().await;
    handle
}

fn is_in_sight(element: &HtmlElement, id: &str) -> bool {
    let is = Function::new_with_args(
        "log, message",
        "const [frame, box] = [log, message].map((it) => it.getBoundingClientRect()); \
            return box.top >= frame.top && box.top < frame.bottom;",
    );
    is.call2(&JsValue::NULL, &scroller(element), &message(element, id).unwrap()).unwrap().is_truthy()
}

/// The requests for the thread that is open.
fn of_thread() -> Vec<String> {
    requests().into_iter().filter(|request| request.contains("threads/t")).collect()
}

#[wasm_bindgen_test]
async fn a_hit_is_in_sight_marked_and_focused() {
    serve(&long(400));
    let element = element();
    let handle = open_at(&element, "m100").await;
    assert_eq!(of_thread(), ["PATCH threads/t", "GET threads/t?limit=50&around=m100"]);
    assert!(is_in_sight(&element, "m100"));
    assert_eq!(focused(&element), ("message".to_owned(), "m100".to_owned()));
    assert!(message(&element, "m100").unwrap().class_list().contains("found"));
    assert!(find(&element, "earlier").is_some() && find(&element, "later").is_some());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn later_messages_come_without_a_jump_until_the_end() {
    serve(&long(260));
    let element = element();
    let handle = open_at(&element, "m100").await;
    let seen = in_sight(&element);
    click(&element, "later");
    stays(&seen, "the page after", || (messages(&element).len() == 150).then_some(())).await;
    // At the end of what is there, too.
    scroller(&element).set_scroll_top(-2);
    let seen = in_sight(&element);
    stays(&seen, "the last page", || message(&element, "m259")).await;
    assert!(find(&element, "later").is_none());
    let order: Vec<String> = texts(&element).iter().map(|text| text.split('.').next().unwrap().to_owned()).collect();
    assert_eq!(order, (75..260).map(|n| format!("Message {n}")).collect::<Vec<_>>());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn what_happens_at_the_end_does_not_disturb_who_reads_in_the_middle() {
    serve(&long(400));
    let element = element();
    let handle = open_at(&element, "m100").await;
    let seen = in_sight(&element);
    js("server.title = 'Renamed'; server.add('new', 'm399', 'user', 'New?');");
    happened(&handle, "changed", "");
    stays(&seen, "the news", || find(&element, "title").filter(|title| title.text_content().unwrap() == "Renamed"))
        .await;
    assert!(message(&element, "new").is_none() && find(&element, "later").is_some());
    // Where the branch is another one, its end is shown.
    js("server.add('b0', 'm20', 'user', 'Other?')");
    happened(&handle, "changed", "");
    until("the other branch", || message(&element, "b0")).await;
    assert!(message(&element, "m100").is_none());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_way_to_the_latest_fetches_the_end() {
    serve(&long(400));
    let element = element();
    let handle = open_at(&element, "m100").await;
    click(&element, "jump");
    until("the end", || message(&element, "m399")).await;
    settle().await;
    assert_eq!(scroller(&element).scroll_top(), 0);
    assert!(message(&element, "m100").is_none() && find(&element, "later").is_none());
    assert_eq!(focused(&element).0, "log");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn who_asks_in_the_middle_asks_at_the_end() {
    serve(&long(400));
    let element = element();
    let handle = open_at(&element, "m100").await;
    type_text(&element, "And now?");
    press(&element, "Enter", false, false);
    until("the answer", || message(&element, "answer1")).await;
    assert!(message(&element, "m399").is_some());
    let asked = asked();
    let run = asked.as_array().unwrap().iter().find(|asked| asked["path"] == "run").unwrap();
    assert_eq!(run["body"]["messages"][0]["id"], "m399");
    assert_eq!(composer_text(&element), "");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_question_that_finds_no_way_to_the_end_stays_in_the_composer() {
    serve(&long(400));
    let element = element();
    let handle = open_at(&element, "m100").await;
    js("window.server.instead = () => window.problem('internal', 500)");
    type_text(&element, "And now?");
    press(&element, "Enter", false, false);
    until("the notice", || find(&element, "error")).await;
    assert_eq!(composer_text(&element), "And now?");
    assert!(message(&element, "m100").is_some());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_hit_on_another_branch_brings_that_branch_unless_an_answer_is_being_written() {
    let make = format!("{SHORT} server.add('b2', 'a1', 'user', 'Zebra?'); server.head = 'a2';");
    serve(&make);
    let first = element();
    let handle = open_at(&first, "b2").await;
    assert_eq!(texts(&first), ["One?", "First.", "Zebra?"]);
    close(&handle, &first);

    serve(&make);
    js("window.server.instead = ({method}) => method === 'PATCH' ? window.problem('run_conflict', 409) : undefined");
    let second = element();
    let handle = open_at(&second, "b2").await;
    assert_eq!(texts(&second), ["One?", "First.", "Two?", "Second."]);
    assert!(find(&second, "error").is_none());
    close(&handle, &second);
}
