//! Approving what is to be changed: once, on what is shown, by nothing but its button.

use crate::server::*;
use crate::support::*;
use serde_json::{Value, json};

/// JavaScript: a proposal of two contacts that get another city, and a thread whose last answer waits for it.
const WAITS: &str = "const item = (id, name) => ({id, record: {model: 'res.partner', id: +id, name}, title: name, state: 'pending', effects: [], \
        errors: [], changes: [{field: 'city', label: 'City', type: 'text', old: {value: 'A', text: 'A'}, new: {value: 'B', text: 'B'}, \
        editable: true, options: null}]}); \
    window.proposal = (id, more = {}) => ({id, state: 'pending', kind: 'update', title: `Change ${id}`, expiresAt: '2099-01-01T00:00:00Z', \
        items: [item('1', 'Azure'), item('2', 'Deco')], notices: [], undo: {possible: true, note: ''}, reason: null, canUndo: false, ...more}); \
    window.call = (id, proposal, more = {}) => ({type: 'toolCall', id, name: 'update_records', title: 'Change', access: 'write', arguments: {}, \
        state: 'waiting', result: null, proposal, ...more}); \
    server.add('q1', null, 'user', 'Move them'); \
    window.waits = (...ids) => server.add('a1', 'q1', 'assistant', '', {status: 'waiting_approval', runId: 'r1', \
        parts: ids.map((id) => call(`c-${id}`, proposal(id)))}); \
    window.proposals = {}; \
    server.instead = ({path, body, method}) => { \
        const [, id, act] = path.match(/^proposals\\/([^/]+)\\/?(.*)$/) ?? []; \
        const json = (object) => new Response(JSON.stringify(object), {headers: {'Content-Type': 'application/json'}}); \
        if (act === 'undo') proposals[id] = proposal(id, {state: 'undone'}); \
        if (id) return json(proposals[id] ?? proposal(id, {state: 'executed', canUndo: true})); \
        if (path === 'run' && body.resume) return server.resumed(body); \
    }; \
    server.resumed = ({runId, resume}) => { \
        for (const {interruptId: id} of resume) { \
            proposals[id] = proposal(id, {state: 'executed', canUndo: true}); \
            const {parts} = server.find('a1'); \
            parts[parts.findIndex((part) => part.id === `c-${id}`)] = call(`c-${id}`, proposals[id], {state: 'done', \
                result: {ok: true, summary: '2 contacts', records: [{model: 'res.partner', id: 1, name: 'Azure'}]}}); \
        } \
        const said = {type: 'TEXT_MESSAGE_CONTENT', messageId: 'a2', delta: 'Moved.'}; \
        server.find('a1').status = 'finished'; \
        server.add('a2', 'a1', 'assistant', 'Moved.'); \
        return server.stream(runId, [ \
            ...resume.map(({interruptId}) => ({type: 'TOOL_CALL_RESULT', toolCallId: `c-${interruptId}`, \
                content: JSON.stringify(server.find('a1').parts[0].result)})), \
            {type: 'TEXT_MESSAGE_START', messageId: 'a2'}, said, \
            {type: 'RUN_FINISHED', threadId: 't', runId, outcome: {type: 'success'}}]); \
    };";

async fn waiting(element: &HtmlElement, proposals: &str) -> ai_agent_chat::Handle {
    serve(&format!("{WAITS} waits({proposals});"));
    let handle = open(element).await;
    until("the card", || find(element, "approve")).await;
    handle
}

fn runs() -> Vec<Value> {
    let asked = asked();
    asked.as_array().unwrap().iter().filter(|asked| asked["path"] == "run").map(|asked| asked["body"].clone()).collect()
}

async fn sent() -> Value {
    until("the decision", || runs().pop()).await
}

fn card(element: &HtmlElement, state: &str) -> Option<Element> {
    root(element).query_selector(&format!("[data-testid=proposal][data-state={state}]")).unwrap()
}

