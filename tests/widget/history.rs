//! The list of earlier chats.

use crate::support::*;

#[wasm_bindgen_test]
async fn the_list_of_earlier_chats_stays_up_to_date_while_it_is_open() {
    let list = |ids: &[&str]| {
        let threads: Vec<_> =
            ids.iter().map(|id| serde_json::json!({"id": id, "title": id, "updatedAt": ""})).collect();
        format!("return json({});", serde_json::json!({"threads": threads, "nextCursor": null}))
    };
    script(&[&list(&["a", "b"]), &list(&["c", "a", "b"])]);
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    let titles = || {
        let nodes = root(&element).query_selector_all("[data-testid=thread] span").unwrap();
        (0..nodes.length()).map(|index| nodes.item(index).unwrap().text_content().unwrap()).collect::<Vec<_>>()
    };
    click(&element, "history-toggle");
    until("the list", || (titles() == ["a", "b"]).then_some(())).await;
    handle.happened(&js("return {threadId: 'c', runId: 'r', event: 'started'}"));
    until("the new list", || (titles() == ["c", "a", "b"]).then_some(())).await;
    handle.happened(&js("return {threadId: 'a', runId: null, event: 'deleted'}"));
    until("the shorter list", || (titles() == ["c", "b"]).then_some(())).await;
    assert_eq!(asked().as_array().unwrap().len(), 2);
    handle.unmount();
    element.remove();
}
