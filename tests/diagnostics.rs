//! The definitions of tests/cases/diagnostics and everything that is told of each in one run. The
//! end-to-end tests ask a browser's Wasm the same.
#![cfg(feature = "program")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;

use sipas_forms::{
    form::{Diagnostic, load},
    value::Json,
};

/// The base with the keys of a case put in; `null` takes one out.
fn definition(base: &Json, changes: &Json) -> Json {
    let kept = |(key, _): &&(String, Json)| changes.get(key).is_none();
    let mut entries: Vec<(String, Json)> = base.entries().iter().filter(kept).cloned().collect();
    entries.extend(changes.entries().iter().filter(|(_, value)| *value != Json::Null).cloned());
    Json::Object(entries)
}

/// A diagnostic as the case files write it: without its words and without what is empty.
fn short(diagnostic: &Diagnostic) -> Json {
    let json = diagnostic.to_json("en");
    let member = |key: &str| Some((key.to_string(), json.get(key)?.clone())).filter(|(_, value)| *value != Json::Null);
    let near = diagnostic.params.iter().find(|(name, word)| *name == "near" && !word.is_empty());
    let near = near.map(|(name, word)| ((*name).to_string(), Json::from(word.as_str())));
    let members = ["place", "code", "span", "name"].into_iter().filter_map(member);
    Json::Object(members.chain(near).collect())
}

#[test]
fn every_definition_is_told_all_its_faults() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/diagnostics/definitions.json");
    let file: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let cases = file.get("cases").unwrap().elements();
    for case in cases {
        let name = case.get("name").and_then(Json::as_text).unwrap();
        let faults = load(&definition(file.get("base").unwrap(), case.get("definition").unwrap())).err();
        let faults = faults.unwrap_or_default();
        let found: Json = faults.iter().map(short).collect();
        let expected = case.get("diagnostics").unwrap();
        if found.to_canonical() != expected.to_canonical() {
            wrong.push(format!("{name}:\n  {}\n  {}", found.to_text(), expected.to_text()));
        }
        for (fault, language) in faults.iter().flat_map(|fault| [(fault, "vi"), (fault, "en")]) {
            let message = fault.message(language);
            // The words of a sentence, its parameters filled in: `{name}` may only be an author's.
            assert!(message.contains(' ') && !message.contains("{key}"), "{name}: {message}");
        }
    }
    assert!(wrong.is_empty(), "expected is the second line of\n{}", wrong.join("\n"));
    assert!(cases.len() >= 50, "only {} cases", cases.len());
}
