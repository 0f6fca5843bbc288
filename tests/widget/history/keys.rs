use super::server::*;

const THREADS: &[Known] = &[("a", "One", 1.0), ("b", "Two", 30.0), ("c", "Three", 60.0)];

#[wasm_bindgen_test]
async fn arrows_go_from_the_search_through_all_rows_and_enter_opens() {
    let open = Open::new(THREADS).await;
    open.focused("history-search").await;
    for (key, place) in [
        ("ArrowDown", "a thread"),
        ("ArrowDown", "b thread"),
        ("End", "c thread"),
        ("ArrowDown", "c thread"),
        ("ArrowUp", "b thread"),
        ("Home", "a thread"),
    ] {
        open.press(key);
        assert_eq!(open.focus(), place, "{key}");
    }
    open.press("ArrowUp");
    open.focused("history-search").await;
    // In the search box these keys move the caret.
    open.press("End");
    open.press("Delete");
    assert_eq!(open.focus(), "history-search");
    assert_eq!(open.titles().len(), 3);
    assert_eq!(open.get("[data-testid=thread]").tag_name(), "BUTTON", "which Enter presses");
    open.close();
}

#[wasm_bindgen_test]
async fn the_menu_is_worked_by_keys_and_gives_the_focus_back() {
    let open = Open::new(THREADS).await;
    open.menu("b").await;
    assert_eq!(open.get("[data-thread=b] [data-testid=thread-menu]").get_attribute("aria-expanded").unwrap(), "true");
    for (key, place) in [
        ("ArrowDown", "pin-thread"),
        ("End", "delete-thread"),
        ("ArrowDown", "rename-thread"),
        ("ArrowUp", "delete-thread"),
        ("Home", "rename-thread"),
    ] {
        open.press(key);
        assert_eq!(open.focus(), place, "{key}");
    }
    open.press("Escape");
    open.focused("b thread-menu").await;
    until("its end", || (!open.has("menu")).then_some(())).await;
    assert!(open.has("history"));
    open.menu("b").await;
    open.press("Tab");
    open.focused("b thread-menu").await;
    until("its end", || (!open.has("menu")).then_some(())).await;
    open.menu("b").await;
    open.get(".veil").click();
    open.focused("b thread-menu").await;
    until("its end", || (!open.has("menu")).then_some(())).await;
    // Whoever goes elsewhere is not called back.
    open.menu("b").await;
    open.get("[data-testid=history-toggle]").focus().unwrap();
    until("its end", || (!open.has("menu")).then_some(())).await;
    assert_eq!(open.focus(), "history-toggle");
    open.close();
}

#[wasm_bindgen_test]
async fn the_menu_exports_by_links_and_stays_inside_the_view() {
    let open = Open::new(THREADS).await;
    open.get(".root").set_attribute("style", "height: 330px").unwrap();
    open.menu("c").await;
    for format in ["md", "json"] {
        let link = open.get(&format!("[data-testid=export-{format}]"));
        assert_eq!(link.get_attribute("href").unwrap(), format!("/ai_agent/threads/c/export?format={format}"));
        assert!(link.has_attribute("download"));
    }
    let inside = Function::new_with_args(
        "menu, view",
        "const [a, b] = [menu, view].map((element) => element.getBoundingClientRect()); \
            return a.top >= b.top && a.bottom <= b.bottom && a.left >= b.left && a.right <= b.right;",
    );
    let inside = inside.call2(&JsValue::NULL, &open.get("[data-testid=menu]"), &open.get(".history")).unwrap();
    assert!(inside.is_truthy());
    open.close();
}
