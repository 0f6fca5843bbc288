//! What the person thinks of an answer.

use crate::server::*;
use crate::support::*;
use serde_json::json;

fn pressed(element: &HtmlElement, id: &str) -> (bool, bool) {
    let is = |testid| within(element, id, testid).unwrap().get_attribute("aria-pressed").unwrap() == "true";
    (is("rate-up"), is("rate-down"))
}

fn ratings() -> Vec<serde_json::Value> {
    let asked = asked();
    let rated = |asked: &&serde_json::Value| asked["path"].as_str().unwrap().starts_with("messages/");
    asked.as_array().unwrap().iter().filter(rated).map(|asked| asked["body"].clone()).collect()
}

async fn sent(count: usize) {
    until("the rating", || (ratings().len() == count).then_some(())).await;
    settle().await;
}

fn comment(element: &HtmlElement) -> web_sys::HtmlTextAreaElement {
    find(element, "rating-comment").expect("the form").unchecked_into()
}

fn say(element: &HtmlElement, text: &str) {
    comment(element).set_value(text);
    comment(element).dispatch_event(&Event::new("input").unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn a_thumb_is_sent_at_once_and_more_can_be_said() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    assert!(within(&element, "q1", "rate-up").is_none(), "questions are not rated");
    assert_eq!(pressed(&element, "a1"), (false, false));
    press_in(&element, "a1", "rate-down");
    sent(1).await;
    assert_eq!(ratings()[0], json!({"rating": "down", "comment": "", "share": false}));
    assert_eq!(pressed(&element, "a1"), (false, true));
    assert_eq!(comment(&element).get_attribute("maxlength").unwrap(), "2000");

    say(&element, " Wrong rate. ");
    click(&element, "rating-share");
    click(&element, "rating-send");
    sent(2).await;
    assert_eq!(ratings()[1], json!({"rating": "down", "comment": "Wrong rate.", "share": true}));
    until("the end of the form", || find(&element, "rating").is_none().then_some(())).await;
    assert_eq!(focused(&element), ("rate-down".to_owned(), "a1".to_owned()));

    // The other thumb keeps what was said; the same one takes everything back.
    press_in(&element, "a1", "rate-up");
    sent(3).await;
    assert_eq!(ratings()[2], json!({"rating": "up", "comment": "Wrong rate.", "share": true}));
    assert_eq!(comment(&element).value(), "Wrong rate.");
    press_in(&element, "a1", "rate-up");
    sent(4).await;
    assert!(ratings()[3]["rating"].is_null());
    assert_eq!(pressed(&element, "a1"), (false, false));
    assert!(find(&element, "rating").is_none());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_rating_is_there_after_a_reload_and_nobody_must_say_more() {
    serve(&format!("{SHORT} server.find('a2').feedback = {{rating: 'up', comment: 'So good', shared: true}};"));
    let element = element();
    let handle = open(&element).await;
    assert_eq!((pressed(&element, "a1"), pressed(&element, "a2")), ((false, false), (true, false)));
    assert!(find(&element, "rating").is_none());
    press_in(&element, "a1", "rate-up");
    until("the form", || find(&element, "rating")).await;
    press_on(&comment(&element), "Escape", false, false);
    until("its end", || find(&element, "rating").is_none().then_some(())).await;
    settle().await;
    assert_eq!(focused(&element), ("rate-up".to_owned(), "a1".to_owned()));
    sent(1).await;
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_rating_that_is_not_taken_is_told_and_not_shown() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    press_in(&element, "a1", "rate-up");
    sent(1).await;
    js("window.server.instead = ({path}) => path.startsWith('messages') ? window.problem('internal', 500) : undefined");
    say(&element, "A thought");
    click(&element, "rating-send");
    until("the notice", || find(&element, "error")).await;
    settle().await;
    assert_eq!(pressed(&element, "a1"), (true, false), "what the server has stays");
    assert_eq!(comment(&element).value(), "A thought", "and what was typed too");
    press_in(&element, "a1", "rate-down");
    sent(3).await;
    until("the old state", || (pressed(&element, "a1") == (true, false)).then_some(())).await;
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn ratings_do_not_overtake_each_other() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    js("window.server.held = true");
    press_in(&element, "a1", "rate-up");
    sent(1).await;
    press_in(&element, "a1", "rate-down");
    press_in(&element, "a1", "rate-down");
    press_in(&element, "a1", "rate-down");
    settle().await;
    assert_eq!(ratings().len(), 1);
    // What a refresh tells meanwhile is older than what the person wants.
    js("window.server.held = false; window.server.go()");
    sent(2).await;
    assert_eq!(ratings()[1]["rating"], "down");
    assert_eq!(pressed(&element, "a1"), (false, true));
    close(&handle, &element);
}