fn set(element: &HtmlElement, selector: &str, property: &str, value: &JsValue) {
    let input = root(element).query_selector(selector).unwrap().expect(selector);
    js_sys::Reflect::set(&input, &property.into(), value).unwrap();
    for kind in ["input", "change"] {
        input.dispatch_event(&Event::new(kind).unwrap()).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_double_click_approves_once_and_what_was_done_can_be_undone() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    let approve: HtmlElement = find(&element, "approve").unwrap().unchecked_into();
    approve.click();
    approve.click();
    let body = sent().await;
    assert_eq!(body["resume"], json!([{"interruptId": "p", "status": "resolved", "payload": {"approved": true}}]));
    assert_eq!(body["messages"], json!([]));
    let done = until("what was done", || {
        card(&element, "executed").filter(|card| card.query_selector("[data-testid=undo-proposal]").unwrap().is_some())
    })
    .await;
    assert_eq!(
        done.query_selector("[data-action=record]").unwrap().unwrap().get_attribute("data-value").as_deref(),
        Some("res.partner/1")
    );
    until("the end", || messages(&element).last().filter(|(_, text)| text.ends_with("Moved.")).map(|_| ())).await;
    settle().await;
    assert_eq!(runs().len(), 1);
    js(
        "window.server.find('a1').parts[0] = call('c-p', proposal('p', {state: 'executed', canUndo: true}), {state: 'done'});",
    );
    until("the button", || find(&element, "undo-proposal").filter(|undo| !undo.has_attribute("disabled"))).await;
    click(&element, "undo-proposal");
    let undone = until("that it is undone", || card(&element, "undone")).await;
    settle().await;
    let focused = root(&element).active_element().unwrap();
    assert_eq!(focused.parent_element(), Some(undone), "the focus is not lost");
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn what_is_left_out_or_changed_is_said_by_ids_and_fields_only() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    set(&element, "[data-item='1'] [data-testid=take]", "checked", &false.into());
    set(&element, "[data-item='1'] [data-testid=edit-field]", "value", &"X".into());
    set(&element, "[data-item='2'] [data-testid=edit-field]", "value", &"Ghent".into());
    until("the preview", || {
        asked().as_array().unwrap().iter().find(|asked| asked["path"] == "proposals/p/preview").cloned()
    })
    .await;
    click(&element, "approve");
    let payload = sent().await["resume"][0]["payload"].clone();
    assert_eq!(payload, json!({"approved": true, "items": ["2"], "edits": {"2": {"city": "Ghent"}}}));
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_reason_is_sent_with_a_rejection() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    click(&element, "reject");
    let reason: HtmlElement = until("the reason", || find(&element, "reason")).await.unchecked_into();
    press_on(&reason, "Escape", false, false);
    until("the way back", || {
        root(&element)
            .active_element()
            .filter(|focused| focused.get_attribute("data-testid").as_deref() == Some("reject"))
    })
    .await;
    click(&element, "reject");
    let reason: HtmlElement = until("the reason", || find(&element, "reason")).await.unchecked_into();
    set(&element, "[data-testid=reason]", "value", &" Not now ".into());
    press_on(&reason, "Enter", false, true);
    settle().await;
    assert_eq!(runs().len(), 0, "an input method's Enter sends nothing");
    press_on(&reason, "Enter", false, false);
    let payload = sent().await["resume"][0]["payload"].clone();
    assert_eq!(payload, json!({"approved": false, "reason": "Not now"}));
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_run_that_has_nothing_to_say_is_the_end_of_the_waiting_too() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    js("window.server.resumed = ({runId}) => { \
        Object.assign(window.server.find('a1'), {status: 'finished', parts: [call('c-p', proposal('p', {state: 'rejected'}), {state: 'done'})]}); \
        return window.server.stream(runId, [{type: 'RUN_FINISHED', threadId: 't', runId, outcome: {type: 'success'}}]); };");
    click(&element, "reject");
    until("the reason", || find(&element, "reject-send")).await;
    click(&element, "reject-send");
    until("what became of it", || card(&element, "rejected")).await;
    until("the footer", || find(&element, "again")).await;
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn all_that_waits_is_decided_in_one_request() {
    let element = element();
    let handle = waiting(&element, "'p', 'o'").await;
    click(&element, "approve");
    until("that it is noted", || find(&element, "reconsider")).await;
    assert_eq!(runs().len(), 0);
    click(&element, "reconsider");
    until("the button again", || {
        root(&element).query_selector_all("[data-testid=approve]").ok().filter(|all| all.length() == 2)
    })
    .await;
    click(&element, "reject");
    until("the reason", || find(&element, "reject-send")).await;
    click(&element, "reject-send");
    until("that it is noted", || find(&element, "reconsider")).await;
    click(&element, "approve-all");
    let body = sent().await;
    let said: Vec<_> = body["resume"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resume| (resume["interruptId"].clone(), resume["payload"]["approved"].clone()))
        .collect();
    assert_eq!(said, [("p".into(), false.into()), ("o".into(), true.into())]);
    settle().await;
    assert_eq!(runs().len(), 1);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_decision_that_was_not_heard_is_sent_again_as_the_same_run() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    js(
        "const resumed = window.server.resumed; window.server.resumed = (body) => { window.server.resumed = resumed; return window.problem('busy', 503); };",
    );
    click(&element, "approve");
    until("the failure", || find(&element, "retry")).await;
    until("the buttons", || find(&element, "approve")).await;
    click(&element, "approve");
    until("what was done", || card(&element, "executed")).await;
    let runs = runs();
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0]["runId"], runs[1]["runId"]);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn another_decision_after_one_that_was_not_heard_is_another_run() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    js(
        "const resumed = window.server.resumed; window.server.resumed = (body) => { window.server.resumed = resumed; return window.problem('busy', 503); };",
    );
    click(&element, "approve");
    until("the failure", || find(&element, "retry")).await;
    set(&element, "[data-item='1'] [data-testid=take]", "checked", &false.into());
    click(&element, "approve");
    until("the second", || runs().get(1).cloned()).await;
    assert_ne!(runs()[0]["runId"], runs()[1]["runId"]);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn what_another_tab_decided_is_shown_here() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    js("const answer = window.server.find('a1'); answer.status = 'finished'; \
        answer.parts[0] = call('c-p', proposal('p', {state: 'executed', canUndo: true}), {state: 'done', result: {ok: true, summary: ''}}); \
        window.server.add('a2', 'a1', 'assistant', 'Moved.');");
    happened(&handle, "ended", "other");
    until("what was done", || card(&element, "executed")).await;
    assert!(find(&element, "approve").is_none());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn another_question_drops_what_waits() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    ask(&element, "Something else");
    until("that it is dropped", || card(&element, "cancelled")).await;
    assert!(sent().await.get("resume").is_none());
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn records_that_changed_meanwhile_are_asked_about_again() {
    let element = element();
    let handle = waiting(&element, "'p'").await;
    js(
        "window.server.resumed = ({runId}) => window.server.stream(runId, [{type: 'RUN_FINISHED', threadId: 't', runId, outcome: {type: 'interrupt', \
        interrupts: [{id: 'n', reason: 'tool_call', toolCallId: 'c-p', metadata: {proposal: proposal('n')}}]}}]); \
        window.server.find('a1').parts[0] = call('c-p', proposal('n'));",
    );
    let before = until("the card", || find(&element, "proposal")).await;
    click(&element, "approve");
    let after = until("the new card", || card(&element, "pending").filter(|card| *card != before)).await;
    assert!(after.query_selector("[data-testid=approve]").unwrap().is_some());
    assert!(announced(&element).contains("proposal.asked"));
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn the_card_takes_the_focus_unless_something_is_being_written_and_enter_there_approves_nothing() {
    for (draft, heading) in [("", true), ("I am wri", false)] {
        let element = element();
        serve(SHORT);
        let handle = open(&element).await;
        js(&format!("const server = window.server; {WAITS}"));
        js(
            "const {instead} = window.server; window.server.instead = (asked) => asked.path === 'run' && !asked.body.resume ? new Promise((go) => { \
            window.server.go = () => go(window.server.stream(asked.body.runId, [ \
                {type: 'TOOL_CALL_START', toolCallId: 'c-p', toolCallName: 'update_records', parentMessageId: 'a9'}, {type: 'TOOL_CALL_END', toolCallId: 'c-p'}, \
                {type: 'RUN_FINISHED', threadId: 't', runId: asked.body.runId, outcome: {type: 'interrupt', \
                    interrupts: [{id: 'p', reason: 'tool_call', toolCallId: 'c-p', metadata: {proposal: proposal('p')}}]}}])); \
        }) : instead(asked);",
        );
        composer(&element).focus().unwrap();
        ask(&element, "Move them");
        until("the question", || runs().pop()).await;
        type_text(&element, draft);
        js("window.server.go()");
        until("the card", || find(&element, "approve")).await;
        settle().await;
        let focused = root(&element).active_element().unwrap();
        assert_eq!(focused.tag_name() == "H4", heading, "{}", focused.tag_name());
        press_on(&focused.unchecked_into(), "Enter", false, false);
        settle().await;
        assert!(runs().iter().all(|run| run.get("resume").is_none()));
        handle.unmount();
        element.remove();
    }
}
