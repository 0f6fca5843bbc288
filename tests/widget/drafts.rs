//! What was typed and not sent, per thread and through reloads; and the title of the thread that is open.

use crate::server::*;
use crate::support::*;

fn title(element: &HtmlElement) -> String {
    find(element, "title").unwrap().text_content().unwrap()
}

/// Takes the widget off the page and puts it there again.
async fn reload(handle: ai_agent_chat::Handle, element: &HtmlElement, host: &JsValue) -> ai_agent_chat::Handle {
    handle.unmount();
    let handle = mount(element.clone(), host.clone()).unwrap();
    settle().await;
    handle
}

#[wasm_bindgen_test]
async fn each_thread_has_its_draft_and_the_new_chat_too() {
    serve(SHORT);
    let element = element();
    let host = host();
    keep("thread", "t");
    let mut handle = mount_able(&element, &host).await;
    type_text(&element, "of the thread");
    click(&element, "new-chat");
    settle().await;
    assert_eq!(composer_text(&element), "");
    type_text(&element, "of the new chat");
    handle = reload(handle, &element, &host).await;
    assert_eq!(composer_text(&element), "of the new chat");
    // A second tab that opens the thread has what was typed in the first one.
    keep("thread", "t");
    handle = reload(handle, &element, &host).await;
    until("the draft", || (composer_text(&element) == "of the thread").then_some(())).await;
    // What is sent is no draft any more.
    press(&element, "Enter", false, false);
    until("the answer", || message(&element, "answer1")).await;
    assert_eq!(kept("drafts").unwrap(), r#"[["","of the new chat"]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_one_draft_of_before_is_taken_over() {
    serve(SHORT);
    let element = element();
    let host = host();
    keep("thread", "t");
    keep("draft", "from before");
    let handle = mount_able(&element, &host).await;
    assert_eq!(composer_text(&element), "from before");
    assert_eq!(kept("draft"), None);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn a_question_that_the_server_has_not_taken_survives_a_reload() {
    serve("");
    js("window.server.instead = ({path}) => path === 'run' ? new Promise(() => {}) : window.problem('not_found', 404)");
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    type_text(&element, "Is it there?");
    press(&element, "Enter", false, false);
    settle().await;
    assert_eq!(composer_text(&element), "");
    let handle = reload(handle, &element, &host).await;
    until("the question", || (composer_text(&element) == "Is it there?").then_some(())).await;
    assert_eq!(kept("thread"), None);
    assert_eq!(kept("drafts").unwrap(), r#"[["","Is it there?"]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_draft_of_a_thread_goes_with_it() {
    serve(SHORT);
    let element = element();
    let host = host();
    keep("drafts", r#"[["t","mine"],["u","other"],["","new"]]"#);
    keep("thread", "t");
    let handle = mount_able(&element, &host).await;
    handle.happened(&js("return {threadId: 'u', runId: null, event: 'deleted'}"));
    assert_eq!(kept("drafts").unwrap(), r#"[["t","mine"],["","new"]]"#);
    // What is typed in the open one stays in sight, with what was typed in the new chat.
    handle.happened(&js("return {threadId: 't', runId: null, event: 'deleted'}"));
    settle().await;
    assert_eq!(composer_text(&element), "mine\n\nnew");
    assert_eq!(kept("drafts").unwrap(), r#"[["","mine\n\nnew"]]"#);
    close(&handle, &element);
}

#[wasm_bindgen_test]
async fn the_title_is_that_of_the_open_thread() {
    serve(SHORT);
    let element = element();
    let handle = open(&element).await;
    assert_eq!(title(&element), "The title");
    assert_eq!(find(&element, "title").unwrap().get_attribute("title").unwrap(), "The title");
    js("window.server.title = 'Another'");
    happened(&handle, "changed", "");
    until("the new title", || (title(&element) == "Another").then_some(())).await;
    click(&element, "new-chat");
    settle().await;
    assert_eq!(title(&element), "Assistant");
    type_text(&element, "What is new?\nTell me.");
    press(&element, "Enter", false, false);
    until("the question", || (title(&element) == "What is new?").then_some(())).await;
    close(&handle, &element);
}
