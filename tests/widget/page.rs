//! The widget on its page: mounting, unmounting, the host, keys.

use crate::support::*;

#[wasm_bindgen_test]
async fn a_mounted_widget_greets_and_leaves_nothing_behind() {
    let element = element();
    let handle = mount(element.clone(), host()).unwrap();
    let text = root(&element).text_content().unwrap();
    assert!(text.contains("Hello Ada"), "{text}");
    assert!(find(&element, "starter").is_some());
    handle.unmount();
    assert_eq!(root(&element).child_element_count(), 0);
    handle.unmount();
    handle.focus();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_removed_element_unmounts_by_itself() {
    let element = element();
    let _handle = mount(element.clone(), host()).unwrap();
    element.remove();
    until("the unmount", || (root(&element).child_element_count() == 0).then_some(())).await;
}

#[wasm_bindgen_test]
fn a_host_that_is_none_is_refused_and_the_element_untouched() {
    let element = element();
    for host in ["return {}", "return {bootstrap: {}}", "return null"] {
        assert!(mount(element.clone(), js(host)).is_err(), "{host}");
    }
    assert!(element.shadow_root().is_none());
    element.remove();
}

#[wasm_bindgen_test]
async fn escape_asks_the_host_to_close() {
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    press(&element, "Escape", false, false);
    assert_eq!(calls(&host), r#"[["close"]]"#);
    handle.unmount();
    element.remove();
}

#[wasm_bindgen_test]
async fn a_draft_survives_a_new_mount() {
    let element = element();
    let host = host();
    let handle = mount(element.clone(), host.clone()).unwrap();
    type_text(&element, "half a thought");
    handle.unmount();
    let handle = mount(element.clone(), host).unwrap();
    assert_eq!(composer(&element).value(), "half a thought");
    handle.unmount();
    element.remove();
}
