//! Recordings with tool calls: what a thread keeps of them, and how runs go on.

use crate::support::{Server, events, input, parse, scenario};
use serde_json::{Value, json};

/// Posts a run and reads it to its end.
async fn play(server: &Server, body: &Value) -> Vec<Value> {
    let response = server.post("/ai_agent/run", body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    events(&response.bytes().await.unwrap()).into_iter().map(|(_, event)| event).collect()
}

async fn code(request: reqwest::RequestBuilder) -> String {
    parse(request).await["code"].as_str().unwrap_or_default().to_owned()
}

fn end(events: &[Value]) -> &Value {
    &events.last().unwrap()["outcome"]
}

fn resume(run: &str, proposal: &Value, payload: &Value) -> Value {
    let entry = json!({"interruptId": proposal, "status": "resolved", "payload": payload});
    json!({"threadId": "t", "runId": run, "messages": [], "resume": [entry]})
}

fn said_by_browser(run: &str, call: &Value, content: &Value) -> Value {
    let message = json!({"id": format!("m-{run}"), "role": "tool", "toolCallId": call, "content": content.to_string()});
    json!({"threadId": "t", "runId": run, "messages": [message]})
}

#[tokio::test]
async fn an_answer_keeps_what_it_was_made_of() {
    let server = Server::alone().await;
    play(&server, &scenario("t", "r", "tool-table")).await;
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!(thread["messages"][0]["parts"], Value::Null);
    let parts = thread["messages"][1]["parts"].as_array().unwrap();
    let kinds: Vec<_> = parts.iter().map(|part| part["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "toolCall", "text"]);
    assert_eq!((&parts[1]["state"], &parts[1]["access"]), (&json!("done"), &json!("read")));
    assert_eq!(parts[1]["arguments"]["model"], "crm.lead");
    assert_eq!(parts[1]["result"]["table"]["count"], 5);
    let content = thread["messages"][1]["content"].as_str().unwrap();
    assert!(content.starts_with("I look that up.\n\nFive opportunities"), "{content}");
    let call = parts[1]["id"].as_str().unwrap();
    let table = server.get(&format!("/ai_agent/calls/{call}/table?format=csv")).send().await.unwrap();
    assert!(table.text().await.unwrap().contains("Opportunity,Customer"));
    assert_eq!(code(server.get("/ai_agent/calls/other/table?format=csv")).await, "not_found");
}

#[tokio::test]
async fn a_browser_says_once_what_became_of_a_call() {
    let server = Server::alone().await;
    let asked = play(&server, &scenario("t", "r", "tool-show")).await;
    assert_eq!(end(&asked)["type"], "success");
    let call = asked.iter().find(|event| event["type"] == "TOOL_CALL_START").unwrap()["toolCallId"].clone();
    let body = said_by_browser("r2", &call, &json!({"ok": true, "summary": "Opened"}));
    let went_on = play(&server, &body).await;
    assert_eq!(end(&went_on)["type"], "success");
    assert_eq!(play(&server, &body).await, went_on, "the same run again is followed");
    let again = said_by_browser("r3", &call, &json!({"ok": true}));
    assert_eq!(code(server.post("/ai_agent/run", &again)).await, "invalid_input");
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    let messages = thread["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!(messages[2]["parentId"], messages[1]["id"]);
    let shown = &messages[1]["parts"][1];
    assert_eq!((&shown["state"], &shown["result"]["summary"]), (&json!("done"), &json!("Opened")));
    assert_eq!(thread["lastRun"]["id"], "r2");
}

#[tokio::test]
async fn a_new_question_closes_what_was_left_open() {
    let server = Server::alone().await;
    let asked = play(&server, &scenario("t", "r", "tool-fill")).await;
    let call = asked.iter().find(|event| event["type"] == "TOOL_CALL_START").unwrap()["toolCallId"].clone();
    play(&server, &scenario("t", "r2", "approval")).await;
    let late = said_by_browser("r3", &call, &json!({"ok": true}));
    assert_eq!(code(server.post("/ai_agent/run", &late)).await, "invalid_input");
    play(&server, &scenario("t", "r4", "welcome")).await;
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    let states: Vec<_> = [1, 3].map(|at| thread["messages"][at]["parts"].clone()).into();
    assert_eq!(states[0][0]["state"], "cancelled");
    assert_eq!(states[1][1]["proposal"]["state"], "cancelled");
    assert_eq!(thread["messages"][3]["status"], "finished");
}

#[tokio::test]
async fn a_proposal_is_tried_decided_and_undone() {
    let server = Server::alone().await;
    let asked = play(&server, &scenario("t", "r", "approval")).await;
    let interrupt = &end(&asked)["interrupts"][0];
    let (id, proposal) = (&interrupt["id"], &interrupt["metadata"]["proposal"]);
    assert_eq!(id, &proposal["id"]);
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!(thread["activeRun"]["id"], "r");
    assert_eq!(thread["lastRun"]["status"], "waiting_approval");
    assert_eq!(thread["messages"][1]["parts"][1]["state"], "waiting");

    let path = format!("/ai_agent/proposals/{}", id.as_str().unwrap());
    let edits = json!({"edits": {"2": {"date_deadline": "2026-12-08"}}});
    let tried = parse(server.post(&format!("{path}/preview"), &edits)).await;
    assert_eq!(tried["items"][1]["changes"][2]["new"]["value"], "2026-12-08");
    assert_eq!(parse(server.get(&path)).await, *proposal, "a preview keeps nothing");
    for bad in
        [json!({"edits": {"2": {"activity_type_id": 1}}}), json!({"edits": []}), json!({"edits": {}, "items": []})]
    {
        assert_eq!(code(server.post(&format!("{path}/preview"), &bad)).await, "invalid_input", "{bad}");
    }
    assert_eq!(code(server.post(&format!("{path}/undo"), &json!({}))).await, "invalid_input");

    assert_eq!(code(server.post("/ai_agent/run", &resume("r2", &json!("other"), &json!({})))).await, "not_found");
    let payload = json!({"approved": true, "items": ["2", "3"], "edits": {"2": {"date_deadline": "2026-12-08"}}});
    let went_on = play(&server, &resume("r2", id, &payload)).await;
    let result = went_on.iter().find(|event| event["type"] == "TOOL_CALL_RESULT").unwrap();
    assert_eq!(result["toolCallId"], interrupt["toolCallId"]);
    let thread = parse(server.get("/ai_agent/threads/t")).await;
    assert_eq!((&thread["activeRun"], &thread["lastRun"]["status"]), (&Value::Null, &json!("finished")));
    let carried_out = &thread["messages"][1]["parts"][1];
    assert_eq!((&carried_out["state"], &carried_out["proposal"]["state"]), (&json!("done"), &json!("executed")));
    let states: Vec<_> = (0..3).map(|at| carried_out["proposal"]["items"][at]["state"].clone()).collect();
    assert_eq!(states, ["left_out", "executed", "executed"]);
    assert_eq!(code(server.post("/ai_agent/run", &resume("r3", id, &payload))).await, "invalid_input");

    assert_eq!(parse(server.post(&format!("{path}/undo"), &json!({}))).await["state"], "undone");
    assert_eq!(code(server.post(&format!("{path}/undo"), &json!({}))).await, "invalid_input");
}

#[tokio::test]
async fn what_is_not_answered_counts_as_rejected() {
    let server = Server::alone().await;
    let asked = play(&server, &scenario("t", "r", "approval-changes")).await;
    let ids: Vec<Value> = (0..2).map(|at| end(&asked)["interrupts"][at]["id"].clone()).collect();
    play(&server, &resume("r2", &ids[0], &json!({"approved": true}))).await;
    let state = async |id: &Value| {
        parse(server.get(&format!("/ai_agent/proposals/{}", id.as_str().unwrap()))).await["state"].clone()
    };
    assert_eq!((state(&ids[0]).await, state(&ids[1]).await), (json!("executed"), json!("rejected")));
}

#[tokio::test]
async fn nothing_waits_in_a_thread_that_asked_nothing() {
    let server = Server::alone().await;
    let nobody = resume("r", &json!("p"), &json!({"approved": true}));
    assert_eq!(code(server.post("/ai_agent/run", &nobody)).await, "invalid_input");
    play(&server, &scenario("t", "r1", "welcome")).await;
    assert_eq!(code(server.post("/ai_agent/run", &nobody)).await, "invalid_input");
    for entry in [
        json!({}),
        json!({"interruptId": "p", "status": "maybe"}),
        json!({"interruptId": "p", "status": "resolved", "payload": []}),
    ] {
        let mut bad = input("t", "r2", "x");
        bad["resume"] = json!([entry]);
        assert_eq!(code(server.post("/ai_agent/run", &bad)).await, "invalid_input", "{entry}");
    }
    assert_eq!(code(server.get("/ai_agent/proposals/p")).await, "not_found");
}

#[tokio::test]
async fn a_place_is_told_in_words() {
    let server = Server::alone().await;
    let hint = json!({"context": {"model": "crm.lead", "resId": 21, "unsaved": {"name": "Chairs"}}});
    let told = parse(server.post("/ai_agent/context/preview", &hint)).await;
    assert_eq!(told["text"], "Open: crm.lead, record 21.\nTyped and not saved: name = \"Chairs\"");
    assert_eq!(told["chips"][0]["kind"], "record");
    assert!(told["tokens"].as_u64().unwrap() > 5);
    let nothing = parse(server.post("/ai_agent/context/preview", &json!({"context": {}}))).await;
    assert_eq!((&nothing["text"], &nothing["chips"]), (&json!(""), &json!([])));
    assert_eq!(code(server.post("/ai_agent/context/preview", &json!({"context": null}))).await, "invalid_input");
}
