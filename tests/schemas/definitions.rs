//! The schema of definitions beside the loader.

use serde_json::{Value, json};
use sipas_forms::form::load;

use crate::support::{bundled, changed, faults, files, form, json as engine, read, try_bundled, validator};

const SCHEMA: &str = "www/schema/definition-1.json";

/// What the loader says first that is wrong.
fn codes(definition: &Value) -> Vec<&'static str> {
    load(&engine(definition)).err().unwrap_or_default().into_iter().map(|fault| fault.code).collect()
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
fn the_schema_and_the_bundler_refuse_the_same_of_what_is_put_in() {
    let schema = validator(&read(SCHEMA));
    let definition = read("tests/schemas/unbundled.json");
    let form = form(&definition);
    let choices: usize = form.lists.iter().map(|list| list.choices.len()).sum();
    assert_eq!((choices, form.elements.len(), form.scores.len()), (131 + 4, 7, 2));
    let mut wrong = Vec::new();
    let changes = json!([
        {"at": "/data", "to": 1, "code": "definition_not_object"},
        {"at": "/data/Plan", "to": {"file": "plan.json"}, "code": "definition_bad_name"},
        {"at": "/data/plan/file", "code": "definition_missing_key"},
        {"at": "/data/plan/file", "to": "../schemas/plan.json", "code": "data_elsewhere"},
        {"at": "/data/plan/colour", "to": 1, "code": "definition_unknown_key"},
        {"at": "/data/plan/references", "to": [], "code": "definition_not_object"},
        {"at": "/data/plan/references/tasks.area", "to": 1, "code": "definition_wrong_type"},
        {"at": "/choices/unit/files", "to": "plan.json", "code": "definition_wrong_type"},
        {"at": "/choices/unit/colour", "to": 1, "code": "definition_unknown_key"},
        {"at": "/choices/unit/files/1/file", "code": "definition_wrong_type"},
        {"at": "/choices/unit/files/1/file", "to": "/units-ninh-binh.json", "code": "list_elsewhere"},
        {"at": "/choices/unit/files/1/colour", "to": 1, "code": "definition_unknown_key"},
        {"at": "/choices/unit/files/1/columns", "to": [], "code": "definition_not_object"},
        {"at": "/choices/unit/files/1/columns/level", "to": 1, "code": "definition_wrong_type"},
        {"at": "/survey/0/for_each", "to": 1, "code": "definition_wrong_type"},
        {"at": "/survey/0/template", "code": "definition_missing_key"},
        {"at": "/survey/0/template", "to": {}, "code": "definition_wrong_type"},
        {"at": "/survey/0/colour", "to": 1, "code": "definition_unknown_key"},
        {"at": "/survey/0/template/0/children/0/where", "to": "I", "code": "definition_not_object"},
        {"at": "/survey/0/template/0/children/0/where/area", "to": ["I"], "code": "definition_wrong_type"},
    ]);
    for case in changes.as_array().unwrap() {
        let definition = changed(&definition, case);
        let codes: Vec<_> =
            try_bundled(&definition).err().unwrap_or_default().into_iter().map(|traced| traced.fault.code).collect();
        if !codes.iter().any(|code| case["code"] == *code) {
            wrong.push(format!("{case}: the bundler says {codes:?}"));
        }
        if schema.is_valid(&definition) {
            wrong.push(format!("{case} is valid"));
        }
    }
    // What is no value of a file is none in a number or a name either, and what is repeated is as
    // strictly described as what is not.
    for (at, to) in [
        ("/scores/0/template/0/target/at_least", "80"),
        ("/scores/0/template/0/target/at_least", "{{threshold}} %"),
        ("/scores/0/template/0/name", "{{id|name}} x"),
        ("/scores/0/template/0/colour", "red"),
        ("/survey/0/template/0/children/0/template/0/type", "nothing"),
    ] {
        if schema.is_valid(&changed(&definition, &json!({"at": at, "to": to}))) {
            wrong.push(format!("{at}: {to} is valid"));
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
