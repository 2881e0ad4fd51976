//! What the fuzz targets share: reading as the program reads, the committed files, a mutator that
//! knows JSON, a sample of names for expressions, what any HTML must keep to, and a net for the stack.

pub mod committed;
pub mod grammar;
pub mod html;
pub mod mutate;
pub mod sample;
pub mod stack;

use sipas_forms::value::Json;

/// The document in `bytes`, read as the program and its server read one.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Json> {
    serde_json::from_slice(bytes).ok()
}

/// The document after a journey as text.
#[must_use]
pub fn reread(json: &Json) -> Json {
    let text = json.to_canonical();
    read(text.as_bytes()).unwrap_or_else(|| panic!("no reader takes what was written: {text}"))
}

/// The value at a JSON Pointer.
#[must_use]
pub fn at<'a>(json: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer.split('/').skip(1).try_fold(json, |json, step| match json {
        Json::Array(elements) => elements.get(step.parse::<usize>().ok()?),
        _ => json.get(&step.replace("~1", "/").replace("~0", "~")),
    })
}
