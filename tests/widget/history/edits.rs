use super::server::*;

const THREADS: &[Known] = &[("a", "One", 1.0), ("b", "Two", 2.0), ("c", "Three", 3.0)];

#[wasm_bindgen_test]
async fn a_pin_shows_at_once_and_goes_back_when_the_server_refuses() {
    let open = Open::new(THREADS).await;
    js("server.hold = /PATCH/;");
    open.choose("c", "pin-thread").await;
    open.shows(&["Three", "One", "Two"]).await;
    assert_eq!(open.texts(".group")[0], "Pinned");
    open.focused("c thread-menu").await;
    js("server.refuse = /PATCH/;");
    release();
    open.shows(&["One", "Two", "Three"]).await;
    let error = until("the sentence", || find(&open.element, "history-error")).await;
    assert!(error.text_content().unwrap().contains("Not now."));
    assert!(!open.has("history-retry"), "what was not done is done again where it was asked for");
    js("server.refuse = null;");
    open.choose("c", "pin-thread").await;
    open.shows(&["Three", "One", "Two"]).await;
    assert!(!open.has("history-error"));
    assert_eq!(open.texts("[data-thread=c] .pin"), ["Pinned"]);
    until("the change", || (count(r#"{"pinned":true}"#) == 2).then_some(())).await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_title_is_written_in_place() {
    let open = Open::new(THREADS).await;
    open.choose("b", "rename-thread").await;
    open.focused("b rename").await;
    let input: web_sys::HtmlInputElement = open.get("[data-testid=rename]").unchecked_into();
    until("the selection", || (input.selection_end().unwrap() == Some(3)).then_some(())).await;
    open.fill("rename", "  Two\tanew ");
    open.press("Enter");
    open.shows(&["One", "Two anew", "Three"]).await;
    open.focused("b thread").await;
    until("the change", || (count(r#"PATCH /ai_agent/threads/b {"title":"Two anew"}"#) == 1).then_some(())).await;
    // An empty one brings the first question back.
    open.press("F2");
    open.focused("b rename").await;
    open.fill("rename", " ");
    open.press("Enter");
    open.shows(&["One", "The first question", "Three"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn escape_keeps_the_title_and_leaving_the_input_saves() {
    let open = Open::new(THREADS).await;
    let row = open.get("[data-thread=a] [data-testid=thread]");
    row.focus().unwrap();
    open.press("F2");
    open.focused("a rename").await;
    open.fill("rename", "Otherwise");
    open.press("Escape");
    open.focused("a thread").await;
    assert_eq!(open.titles(), ["One", "Two", "Three"]);
    open.press("F2");
    open.focused("a rename").await;
    open.get("[data-testid=history-search]").focus().unwrap();
    open.shows(&["One", "Two", "Three"]).await;
    assert_eq!(count("PATCH"), 0, "{:?}", requests());
    open.get("[data-thread=a] [data-testid=thread]").focus().unwrap();
    open.press("F2");
    open.focused("a rename").await;
    open.fill("rename", "Otherwise");
    open.get("[data-testid=history-search]").focus().unwrap();
    open.shows(&["Otherwise", "Two", "Three"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_title_that_is_refused_goes_back() {
    let open = Open::new(THREADS).await;
    js("server.refuse = /PATCH/; server.hold = /PATCH/;");
    open.choose("b", "rename-thread").await;
    open.focused("b rename").await;
    open.fill("rename", "Refused");
    open.press("Enter");
    open.shows(&["One", "Refused", "Three"]).await;
    release();
    open.shows(&["One", "Two", "Three"]).await;
    assert!(open.has("history-error"));
    open.close();
}

#[wasm_bindgen_test]
async fn an_archived_chat_is_elsewhere_and_comes_back() {
    let open = Open::new(THREADS).await;
    open.choose("b", "archive-thread").await;
    open.shows(&["One", "Three"]).await;
    assert!(open.get("[data-testid=undo-bar]").text_content().unwrap().contains("“Two” was archived."));
    open.focused("c thread").await;
    until("the change", || (count(r#"{"archived":true}"#) == 1).then_some(())).await;
    click(&open.element, "archive-open");
    open.shows(&["Two"]).await;
    assert_eq!(open.texts(".where h3"), ["Archived chats"]);
    open.focused("history-search").await;
    assert!(!open.has("archive-open"));
    open.choose("b", "archive-thread").await;
    open.shows(&[]).await;
    assert!(open.get("[data-testid=history-empty]").text_content().unwrap().contains("No archived chats."));
    // Escape goes back one step at a time.
    open.get("[data-testid=history-search]").focus().unwrap();
    open.press("Escape");
    open.shows(&["One", "Two", "Three"]).await;
    click(&open.element, "archive-open");
    until("the archive", || open.has("archive-back").then_some(())).await;
    click(&open.element, "archive-back");
    open.shows(&["One", "Two", "Three"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_deleted_chat_goes_at_once_and_comes_back_by_undo() {
    let open = Open::new(THREADS).await;
    js("server.hold = /DELETE/;");
    open.choose("b", "delete-thread").await;
    open.shows(&["One", "Three"]).await;
    open.focused("c thread").await;
    assert!(announced(&open.element).contains("“Two” was deleted."));
    // Undone before the server has answered: it hears of both, in order.
    click(&open.element, "undo");
    open.shows(&["One", "Two", "Three"]).await;
    open.focused("b thread").await;
    assert!(!open.has("undo-bar"));
    release();
    until("the restoring", || (count("POST /ai_agent/threads/b/restore") == 1).then_some(())).await;
    settle().await;
    assert_eq!(open.titles(), ["One", "Two", "Three"]);

    open.press("Delete");
    open.shows(&["One", "Three"]).await;
    open.focused("c thread").await;
    open.press_with("z", true);
    open.shows(&["One", "Two", "Three"]).await;
    open.focused("b thread").await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_chat_that_cannot_be_deleted_is_there_again() {
    let open = Open::new(THREADS).await;
    js("server.refuse = /DELETE/;");
    open.choose("b", "delete-thread").await;
    until("the sentence", || find(&open.element, "history-error")).await;
    open.shows(&["One", "Two", "Three"]).await;
    assert!(!open.has("undo-bar"));
    open.close();
}

#[wasm_bindgen_test]
async fn the_last_row_gives_the_focus_to_the_search() {
    let open = Open::new(&[("a", "One", 1.0)]).await;
    open.choose("a", "delete-thread").await;
    until("the end", || find(&open.element, "history-empty")).await;
    open.focused("history-search").await;
    open.press_with("z", true);
    open.shows(&["One"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn the_open_chat_gives_way_when_it_is_deleted_and_opens_again_by_undo() {
    let open = Open::new(THREADS).await;
    open.get("[data-thread=b] [data-testid=thread]").click();
    shows(&open.element, &[("finished", "Two"), ("finished", "An answer")]).await;
    click(&open.element, "history-toggle");
    open.shows(&["One", "Two", "Three"]).await;
    open.focused("history-search").await;
    assert_eq!(open.texts("[aria-current=true] .name"), ["Two"]);
    open.choose("b", "delete-thread").await;
    shows(&open.element, &[]).await;
    assert!(open.has("history"));
    click(&open.element, "undo");
    shows(&open.element, &[("finished", "Two"), ("finished", "An answer")]).await;
    assert!(open.has("history"), "one goes on in the list");
    open.focused("b thread").await;
    open.close();
}
