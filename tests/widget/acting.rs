//! Tool calls that the browser carries out.

use crate::server::*;
use crate::support::*;

/// The next run shows a list and fills in a form; the one after it answers.
const SHOWS: &str = "window.runs = 0; window.server.instead = ({path, body}) => { \
    if (path !== 'run' && !path.startsWith('runs/')) return; \
    const runId = body ? body.runId : path.split('/')[1]; \
    const {server} = window; \
    if (body && window.runs === 0) { \
        server.add(body.messages.at(-1).id, 'a2', 'user', 'Show me'); \
        server.add('a8', body.messages.at(-1).id, 'assistant', '', {parts: []}); \
    } \
    if (body && window.runs === 1) server.add('a9', 'a8', 'assistant', 'There.'); \
    const end = {type: 'RUN_FINISHED', threadId: 't', runId, outcome: {type: 'success'}}; \
    const call = (id, name, args) => [{type: 'TOOL_CALL_START', toolCallId: id, toolCallName: name, parentMessageId: 'a8'}, \
        {type: 'TOOL_CALL_ARGS', toolCallId: id, delta: JSON.stringify(args)}, {type: 'TOOL_CALL_END', toolCallId: id}]; \
    return window.server.stream(runId, window.runs++ ? [{type: 'TEXT_MESSAGE_START', messageId: 'a9'}, \
        {type: 'TEXT_MESSAGE_CONTENT', messageId: 'a9', delta: 'There.'}, end] \
        : [...call('c1', 'open_list', {model: 'res.partner'}), ...call('c2', 'fill_form', {values: {}}), end]); \
};";

fn runs() -> Vec<serde_json::Value> {
    asked().as_array().unwrap().iter().filter(|asked| asked["path"] == "run").cloned().collect()
}

#[wasm_bindgen_test]
async fn the_browser_carries_out_what_it_was_asked_in_order_and_says_so() {
    let element = element();
    serve(SHORT);
    js(SHOWS);
    let host = host();
    js_sys::Reflect::set(
        &host,
        &"act".into(),
        &js("window.acted = []; return async (name, args) => { \
        await new Promise((go) => setTimeout(go, window.acted.length ? 0 : 30)); window.acted.push([name, args]); \
        return name === 'open_list' ? {ok: true, summary: '9 contacts'} : {ok: false, error: 'No form is open.'}; };"),
    )
    .unwrap();
    keep("thread", "t");
    let handle = mount_able(&element, &host).await;
    ask(&element, "Show me");
    until("the answer", || messages(&element).last().filter(|(_, text)| text.ends_with("There.")).map(|_| ())).await;
    let acted: String = js_sys::JSON::stringify(&js("return window.acted")).unwrap().into();
    assert_eq!(acted, r#"[["open_list",{"model":"res.partner"}],["fill_form",{"values":{}}]]"#);
    let runs = runs();
    assert_eq!(runs.len(), 2);
    assert_ne!(runs[0]["body"]["runId"], runs[1]["body"]["runId"]);
    let told: Vec<_> = runs[1]["body"]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            let content: serde_json::Value = serde_json::from_str(message["content"].as_str().unwrap()).unwrap();
            (message["role"].clone(), message["toolCallId"].clone(), content)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("tool".into(), "c1".into(), serde_json::json!({"ok": true, "summary": "9 contacts"})),
            ("tool".into(), "c2".into(), serde_json::json!({"ok": false, "error": "No form is open."})),
        ]
    );
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_host_that_cannot_act_is_an_answer_too() {
    for act in ["", "host.act = () => { throw new Error('secret'); };", "host.act = async () => null;"] {
        let element = element();
        serve(SHORT);
        js(SHOWS);
        let host = host();
        let fill = format!("host.bootstrap.texts['tool.act.failed'] = 'It could not.'; {act}");
        Function::new_with_args("host", &fill).call1(&JsValue::NULL, &host).unwrap();
        keep("thread", "t");
        let handle = mount_able(&element, &host).await;
        ask(&element, "Show me");
        until("the answer", || runs().get(1).cloned()).await;
        let told = runs()[1]["body"]["messages"][0]["content"].as_str().unwrap().to_owned();
        assert_eq!(told, r#"{"error":"It could not.","ok":false}"#);
        handle.unmount();
        element.remove();
    }
}

#[wasm_bindgen_test]
async fn a_run_of_another_tab_or_before_a_reload_carries_out_nothing() {
    let element = element();
    serve(SHORT);
    js(SHOWS);
    js("window.acted = []; window.server.add('q3', 'a2', 'user', 'Show me'); const page = window.server.page; \
        window.server.page = (params) => ({...page(params), activeRun: window.runs ? null : {id: 'elsewhere'}});");
    let host = host();
    js_sys::Reflect::set(
        &host,
        &"act".into(),
        &js("return async (name) => { window.acted.push(name); return {ok: true}; };"),
    )
    .unwrap();
    keep("thread", "t");
    let handle = mount_able(&element, &host).await;
    until("the calls", || {
        find(&element, "tool").filter(|tool| tool.get_attribute("data-state").as_deref() == Some("open"))
    })
    .await;
    settle().await;
    assert_eq!(js("return window.acted.length").as_f64(), Some(0.0));
    assert_eq!(runs().len(), 0);
    handle.unmount();
    element.remove();
}
