//! What was sent to the AI service for an answer.

use crate::server::*;
use crate::support::*;

/// The answer `a2` of two requests, of which the second repeats the first.
const TWO: &str = "server.find('a2').runId = 'r2'; server.instead = ({path}) => path === 'runs/r2/sent' && new Response( \
    JSON.stringify({model: 'large', tools: ['count_records'], requests: [ \
        {messages: [{role: 'system', content: 'Be kind.'}, {role: 'user', content: 'Two? <b>x</b>'}]}, \
        {messages: [{role: 'system', content: 'Be kind.'}, {role: 'user', content: 'Two? <b>x</b>'}, \
            {role: 'assistant', content: null, tool_calls: [{id: 'c'}]}, {role: 'tool', content: '9'}]}]}), \
    {headers: {'Content-Type': 'application/json'}});";

async fn opened(element: &HtmlElement, make: &str) -> ai_agent_chat::Handle {
    serve(&format!("{SHORT} {make}"));
    let handle = open(element).await;
    press_in(element, "a2", "sent");
    until("the view", || find(element, "sent-view")).await;
    handle
}

fn body(element: &HtmlElement) -> Element {
    find(element, "sent-body").unwrap()
}

#[wasm_bindgen_test]
async fn each_request_is_shown_as_it_went_and_nothing_twice() {
    let element = element();
    let handle = opened(&element, TWO).await;
    assert_eq!(requests().iter().filter(|request| request.contains("sent")).count(), 1);
    let first = until("the requests", || body(&element).query_selector("details").unwrap()).await;
    assert!(first.text_content().unwrap().contains("Two? <b>x</b>"), "texts stay texts");
    let all = body(&element).query_selector_all("details").unwrap();
    let second: Element = all.item(1).unwrap().unchecked_into();
    let text = second.text_content().unwrap();
    assert!(second.has_attribute("open") && !first.has_attribute("open"));
    assert!(text.contains("tool_calls: [{\"id\":\"c\"}]") && !text.contains("Be kind."), "{text}");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn all_of_it_is_copied() {
    let element = element();
    let handle = opened(&element, TWO).await;
    until("the requests", || body(&element).query_selector("details").unwrap()).await;
    js("window.copied = null; Object.defineProperty(navigator, 'clipboard', \
        {configurable: true, value: {writeText: async (text) => { window.copied = text; }}});");
    click(&element, "sent-copy");
    let copied =
        until("the copy", || js("const {copied} = window; window.copied = null; return copied").as_string()).await;
    assert_eq!(copied.matches("[system]\nBe kind.").count(), 2, "each request is whole: {copied}");
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn escape_closes_it_alone_and_gives_the_focus_back() {
    let element = element();
    let handle = opened(&element, TWO).await;
    settle().await;
    assert_eq!(focused(&element).0, "sent-close");
    assert!(find(&element, "log").unwrap().closest("[inert]").unwrap().is_some());
    press_on(find(&element, "sent-close").unwrap().unchecked_ref(), "Escape", false, false);
    settle().await;
    assert!(find(&element, "sent-view").is_none());
    assert_eq!(focused(&element), ("sent".to_owned(), "a2".to_owned()));
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn what_is_no_longer_kept_is_told() {
    let element = element();
    let gone = "server.find('a2').runId = 'r2'; server.instead = ({path}) => path.endsWith('/sent') && window.problem('expired', 410);";
    let handle = opened(&element, gone).await;
    until("the sentence", || body(&element).text_content().filter(|text| text.contains("expired"))).await;
    close(&handle, &element);
}
