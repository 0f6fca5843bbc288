//! What an answer shows of what was done for it.

use crate::server::*;
use crate::support::*;

const CALL: &str = "const call = (id, name, summary, more = {}) => ({type: 'toolCall', id, name, title: '', access: 'read', state: 'done', \
    arguments: {model: 'res.partner'}, proposal: null, result: {ok: true, summary, table: null, records: []}, ...more});";

/// Thread `t` with one answer of these parts, which are JavaScript.
fn answered(parts: &str) {
    serve(&format!(
        "{CALL} server.add('q1', null, 'user', 'How many?'); \
         server.add('a1', 'q1', 'assistant', 'Let me see.\\n\\nTwo.', {{parts: [{parts}]}});"
    ));
}

fn texts(element: &HtmlElement, selector: &str) -> Vec<String> {
    let nodes = root(element).query_selector_all(selector).unwrap();
    (0..nodes.length()).map(|index| nodes.item(index).unwrap().text_content().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn texts_and_calls_stand_in_order_and_the_text_alone_is_copied() {
    let element = element();
    answered(
        "{type: 'text', text: 'Let me see.'}, call('c1', 'count_records', '2 of 9'), {type: 'text', text: 'Two.'}",
    );
    let handle = open(&element).await;
    assert_eq!(texts(&element, ".body > *"), ["How many?", "Let me see.", "count records2 of 9", "Two."][1..]);
    js(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.noted = text; }}, configurable: true});",
    );
    click(&element, "copy");
    until("the copy", || js("return window.noted").as_string().filter(|text| text == "Let me see.\n\nTwo.")).await;
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn many_calls_are_one_line_that_opens() {
    let element = element();
    answered(
        "call('c1', 'find_models', 'Contact'), call('c2', 'count_records', '9'), call('c3', 'search_records', '', {state: 'failed', \
        result: {ok: false, error: {code: 'forbidden', message: 'Not yours.'}}})",
    );
    let handle = open(&element).await;
    let group: HtmlElement = find(&element, "tools").expect("one line").unchecked_into();
    assert_eq!(group.get_attribute("data-state").as_deref(), Some("done"));
    let states: Vec<_> = ["c1", "c2", "c3"]
        .iter()
        .enumerate()
        .map(|(place, _)| {
            let lines = root(&element).query_selector_all("[data-testid=tool]").unwrap();
            lines.item(place as u32).unwrap().unchecked_into::<Element>().get_attribute("data-state").unwrap()
        })
        .collect();
    assert_eq!(states, ["done", "done", "failed"]);
    let line: HtmlElement = find(&element, "tool").unwrap().unchecked_into();
    line.query_selector("summary").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    until("the details", || line.query_selector("dl").unwrap()).await;
    assert!(line.text_content().unwrap().contains("modelres.partner"));
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_call_is_seen_while_it_runs_and_its_result_when_it_comes() {
    let element = element();
    serve(SHORT);
    let handle = open(&element).await;
    js("window.server.instead = ({path, body}) => path === 'run' && new Promise((resolve) => { \
        const encode = (event, id) => new TextEncoder().encode(`id: ${id}\\ndata: ${JSON.stringify(event)}\\n\\n`); \
        const stream = new ReadableStream({async start(controller) { \
            [{type: 'RUN_STARTED', threadId: 't', runId: body.runId}, \
             {type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'count_records', parentMessageId: 'a9'}, \
             {type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{}'}, {type: 'TOOL_CALL_END', toolCallId: 'c'}] \
                .forEach((event, index) => controller.enqueue(encode(event, index + 1))); \
            await new Promise((go) => (window.server.go = go)); \
            [{type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '{\"ok\":true,\"summary\":\"9 contacts\"}'}, \
             {type: 'TEXT_MESSAGE_START', messageId: 'a9'}, {type: 'TEXT_MESSAGE_CONTENT', messageId: 'a9', delta: 'Nine.'}, \
             {type: 'RUN_FINISHED', threadId: 't', runId: body.runId}] \
                .forEach((event, index) => controller.enqueue(encode(event, index + 5))); \
            controller.close(); \
        }}); \
        resolve(new Response(stream, {headers: {'Content-Type': 'text/event-stream'}})); \
    });");
    ask(&element, "How many?");
    let line = until("the call", || find(&element, "tool")).await;
    assert_eq!(line.get_attribute("data-state").as_deref(), Some("pending"));
    js("window.server.go()");
    until("the result", || texts(&element, "[data-testid=tool] .told").pop().filter(|text| text == "9 contacts")).await;
    until("the text", || texts(&element, "[data-id=a9] .text").pop().filter(|text| text == "Nine.")).await;
    assert_eq!(find(&element, "tool").unwrap(), line, "the line is the same one");
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn answers_of_runs_that_continue_each_other_are_one() {
    let element = element();
    serve(
        "server.add('q1', null, 'user', 'Go'); server.add('a1', 'q1', 'assistant', 'First.'); server.add('a2', 'a1', 'assistant', 'Second.'); \
        server.add('q2', 'a2', 'user', 'And?'); server.add('a3', 'q2', 'assistant', 'Third.');",
    );
    let handle = open(&element).await;
    shows(&element, &[("finished", "Go"), ("finished", "First.Second."), ("finished", "And?"), ("finished", "Third.")])
        .await;
    click(&element, "rate-up");
    until("the rating", || {
        asked().as_array().unwrap().iter().find(|asked| asked["path"] == "messages/a2/feedback").cloned()
    })
    .await;
    let again: HtmlElement =
        root(&element).query_selector("[data-id~=a2] [data-testid=again]").unwrap().unwrap().unchecked_into();
    again.click();
    until("the second answer", || asked().as_array().unwrap().iter().find(|asked| asked["path"] == "run").cloned())
        .await;
    let run = asked().as_array().unwrap().iter().rfind(|asked| asked["path"] == "run").cloned().unwrap();
    assert_eq!(
        run["body"]["messages"].as_array().unwrap().last().unwrap()["id"],
        "q1",
        "the question is answered anew"
    );
    handle.unmount();
    element.remove();
}
