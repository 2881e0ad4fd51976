//! A JavaScript value as a JSON tree.
//!
//! By hand, since this is the citizen's module: reading the same through serde-wasm-bindgen's
//! deserializer weighs 13 KiB of brotli more (its error messages alone bring the printing of
//! floats and of escaped strings), a sixth of the whole page's budget. The tree itself is serde's
//! on a server; `tests/cases` hold both readers to the same verdict.

use js_sys::{Array, JsString, Object};
use sipas_forms::value::{Json, MAX_DEPTH, Ratio};
use wasm_bindgen::{JsCast, prelude::*};

/// The JSON tree of a value that `JSON.parse` could have given, its texts composed (NFC).
///
/// # Errors
/// An `Error` with the message `too_deep` beyond [`MAX_DEPTH`], `not_json` for a function, a
/// symbol or a `BigInt` anywhere in it.
pub fn read(value: &JsValue) -> Result<Json, JsError> {
    tree(value, 0).map_err(JsError::new)
}

/// The text with every letter composed (NFC), by the browser's own tables.
pub fn compose(text: &str) -> String {
    if text.is_ascii() { String::from(text) } else { String::from(JsString::from(text).normalize("NFC")) }
}

fn tree(value: &JsValue, depth: u8) -> Result<Json, &'static str> {
    let deeper = depth.saturating_add(1);
    if value.is_object() && deeper > MAX_DEPTH {
        return Err("too_deep");
    }
    Ok(if value.is_null() || value.is_undefined() {
        Json::Null
    } else if let Some(truth) = value.as_bool() {
        Json::Bool(truth)
    } else if let Some(number) = value.as_f64() {
        Ratio::from_f64(number).map_or(Json::Inexact, Json::Number)
    } else if let Some(text) = value.as_string() {
        Json::Text(compose(&text))
    } else if let Some(elements) = value.dyn_ref::<Array>() {
        Json::Array(elements.iter().map(|element| tree(&element, deeper)).collect::<Result<_, _>>()?)
    } else if value.is_object() {
        let entries = Object::entries(value.unchecked_ref());
        let read = |entry: JsValue| -> Result<_, &'static str> {
            let entry: Array = entry.unchecked_into();
            Ok((entry.get(0).as_string().unwrap_or_default(), tree(&entry.get(1), deeper)?))
        };
        Json::Object(entries.iter().map(read).collect::<Result<_, _>>()?)
    } else {
        return Err("not_json");
    })
}
