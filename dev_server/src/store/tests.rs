use std::time::{Duration, Instant};

use super::{Change, Filter, Format, Page, Parent, Question, Sent, Store, UNDO, Window};
use crate::run::End;
use ai_agent_agui::ErrorCode;
use serde_json::{Value, json};

fn user(id: &str) -> Sent<'_> {
    Sent { id, prompt: Some(format!("prompt {id}")) }
}

fn other(id: &str) -> Sent<'_> {
    Sent { id, prompt: None }
}

fn ask(store: &mut Store, run: &str, sent: Vec<Sent<'_>>) -> Result<(), ErrorCode> {
    let question = store.question("t", sent, None)?;
    store.begin("t", run, question, None).map(|_| ())
}

fn answer(store: &mut Store, run: &str, message: &str) {
    let run = store.run(run).unwrap().unwrap();
    store.end(&run, message, format!("answer {message}"), End::Finished);
}

fn branch(store: &Store) -> Vec<String> {
    let thread = store.read("t", &end()).unwrap();
    ids(&thread)
}

fn end() -> Window {
    Window::new(None, None, None, None).unwrap()
}

fn ids(thread: &Value) -> Vec<String> {
    thread["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_question_goes_to_the_end_of_the_branch_unless_a_known_message_stands_before_it() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    answer(&mut store, "r1", "a1");
    ask(&mut store, "r2", vec![user("q2")]).unwrap();
    answer(&mut store, "r2", "a2");
    assert_eq!(branch(&store), ["q1", "a1", "q2", "a2"]);
    ask(&mut store, "r3", vec![user("q1"), other("a1"), other("invented"), user("q3")]).unwrap();
    answer(&mut store, "r3", "a3");
    assert_eq!(branch(&store), ["q1", "a1", "q3", "a3"]);
}

#[test]
fn a_list_that_ends_in_a_known_question_answers_it_again_as_a_sibling() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    answer(&mut store, "r1", "a1");
    ask(&mut store, "r2", vec![user("q1")]).unwrap();
    assert_eq!(branch(&store), ["q1"]);
    answer(&mut store, "r2", "a2");
    assert_eq!(branch(&store), ["q1", "a2"]);
}

#[test]
fn an_answer_is_no_question() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    answer(&mut store, "r1", "a1");
    for sent in
        [vec![], vec![other("x")], vec![user("q1"), other("a1")], vec![user("q1"), user("a1")], vec![user("a1")]]
    {
        assert_eq!(ask(&mut store, "r2", sent), Err(ErrorCode::InvalidInput));
    }
}

#[test]
fn two_new_questions_at_once_are_refused() {
    let mut store = Store::default();
    assert_eq!(ask(&mut store, "r1", vec![user("q1"), user("q2")]), Err(ErrorCode::InvalidInput));
}

#[test]
fn a_message_of_another_thread_is_refused() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    assert!(matches!(store.question("elsewhere", vec![user("q1")], None), Err(ErrorCode::InvalidInput)));
}

#[test]
fn one_run_at_a_time() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    assert_eq!(ask(&mut store, "r2", vec![user("q2")]), Err(ErrorCode::RunConflict));
    answer(&mut store, "r1", "a1");
    assert_eq!(ask(&mut store, "r2", vec![user("q2")]), Ok(()));
}

#[test]
fn the_last_run_says_what_failed_even_without_text() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    let run = store.run("r1").unwrap().unwrap();
    store.end(&run, "a1", String::new(), End::Failed(ErrorCode::ServiceTimeout));
    let thread = store.read("t", &end()).unwrap();
    assert_eq!(thread["messages"].as_array().unwrap().len(), 1);
    assert_eq!(thread["lastRun"]["status"], "failed");
    assert_eq!(thread["lastRun"]["code"], "service_timeout");
    assert!(thread["activeRun"].is_null());
}

/// Asks with a parent that is said outright.
fn ask_after(store: &mut Store, run: &str, question: &str, parent: Parent) -> Result<(), ErrorCode> {
    let question = store.question("t", vec![user(question)], Some(Ok(parent)))?;
    store.begin("t", run, question, None).map(|_| ())
}

fn turns(count: usize) -> Store {
    let mut store = Store::default();
    for turn in 0..count {
        let run = format!("r{turn}");
        ask(&mut store, &run, vec![user(&format!("q{turn}"))]).unwrap();
        answer(&mut store, &run, &format!("a{turn}"));
    }
    store
}

fn change(store: &mut Store, body: Value) -> Result<Value, ErrorCode> {
    store.change("t", Change::read(body.as_object().unwrap().clone())?)
}

