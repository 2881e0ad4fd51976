//! The schema of definitions beside the loader.

use serde_json::Value;
use sipas_forms::form::load;

use crate::support::{bundled, changed, faults, files, json, read, validator};

const SCHEMA: &str = "www/schema/definition-1.json";

/// What the loader says first that is wrong.
fn codes(definition: &Value) -> Vec<&'static str> {
    load(&json(definition)).err().unwrap_or_default().into_iter().map(|fault| fault.code).collect()
}

#[test]
fn definitions_that_are_shipped_or_tested_are_valid() {
    let schema = validator(&read(SCHEMA));
    let mut count = 0;
    for path in files("www/forms").into_iter().chain(files("tests/cases")).chain(files("tests/schemas")) {
        let file = read(&path);
        let definition = file.get("definition").unwrap_or(&file);
        if definition.get("survey").is_none() {
            continue;
        }
        assert_eq!(faults(&schema, definition), [""; 0], "{path}");
        // A bundled one is a definition as well.
        assert_eq!(faults(&schema, &crate::support::value(&bundled(definition))), [""; 0], "{path}");
        count += 1;
    }
    assert!(count >= 6, "only {count} definitions");
}

#[test]
fn the_schema_and_the_loader_accept_the_same_changes_and_refuse_the_same() {
    let schema = validator(&read(SCHEMA));
    let definition = read("tests/schemas/everything.json");
    let file = read("tests/schemas/definitions.json");
    let mut wrong = Vec::new();
    for case in file["accepted"].as_array().unwrap() {
        let definition = changed(&definition, case);
        let (codes, faults) = (codes(&definition), faults(&schema, &definition));
        if !codes.is_empty() || !faults.is_empty() {
            wrong.push(format!("{} is refused: {codes:?} {faults:?}", case["name"]));
        }
    }
    for case in file["refused"].as_array().unwrap() {
        let definition = changed(&definition, case);
        let codes = codes(&definition);
        if !codes.iter().any(|code| case["code"] == *code) {
            wrong.push(format!("{}: the loader says {codes:?}", case["name"]));
        }
        if schema.is_valid(&definition) {
            wrong.push(format!("{} is valid", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_loader_accepts_is_valid_and_what_it_refuses_for_its_structure_is_not() {
    let schema = validator(&read(SCHEMA));
    let file = read("tests/cases/diagnostics/definitions.json");
    let mut refused = 0;
    for case in file["cases"].as_array().unwrap() {
        let mut definition = file["base"].clone();
        for (key, value) in case["definition"].as_object().unwrap() {
            definition[key] = value.clone();
        }
        definition.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let codes = codes(&definition);
        if codes.is_empty() {
            assert_eq!(faults(&schema, &definition), [""; 0], "{}", case["name"]);
        }
        // Codes that never depend on what is elsewhere in the definition.
        let structural = [
            "definition_not_object",
            "definition_wrong_type",
            "definition_missing_key",
            "definition_unknown_type",
            "definition_schema_version",
            "definition_bad_name",
            "definition_empty_list",
            "definition_score_parts",
        ];
        if codes.iter().any(|code| structural.contains(code)) {
            assert!(!schema.is_valid(&definition), "{}: {codes:?}", case["name"]);
            refused += 1;
        }
    }
    assert!(refused >= 10, "only {refused}");
}
