use super::{Page, Question, Sent, Store};
use crate::run::End;
use ai_agent_agui::ErrorCode;

fn user(id: &str) -> Sent<'_> {
    Sent { id, prompt: Some(format!("prompt {id}")) }
}

fn other(id: &str) -> Sent<'_> {
    Sent { id, prompt: None }
}

fn ask(store: &mut Store, run: &str, sent: Vec<Sent<'_>>) -> Result<(), ErrorCode> {
    let question = store.question("t", sent)?;
    store.begin("t", run, question).map(|_| ())
}

fn answer(store: &mut Store, run: &str, message: &str) {
    let run = store.run(run).unwrap();
    store.end(&run, message, format!("answer {message}"), End::Finished);
}

fn branch(store: &Store) -> Vec<String> {
    let page = Page::new(None, None, 100, 200).unwrap();
    let thread = store.read("t", &page).unwrap();
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
    assert!(matches!(store.question("elsewhere", vec![user("q1")]), Err(ErrorCode::InvalidInput)));
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
    let run = store.run("r1").unwrap();
    store.end(&run, "a1", String::new(), End::Failed(ErrorCode::ServiceTimeout));
    let thread = store.read("t", &Page::new(None, None, 100, 200).unwrap()).unwrap();
    assert_eq!(thread["messages"].as_array().unwrap().len(), 1);
    assert_eq!(thread["lastRun"]["status"], "failed");
    assert_eq!(thread["lastRun"]["code"], "service_timeout");
    assert!(thread["activeRun"].is_null());
}

#[test]
fn pages_of_messages_meet() {
    let mut store = Store::default();
    for turn in 0..3 {
        let (run, question) = (format!("r{turn}"), format!("q{turn}"));
        ask(&mut store, &run, vec![user(&question)]).unwrap();
        answer(&mut store, &run, &format!("a{turn}"));
    }
    let (mut cursor, mut seen) = (None::<String>, Vec::new());
    loop {
        let page = store.read("t", &Page::new(Some("4"), cursor.as_deref(), 100, 200).unwrap()).unwrap();
        let ids = page["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned());
        seen.splice(0..0, ids.collect::<Vec<_>>());
        match page["previousCursor"].as_str() {
            Some(before) => cursor = Some(before.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, ["q0", "a0", "q1", "a1", "q2", "a2"]);
}

#[test]
fn a_limit_must_be_a_number_in_range() {
    for bad in ["0", "201", "-1", "x", "1.5", ""] {
        assert!(Page::new(Some(bad), None, 100, 200).is_err(), "{bad}");
    }
}

#[test]
fn deleting_a_thread_gives_back_its_active_run_and_forgets_its_ids() {
    let mut store = Store::default();
    ask(&mut store, "r1", vec![user("q1")]).unwrap();
    assert_eq!(store.delete("t").unwrap().unwrap().id, "r1");
    assert!(store.run("r1").is_none());
    assert!(matches!(store.delete("t"), Err(ErrorCode::NotFound)));
    assert!(matches!(store.question("t", vec![user("q1")]), Ok(Question::New { .. })));
}
