use super::server::*;

const THREADS: &[Known] = &[("a", "Belgian VAT", 1.0), ("b", "A reminder", 2.0), ("c", "Cars", 3.0)];

#[wasm_bindgen_test]
async fn a_search_is_asked_once_after_the_last_key_and_marks_what_it_found() {
    let open = Open::new(THREADS).await;
    js("server.find('c').text = 'The VAT of a car'; server.find('c').archived = true;");
    for text in ["v", "va", "vat"] {
        open.fill("history-search", text);
    }
    open.shows(&["Belgian VAT", "Cars"]).await;
    assert_eq!(count("q="), 1, "{:?}", requests());
    assert_eq!(open.texts("mark"), ["VAT", "VAT"]);
    assert_eq!(open.texts(".snippet"), ["The VAT of a car"]);
    assert_eq!(open.texts(".badge"), ["Archived"]);
    assert_eq!(open.texts("[data-testid=history-count]"), ["2 chats found"]);
    assert!(announced(&open.element).ends_with("2 chats found"));

    open.get("[data-thread=c] [data-testid=thread]").click();
    shows(&open.element, &[("finished", "Cars"), ("finished", "An answer")]).await;
    assert_eq!(count("/threads/c?limit=50&around=message-c"), 1, "{:?}", requests());
    assert!(!open.has("history"));
    open.close();
}

#[wasm_bindgen_test]
async fn an_answer_that_is_overtaken_is_dropped_and_the_old_list_stays_till_then() {
    let open = Open::new(THREADS).await;
    js("server.hold = /q=cars/;");
    open.fill("history-search", "cars");
    until("the first search", || (count("q=cars") == 1).then_some(())).await;
    assert_eq!(open.titles().len(), 3, "what was there stays");
    assert_eq!(open.get("[data-testid=history-list]").get_attribute("aria-busy").unwrap(), "true");
    open.fill("history-search", "reminder");
    open.shows(&["A reminder"]).await;
    release();
    settle().await;
    assert_eq!(open.titles(), ["A reminder"]);
    assert_eq!(open.get("[data-testid=history-list]").get_attribute("aria-busy").unwrap(), "false");
    open.close();
}

#[wasm_bindgen_test]
async fn a_search_is_cleared_by_its_button_and_by_escape_before_the_view_closes() {
    let open = Open::new(THREADS).await;
    open.focused("history-search").await;
    open.fill("history-search", "cars");
    open.shows(&["Cars"]).await;
    click(&open.element, "history-clear");
    open.shows(&["Belgian VAT", "A reminder", "Cars"]).await;
    open.focused("history-search").await;
    open.fill("history-search", "cars");
    open.shows(&["Cars"]).await;
    open.press("Escape");
    open.shows(&["Belgian VAT", "A reminder", "Cars"]).await;
    assert!(open.has("history"));
    open.press("Escape");
    until("the chat", || (!open.has("history")).then_some(())).await;
    open.focused("composer").await;
    open.close();
}

#[wasm_bindgen_test]
async fn search_and_place_are_there_again_when_the_view_is_opened_again() {
    let threads: Vec<(String, f64)> = (0..30).map(|index| (format!("t{index:02}"), f64::from(index))).collect();
    let threads: Vec<Known> = threads.iter().map(|(id, hours)| (id.as_str(), id.as_str(), *hours)).collect();
    let open = Open::new(&threads).await;
    open.fill("history-search", "t");
    until("the search", || open.has("history-count").then_some(())).await;
    open.get(".root").set_attribute("style", "height: 400px").unwrap();
    let list = || open.get("[data-testid=history-list]");
    list().set_scroll_top(200);
    until("the place", || (list().scroll_top() == 200).then_some(())).await;
    settle().await;
    open.get("[data-thread=t09] [data-testid=thread]").click();
    until("the chat", || (!open.has("history")).then_some(())).await;
    click(&open.element, "history-toggle");
    until("the list", || (open.titles().len() == 30).then_some(())).await;
    until("the place", || (list().scroll_top() == 200).then_some(())).await;
    assert_eq!(
        open.get("[aria-current=true]").closest("li").unwrap().unwrap().get_attribute("data-thread").unwrap(),
        "t09"
    );
    open.focused("history-search").await;
    let search: web_sys::HtmlInputElement = open.get("[data-testid=history-search]").unchecked_into();
    assert_eq!(search.value(), "t");
    open.close();
}

#[wasm_bindgen_test]
async fn nothing_found_is_said_with_a_way_out() {
    let open = Open::new(THREADS).await;
    open.fill("history-search", "xyz");
    let nothing = until("the sentence", || find(&open.element, "history-empty")).await;
    assert!(nothing.text_content().unwrap().contains("Nothing found for “xyz”."));
    assert!(announced(&open.element).ends_with("Nothing found for “xyz”."));
    click(&open.element, "history-clear-all");
    open.shows(&["Belgian VAT", "A reminder", "Cars"]).await;
    open.focused("history-search").await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_server_that_cannot_search_is_not_asked_to() {
    serve(THREADS);
    let open = Open::of(host(), 3).await;
    assert!(!open.has("history-search"));
    open.focused("history").await;
    open.close();
}
