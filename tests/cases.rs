//! The case files of tests/cases: answers to issues, scores and what is sent. The end-to-end tests
//! run the same files in a browser's Wasm and against the server.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{fs, path::Path, sync::Arc};

use sipas_forms::{
    entry::Entry,
    form::{Form, bundle, load},
    score::{Outcome, evaluate_one},
    value::{Date, Json},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Json {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn form_of(file: &Json) -> Arc<Form> {
    let forms = root().join("www/forms");
    let definition = match file.get("form").and_then(Json::as_text) {
        Some(name) => bundle(&read(&forms.join(name)), &|list| Ok(read(&forms.join(list)))).unwrap(),
        None => file.get("definition").expect("a form or a definition").clone(),
    };
    Arc::new(load(&definition).unwrap_or_else(|faults| panic!("{faults:#?}")))
}

/// An issue as the case files write it: without its words, without empty parameters.
fn short(issue: &Json) -> Json {
    let mut kept = vec![];
    for key in ["path", "code", "params"] {
        let value = issue.get(key).unwrap();
        if key != "params" || !value.entries().is_empty() {
            kept.push((key.to_string(), value.clone()));
        }
    }
    Json::Object(kept)
}

fn find<'a>(outcomes: &'a [Outcome], name: &str) -> Option<&'a Outcome> {
    outcomes.iter().find_map(|outcome| if outcome.name == name { Some(outcome) } else { find(&outcome.parts, name) })
}

#[test]
fn every_case_has_its_issues_scores_and_answers() {
    let mut count = 0;
    for file in fs::read_dir(root().join("tests/cases")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file = read(&path);
        let form = form_of(&file);
        let today = file.get("today").and_then(Json::as_text).and_then(Date::parse_iso);
        for case in file.get("cases").unwrap().elements() {
            let name = format!("{}: {}", path.display(), case.get("name").unwrap().as_text().unwrap());
            let entry = Entry::from_answers(Arc::clone(&form), today, case.get("answers").unwrap());
            let issues = entry.issues();
            let listed: Json = issues.iter().map(|issue| short(&issue.to_json(&form, "vi"))).collect();
            assert_eq!(listed.to_text(), case.get("issues").unwrap().to_text(), "{name}");
            for language in ["vi", "en"] {
                for issue in &issues {
                    let message = issue.message(&form, language);
                    assert!(message != issue.code && !message.contains('{'), "{name}: {message}");
                }
            }
            let outcomes = evaluate_one(&entry);
            for (score, expected) in case.get("scores").unwrap().entries() {
                let outcome = find(&outcomes, score).unwrap_or_else(|| panic!("{name}: no score {score}"));
                let text = outcome.to_text("vi");
                let found: Json =
                    [outcome.numerator.into(), outcome.denominator.into(), Json::from(text)].into_iter().collect();
                assert_eq!(found.to_text(), expected.to_text(), "{name}: {score}");
            }
            if let Some(sent) = case.get("sent") {
                assert_eq!(entry.answers().to_canonical(), sent.to_canonical(), "{name}");
            }
            count += 1;
        }
    }
    assert!(count >= 30, "only {count} cases were found");
}