fn listed(store: &Store, query: Option<&str>, archived: Option<&str>) -> Vec<Value> {
    let filter = Filter::new(query, archived).unwrap();
    store.list(&filter, &Page::new(None, None).unwrap())["threads"].as_array().unwrap().clone()
}

#[test]
fn pages_of_messages_meet_both_ways() {
    let store = turns(3);
    let (mut page, mut up) = (store.read("t", &Window::new(Some("4"), None, None, None).unwrap()).unwrap(), vec![]);
    loop {
        up.splice(0..0, ids(&page));
        let Some(before) = page["previousCursor"].as_str() else { break };
        page = store.read("t", &Window::new(Some("4"), Some(before), None, None).unwrap()).unwrap();
    }
    let mut down = ids(&page);
    while let Some(after) = page["nextCursor"].as_str() {
        page = store.read("t", &Window::new(Some("4"), None, Some(after), None).unwrap()).unwrap();
        down.extend(ids(&page));
    }
    assert_eq!(up, ["q0", "a0", "q1", "a1", "q2", "a2"]);
    assert_eq!(down, up);
}

#[test]
fn five_thousand_messages_read_from_end_to_root_and_back() {
    let store = turns(2500);
    let (mut page, mut up) = (store.read("t", &Window::new(Some("200"), None, None, None).unwrap()).unwrap(), 0);
    loop {
        up += ids(&page).len();
        let Some(before) = page["previousCursor"].as_str() else { break };
        page = store.read("t", &Window::new(Some("200"), Some(before), None, None).unwrap()).unwrap();
    }
    let mut down = ids(&page).len();
    while let Some(after) = page["nextCursor"].as_str() {
        page = store.read("t", &Window::new(Some("200"), None, Some(after), None).unwrap()).unwrap();
        down += ids(&page).len();
    }
    assert_eq!((up, down), (5000, 5000));
}

#[test]
fn a_parent_said_outright_wins() {
    let mut store = turns(2);
    ask_after(&mut store, "r2", "q2", Parent::Message("a0".to_owned())).unwrap();
    answer(&mut store, "r2", "a2");
    assert_eq!(branch(&store), ["q0", "a0", "q2", "a2"]);
    ask_after(&mut store, "r3", "q3", Parent::Root).unwrap();
    answer(&mut store, "r3", "a3");
    assert_eq!(branch(&store), ["q3", "a3"]);
    assert_eq!(store.read("t", &end()).unwrap()["messages"][0]["siblings"], json!(["q0", "q3"]));
    let unknown = ask_after(&mut store, "r4", "q4", Parent::Message("nobody".to_owned()));
    assert_eq!(unknown, Err(ErrorCode::InvalidInput));
    change(&mut store, json!({"head": "q0"})).unwrap();
    assert_eq!(branch(&store), ["q0", "a0", "q2", "a2"]);
}

#[test]
fn only_what_is_before_a_message_can_be_read_of_a_branch_that_is_not_shown() {
    let mut store = turns(2);
    ask_after(&mut store, "r2", "q2", Parent::Root).unwrap();
    let page = store.read("t", &Window::new(None, Some("a1"), None, None).unwrap()).unwrap();
    assert_eq!(ids(&page), ["q0", "a0", "q1"]);
    assert_eq!(page["nextCursor"], "q1");
    assert!(store.read("t", &Window::new(None, None, Some("a0"), None).unwrap()).is_err());
    assert!(store.read("t", &Window::new(None, None, None, Some("a0")).unwrap()).is_err());
}

#[test]
fn the_head_stays_while_a_run_is_active_and_nothing_else_of_the_change_is_done() {
    let mut store = turns(1);
    ask_after(&mut store, "r1", "q1", Parent::Root).unwrap();
    assert_eq!(change(&mut store, json!({"head": "q0", "pinned": true})), Err(ErrorCode::RunConflict));
    assert_eq!(change(&mut store, json!({"head": "q1"})).unwrap()["pinned"], false);
}

#[test]
fn a_title_by_hand_stays_and_an_empty_one_brings_the_first_back() {
    let mut store = turns(1);
    assert_eq!(change(&mut store, json!({"title": "Mine"})).unwrap()["title"], "Mine");
    ask(&mut store, "again", vec![user("more")]).unwrap();
    assert_eq!(listed(&store, None, None)[0]["title"], "Mine");
    assert_eq!(change(&mut store, json!({"title": " "})).unwrap()["title"], "prompt q0");
}

