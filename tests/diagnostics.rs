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
    assert!(cases.len() >= 175, "only {} cases", cases.len());
}

/// A definition with these scores, over a question `ask` that has a score.
fn scored(scores: &str) -> Json {
    let text = format!(
        r#"{{"schema_version": 1, "form_id": "scored", "version": "1", "title": "Scored",
        "provenance": {{"source": "a test"}}, "choices": {{"level": [{{"name": "1", "label": "1", "score": 1}}]}},
        "survey": [{{"type": "group", "name": "page", "label": "Page", "children": [
        {{"type": "select_one", "name": "ask", "label": "Ask", "choices": "level"}}]}}], "scores": {scores}}}"#
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn scores_that_multiply_are_refused_before_they_cost_anything() {
    let leaf = r#"{"name": "last", "label": "Last", "items": ["ask"]}"#;
    // Each level names the one below many times over: a few lines are millions of nodes.
    let level = |width: usize, level: usize, below: &str| {
        let children: Vec<String> = (0..width)
            .map(|index| format!(r#"{{"name": "n{level}_{index}", "label": "N", "children": ["{below}"]}}"#))
            .collect();
        format!(r#"{{"name": "level{level}", "label": "L", "children": [{}]}}"#, children.join(", "))
    };
    let doubling = [level(40, 1, "level2"), level(40, 2, "level3"), level(40, 3, "last"), leaf.to_string()];
    let items = vec![r#""ask""#; 100_000].join(", ");
    let names = vec![r#""wide""#; 20_000].join(", ");
    let levels = vec!["4"; 100_000].join(", ");
    let roots = vec![leaf; 20_000].join(", ");
    let cases = [
        ("levels that multiply", format!("[{}]", doubling.join(", ")), "/scores"),
        ("many roots", format!("[{roots}]"), "/scores"),
        ("a node of many items", format!(r#"[{{"name": "wide", "label": "W", "items": [{items}]}}]"#), ""),
        (
            "a node of many names",
            format!(r#"[{leaf}, {{"name": "w", "label": "W", "children": [{names}]}}]"#),
            "/scores",
        ),
        (
            "levels that every node below inherits",
            format!(r#"[{{"name": "w", "label": "W", "top": [{levels}], "children": [{leaf}]}}]"#),
            "/scores/0/top",
        ),
    ];
    for (name, scores, place) in cases {
        let definition = scored(&scores);
        let begun = std::time::Instant::now();
        let faults = load(&definition).unwrap_err();
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        // Of the items there is more to tell than is told.
        let told = faults.iter().filter(|fault| fault.place == place && fault.code == "definition_limit");
        assert_eq!(told.count(), usize::from(!place.is_empty()), "{name}: {faults:?}");
    }
    // As many as may be.
    let names = |width| format!("[{}, {}, {leaf}]", level(width, 1, "level2"), level(width, 2, "last"));
    assert!(load(&scored(&names(20))).is_ok());
}
