use super::server::*;

const MANY: usize = 45;

fn many() -> Vec<(String, f64)> {
    (0..MANY).map(|index| (format!("t{index:02}"), index as f64 * 24.0 + 0.01)).collect()
}

fn known(threads: &[(String, f64)]) -> Vec<Known<'_>> {
    threads.iter().map(|(id, hours)| (id.as_str(), id.as_str(), *hours)).collect()
}

#[wasm_bindgen_test]
async fn threads_stand_below_headings_and_pages_follow_without_duplicates() {
    serve(&known(&many()));
    js("server.find('t40').pinned = true;");
    let open = Open::of(full_host(), 30).await;
    let headings = open.texts(".group");
    assert_eq!(headings[..4], ["Pinned", "Today", "Yesterday", "Last 7 days"], "{headings:?}");
    assert_eq!(open.titles()[0], "t40");
    // News comes while the next page is on its way: what moves up is not there twice.
    js("server.hold = /cursor/;");
    click(&open.element, "more");
    until("the page", || (count("cursor=30") == 1).then_some(())).await;
    js("server.find('t44').updatedAt = server.time(0);");
    open.handle.happened(&js("return {threadId: 't44', runId: 'r', event: 'started'}"));
    until("the news", || (open.titles()[1] == "t44").then_some(())).await;
    release();
    until("the page", || (open.titles().len() == MANY).then_some(())).await;
    let mut titles = open.titles();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), MANY);
    assert!(!open.has("more"));
    open.close();
}

#[wasm_bindgen_test]
async fn scrolling_near_the_end_brings_more() {
    serve(&known(&many()));
    let open = Open::of(full_host(), 30).await;
    open.get(".root").set_attribute("style", "height: 400px").unwrap();
    settle().await;
    assert_eq!(open.titles().len(), 30, "not before one is there");
    open.get("[data-testid=history-list]").set_scroll_top(100_000);
    until("the page", || (open.titles().len() == MANY).then_some(())).await;
    open.close();
}

#[wasm_bindgen_test]
async fn days_are_those_of_the_person() {
    // 2026-10-25T01:30Z is the hour that comes twice in Brussels; 23:30Z of the day before is past midnight there.
    js("window.now = Date.now; Date.now = () => Date.parse('2026-10-25T01:30:00Z');");
    serve(&[]);
    js(
        "server.threads = [['a', '2026-10-25T01:00:00Z'], ['b', '2026-10-24T22:30:00Z'], ['c', '2026-10-24T21:30:00Z'], \
            ['d', '2026-03-29T12:00:00Z'], ['e', 'nonsense'], ['f', '2027-01-01T00:00:00Z']] \
        .map(([id, updatedAt]) => ({id, title: id, updatedAt, pinned: false, archived: false, match: null}));",
    );
    let open = Open::of(full_host(), 6).await;
    let drawn: Vec<String> = open.texts(".history section");
    js("Date.now = window.now;");
    let heads: Vec<&str> = drawn.iter().map(String::as_str).collect();
    assert_eq!(heads.len(), 4, "{heads:?}");
    assert!(heads[0].starts_with("Earliere"), "{heads:?}");
    assert!(heads[1].starts_with("Todayf"), "what is ahead is today: {heads:?}");
    assert!(heads[1].contains("a3:00") || heads[1].contains("a2:00"), "{heads:?}");
    assert!(heads[1].contains("b12:30"), "past midnight there: {heads:?}");
    assert!(heads[2].starts_with("YesterdaycOct 24"), "{heads:?}");
    assert!(heads[3].starts_with("March 2026dMar 29"), "{heads:?}");
    let time = open.get("[data-thread=b] time");
    let full = time.get_attribute("title").unwrap();
    assert!(full.contains("Sunday, October 25, 2026"), "{full}");
    open.close();
}

#[wasm_bindgen_test]
async fn a_list_that_cannot_be_fetched_says_so_in_place_and_is_fetched_again() {
    serve(&[("a", "One", 1.0)]);
    js("server.refuse = /threads/; server.hold = /threads/;");
    let element = element();
    let handle = mount(element.clone(), full_host()).unwrap();
    let open = Open { element, handle };
    click(&open.element, "history-toggle");
    until("the loading", || open.has("history-loading").then_some(())).await;
    release();
    let error = until("the error", || find(&open.element, "history-error")).await;
    assert!(error.text_content().unwrap().contains("Not now."));
    assert!(open.has("history") && !open.has("history-loading") && !open.has("error"));
    js("server.refuse = null;");
    click(&open.element, "history-retry");
    open.shows(&["One"]).await;
    assert!(!open.has("history-error"));
    open.close();
}

#[wasm_bindgen_test]
async fn a_list_that_could_not_be_reached_comes_when_the_network_does() {
    serve(&[("a", "One", 1.0)]);
    js("const served = window.fetch; window.fetch = async (request) => { \
            if (server.cut) throw new TypeError('cut'); return served(request); }; server.cut = true;");
    let element = element();
    let handle = mount(element.clone(), full_host()).unwrap();
    let open = Open { element, handle };
    click(&open.element, "history-toggle");
    let error = until("the error", || find(&open.element, "history-error")).await;
    assert_eq!(error.get_attribute("data-code").unwrap(), "connection");
    js("server.cut = false;");
    window().unwrap().dispatch_event(&Event::new("online").unwrap()).unwrap();
    open.shows(&["One"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_page_that_fails_leaves_the_list_and_is_asked_again() {
    serve(&known(&many()));
    let open = Open::of(full_host(), 30).await;
    js("server.refuse = /cursor/;");
    click(&open.element, "more");
    until("the error", || find(&open.element, "history-error")).await;
    assert_eq!(open.titles().len(), 30);
    js("server.refuse = null;");
    click(&open.element, "history-retry");
    until("the page", || (open.titles().len() == MANY).then_some(())).await;
    open.close();
}

#[wasm_bindgen_test]
async fn an_empty_list_says_what_one_can_do() {
    let open = Open::new(&[]).await;
    let empty = until("the sentence", || find(&open.element, "history-empty")).await;
    assert!(empty.text_content().unwrap().contains("No earlier chats yet."));
    click(&open.element, "history-new");
    until("the chat", || (!open.has("history")).then_some(())).await;
    open.focused("composer").await;
    open.close();
}
