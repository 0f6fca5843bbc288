use super::server::*;

#[wasm_bindgen_test]
async fn news_moves_changes_and_removes_rows_and_the_focus_stays() {
    let open = Open::new(&[("a", "One", 1.0), ("b", "Two", 2.0), ("c", "Three", 50.0)]).await;
    let row = open.get("[data-thread=b] [data-testid=thread]");
    row.focus().unwrap();
    js("server.find('c').updatedAt = server.time(0);");
    open.handle.happened(&js("return {threadId: 'c', runId: 'r', event: 'started'}"));
    open.shows(&["Three", "One", "Two"]).await;
    assert!(row.is_connected(), "a row that stays is not drawn anew");
    open.focused("b thread").await;
    js("server.find('b').updatedAt = server.time(0); server.find('b').title = 'Two anew';");
    open.handle.happened(&js("return {threadId: 'b', runId: null, event: 'changed'}"));
    until("the row", || (open.titles().contains(&"Two anew".to_owned())).then_some(())).await;
    open.focused("b thread").await;
    open.handle.happened(&js("return {threadId: 'b', runId: null, event: 'deleted'}"));
    until("its end", || (open.titles().len() == 2).then_some(())).await;
    until("the neighbour", || open.focus().ends_with(" thread").then_some(())).await;
    open.close();
}

#[wasm_bindgen_test]
async fn what_changed_beyond_the_first_page_is_fetched_alone() {
    serve(&[("a", "One", 1.0), ("b", "Two", 2.0), ("c", "Three", 3.0), ("d", "Four", 4.0)]);
    js("server.page = 2;");
    let open = Open::of(full_host(), 2).await;
    click(&open.element, "more");
    open.shows(&["One", "Two", "Three", "Four"]).await;
    js("server.find('d').title = 'Four anew'; server.find('c').archived = true;");
    open.handle.happened(&js("return {threadId: 'd', runId: null, event: 'changed'}"));
    open.handle.happened(&js("return {threadId: 'c', runId: null, event: 'changed'}"));
    open.shows(&["One", "Two", "Four anew"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn rows_stay_while_a_menu_is_open_or_a_title_written() {
    let open = Open::new(&[("a", "One", 1.0), ("b", "Two", 2.0)]).await;
    open.menu("a").await;
    js("server.find('b').updatedAt = server.time(0);");
    open.handle.happened(&js("return {threadId: 'b', runId: 'r', event: 'started'}"));
    settle().await;
    settle().await;
    assert_eq!(open.titles(), ["One", "Two"]);
    assert_eq!(open.focus(), "rename-thread");
    click(&open.element, "rename-thread");
    open.focused("a rename").await;
    settle().await;
    settle().await;
    assert_eq!(open.focus(), "a rename");
    open.press("Escape");
    open.shows(&["Two", "One"]).await;
    open.focused("a thread").await;
    open.close();
}

#[wasm_bindgen_test]
async fn what_happens_while_the_view_is_closed_is_there_when_it_opens() {
    let open = Open::new(&[("a", "One", 1.0), ("b", "Two", 2.0)]).await;
    open.press("Escape");
    until("the chat", || (!open.has("history")).then_some(())).await;
    open.handle.happened(&js("return {threadId: 'a', runId: null, event: 'deleted'}"));
    let asked = requests().len();
    open.handle.happened(&js("return {threadId: 'c', runId: 'r', event: 'started'}"));
    settle().await;
    assert_eq!(requests().len(), asked, "nobody looks, so nothing is fetched");
    js("server.threads.find(({id}) => id === 'a').id = 'x';");
    click(&open.element, "history-toggle");
    open.shows(&["One", "Two"]).await;
    open.close();
}

#[wasm_bindgen_test]
async fn a_list_without_news_is_not_touched() {
    let open = Open::new(&[("a", "One", 1.0), ("b", "Two", 2.0)]).await;
    js("window.changes = 0;");
    let watch = Function::new_with_args(
        "list",
        "new MutationObserver((seen) => { window.changes += seen.length; }) \
            .observe(list, {childList: true, subtree: true, attributes: true, characterData: true});",
    );
    watch.call1(&JsValue::NULL, &open.get("[data-testid=history-list]")).unwrap();
    let asked = count("/threads?");
    open.handle.happened(&js("return {threadId: 'a', runId: 'r', event: 'ended'}"));
    until("the fetch", || (count("/threads?") == asked + 1).then_some(())).await;
    settle().await;
    assert_eq!(js("return window.changes").as_f64(), Some(0.0));
    open.close();
}
