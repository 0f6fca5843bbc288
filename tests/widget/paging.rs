//! Reading a long thread, upwards and downwards, without a jump.

use crate::server::*;
use crate::support::*;

fn first(element: &HtmlElement) -> String {
    root(element).query_selector("[data-id]").unwrap().unwrap().get_attribute("data-id").unwrap()
}

#[wasm_bindgen_test]
async fn a_long_thread_opens_at_its_end_and_pages_upwards_without_a_jump() {
    serve(&long(400));
    let element = element();
    let handle = open(&element).await;
    assert_eq!(messages(&element).len(), 50);
    assert_eq!(scroller(&element).scroll_top(), 0);
    assert_eq!(requests(), ["GET threads/t?limit=50"]);

    // By the button, wherever the reader is.
    scroller(&element).set_scroll_top(-300);
    settle().await;
    let seen = in_sight(&element);
    click(&element, "earlier");
    stays(&seen, "the page before", || (messages(&element).len() == 150).then_some(())).await;
    assert_eq!(first(&element), "m250");

    // By scrolling near the top. Who has the focus keeps it: nothing is taken off the page.
    within(&element, "m399", "copy").unwrap().focus().unwrap();
    let scroller = scroller(&element);
    scroller.set_scroll_top(scroller.client_height() - scroller.scroll_height() + 200);
    stays(&message(&element, "m252").unwrap(), "the page before that", || {
        (messages(&element).len() == 250).then_some(())
    })
    .await;
    assert_eq!(focused(&element), ("copy".to_owned(), "m399".to_owned()));
    assert_eq!(requests()[1..], ["GET threads/t?limit=100&before=m350", "GET threads/t?limit=100&before=m250"]);
    let order: Vec<String> = texts(&element).iter().map(|text| text.split('.').next().unwrap().to_owned()).collect();
    assert_eq!(order, (150..400).map(|n| format!("Message {n}")).collect::<Vec<_>>());
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_way_up_ends_at_the_first_message_and_the_focus_is_not_lost() {
    serve(&long(60));
    let element = element();
    let handle = open(&element).await;
    let button: HtmlElement = find(&element, "earlier").unwrap().unchecked_into();
    assert_eq!(button.text_content().unwrap(), "Earlier");
    js("window.server.held = true");
    button.focus().unwrap();
    button.click();
    until("the label", || (button.text_content().unwrap() == "Loading").then_some(())).await;
    // A second press while the page is on its way asks for nothing.
    button.click();
    settle().await;
    assert_eq!(requests().len(), 2);
    js("window.server.go()");
    until("the first message", || message(&element, "m0")).await;
    settle().await;
    assert!(find(&element, "earlier").is_none());
    assert_eq!(focused(&element), ("message".to_owned(), "m10".to_owned()));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_page_that_does_not_come_is_told_and_asked_for_again_by_the_button_only() {
    serve(&long(120));
    let element = element();
    let handle = open(&element).await;
    js("window.server.instead = () => window.problem('internal', 500)");
    click(&element, "earlier");
    until("the notice", || find(&element, "error")).await;
    assert!(find(&element, "retry").is_none(), "trying again would answer the last question again");
    let count = requests().len();
    let scroller = scroller(&element);
    scroller.set_scroll_top(-scroller.scroll_height());
    settle().await;
    assert_eq!(requests().len(), count);
    js("window.server.instead = () => undefined");
    click(&element, "earlier");
    until("all", || (messages(&element).len() == 120).then_some(())).await;
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn what_is_new_at_the_end_leaves_earlier_pages_and_the_reader_alone() {
    serve(&long(200));
    let element = element();
    let handle = open(&element).await;
    click(&element, "earlier");
    until("the page before", || (messages(&element).len() == 150).then_some(())).await;
    scroller(&element).set_scroll_top(-500);
    settle().await;
    let seen = in_sight(&element);
    js("server.add('new', 'm199', 'user', 'New?'); server.add('newer', 'new', 'assistant', 'New. '.repeat(300));");
    happened(&handle, "ended", "other");
    stays(&seen, "the news", || message(&element, "newer")).await;
    assert_eq!(messages(&element).len(), 152);
    // Another branch that begins before what its page tells replaces all.
    js("server.add('b0', 'm20', 'user', 'b0'); \
        for (let n = 1; n < 80; n++) server.add(`b${n}`, `b${n - 1}`, n % 2 ? 'assistant' : 'user', `b${n}`);");
    happened(&handle, "changed", "");
    until("the other branch", || message(&element, "b79")).await;
    assert_eq!(messages(&element).len(), 50);
    assert!(message(&element, "m199").is_none());
    // And an earlier page of a branch that was left meanwhile is none.
    js("window.server.head = 'newer'");
    click(&element, "earlier");
    until("the branch that is", || message(&element, "newer")).await;
    assert!(message(&element, "b79").is_none());
    assert_eq!(messages(&element).len(), 50);
    close(&handle, &element);
}