#[test]
fn a_new_question_takes_a_thread_out_of_the_archive() {
    let mut store = turns(1);
    change(&mut store, json!({"archived": true})).unwrap();
    assert_eq!((listed(&store, None, None).len(), listed(&store, None, Some("1")).len()), (0, 1));
    ask(&mut store, "again", vec![user("more")]).unwrap();
    assert_eq!((listed(&store, None, None).len(), listed(&store, None, Some("1")).len()), (1, 0));
}

#[test]
fn every_word_must_be_somewhere_and_the_best_message_is_shown() {
    let mut store = turns(2);
    change(&mut store, json!({"title": "Café"})).unwrap();
    let found = listed(&store, Some("cafe answer a"), None);
    let pieces = json!([["answer", true], [" ", false], ["a1", true]]);
    assert_eq!(found[0]["match"], json!({"messageId": "a1", "snippet": pieces}));
    assert_eq!(listed(&store, Some("cafe"), None)[0]["match"], json!({"messageId": null, "snippet": [["Café", true]]}));
    assert_eq!(listed(&store, Some("prompt answer a0"), None)[0]["match"]["messageId"], "a0");
    assert!(listed(&store, Some("answers"), None).is_empty());
    assert!(listed(&store, Some("?"), None).is_empty());
}

#[test]
fn a_limit_of_a_query_is_kept() {
    assert!(Filter::new(Some(&"x".repeat(201)), None).is_err());
    assert!(Filter::new(Some(&"é".repeat(200)), Some("nonsense")).is_ok());
    assert!(Filter::new(Some("  "), Some("nonsense")).is_err());
}

#[test]
fn a_deleted_thread_is_gone_until_it_is_restored() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    let run = store.delete("t").unwrap().unwrap();
    assert_eq!(run.id, "r1");
    store.end(&run, "a1", "Half".to_owned(), End::Cancelled);
    assert!(listed(&store, None, None).is_empty() && listed(&store, Some("prompt"), None).is_empty());
    assert!(matches!(store.run("r1"), Err(ErrorCode::NotFound)));
    assert_eq!(ask(&mut store, "r2", vec![user("q2")]), Err(ErrorCode::NotFound));
    assert!(matches!(store.delete("t"), Err(ErrorCode::NotFound)));
    assert!(store.export("t", Format::Json).is_err());
    assert_eq!(store.restore("t").unwrap()["id"], "t");
    assert_eq!(branch(&store), ["q1", "a1"]);
    assert!(store.restore("t").is_ok());
}

#[test]
fn after_its_time_a_deleted_thread_is_gone_for_good_with_its_ids() {
    let mut store = turns(1);
    store.delete("t").unwrap();
    let deleted = Instant::now();
    store.sweep(deleted + UNDO - Duration::from_secs(60));
    assert!(store.threads.contains_key("t"));
    store.sweep(deleted + UNDO);
    assert!(matches!(store.restore("t"), Err(ErrorCode::NotFound)));
    assert!(matches!(store.run("r0"), Ok(None)));
    assert!(matches!(store.question("t", vec![user("q0")], None), Ok(Question::New { .. })));
}

#[test]
fn deleting_for_good_works_at_once_and_on_what_is_deleted() {
    let mut store = turns(1);
    store.delete("t").unwrap();
    assert!(store.purge("t").is_ok());
    assert!(matches!(store.purge("t"), Err(ErrorCode::NotFound)));
}

#[test]
fn an_export_has_the_branch_or_everything() {
    let mut store = turns(1);
    ask(&mut store, "again", vec![user("q0")]).unwrap();
    answer(&mut store, "again", "b0");
    store.rate("b0", json!({"rating": "up"}).as_object().unwrap()).unwrap();
    let text = store.export("t", Format::Markdown).unwrap().text;
    assert!(text.starts_with("# prompt q0\n\n"), "{text}");
    assert!(text.contains("\n## Assistant · ") && text.contains("answer b0") && !text.contains("answer a0"));
    assert!(text.trim_end().ends_with("Messages of other branches: 1. The export as JSON has them."));
    let whole: Value = serde_json::from_str(&store.export("t", Format::Json).unwrap().text).unwrap();
    assert_eq!(whole["head"], "b0");
    assert_eq!(ids(&whole), ["q0", "a0", "b0"]);
    assert_eq!(whole["messages"][2]["feedback"]["rating"], "up");
}

#[test]
fn only_answers_are_rated() {
    let mut store = turns(1);
    let up = json!({"rating": "up"});
    assert_eq!(store.rate("q0", up.as_object().unwrap()), Err(ErrorCode::InvalidInput));
    assert_eq!(store.rate("nobody", up.as_object().unwrap()), Err(ErrorCode::NotFound));
    store.delete("t").unwrap();
    assert_eq!(store.rate("a0", up.as_object().unwrap()), Err(ErrorCode::NotFound));
}
