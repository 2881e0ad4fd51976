//! The few things the document is asked for.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// Sets the content of an element to HTML that the room `page` wrote. Where the page demands
/// Trusted Types, `trust` makes one of it.
pub fn set_html(element: &Element, html: &str, trust: &Function) {
    if let Ok(trusted) = trust.call1(&JsValue::NULL, &JsValue::from_str(html)) {
        let written = Reflect::set(element, &JsValue::from_str("innerHTML"), &trusted);
        debug_assert!(written.is_ok(), "the policy's value is accepted");
    }
}

/// The element with this id below `root`.
pub fn find(root: &Element, id: &str) -> Option<Element> {
    // Names match ^[a-z][a-z0-9_]*$ and our own ids add letters, digits and hyphens: no escape is needed.
    root.query_selector(&["#", id].concat()).ok().flatten()
}

/// Sets the text of an element, if there is one.
pub fn set_text(element: Option<Element>, text: &str) {
    if let Some(element) = element {
        element.set_text_content(Some(text));
    }
}

/// Moves the focus to an element, and makes it able to take it if it is none that does.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // A focus that fails (a detached element) leaves everything as it is.
        let _ = element.focus();
    }
}

/// Sets or removes an attribute without a value.
pub fn toggle(element: &Element, name: &str, present: bool) {
    // These names are literals of ours, which is all that could be refused.
    let _ = element.toggle_attribute_with_force(name, present);
}
