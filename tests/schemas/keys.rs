//! Every key that the loader knows is in the schema of definitions, and every key of the schema is
//! one that the loader knows: object by object.
//!
//! What the loader knows it is asked: with each word that stands in quotes in its source as a key.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sipas_forms::form::load;

use crate::support::{json as engine, read};

/// The loader's source, and that of the formats.
const SOURCES: [&str; 7] = [
    include_str!("../../src/form/load/mod.rs"),
    include_str!("../../src/form/load/survey.rs"),
    include_str!("../../src/form/load/scores.rs"),
    include_str!("../../src/form/load/rules.rs"),
    include_str!("../../src/form/load/bind.rs"),
    include_str!("../../src/form/load/reporting.rs"),
    include_str!("../../src/form/bundle.rs"),
];

/// The words in quotes that could be keys.
fn words(sources: &[&str]) -> BTreeSet<String> {
    let quoted = sources.iter().flat_map(|source| source.split('"'));
    let word = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    quoted.filter(word).map(String::from).collect()
}

/// Those of `words` that the loader takes for keys of the object there.
fn known<'a>(definition: &Value, place: &str, words: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut found = words.clone();
    let all: Vec<&str> = words.iter().copied().collect();
    // It tells no more than 200 faults at once, and a key it knows may have one of its own.
    for words in all.chunks(50) {
        let mut definition = definition.clone();
        let object = definition.pointer_mut(place).unwrap().as_object_mut().unwrap();
        for word in words {
            object.entry(*word).or_insert(Value::Null);
        }
        for fault in load(&engine(&definition)).err().unwrap_or_default() {
            if let Some(word) = fault.place.strip_prefix(place).and_then(|word| word.strip_prefix('/'))
                && fault.code == "definition_unknown_key"
            {
                found.remove(word);
            }
        }
    }
    found
}

/// The kinds of objects of a definition: where everything.json has one, and where the schema
/// describes it.
fn objects(definition: &Value) -> Vec<(String, String)> {
    let mut objects: Vec<(String, String)> = [
        ("", ""),
        ("/settings", "/properties/settings"),
        ("/settings/report", "/$defs/report"),
        ("/settings/companions/0", "/$defs/companion"),
        ("/settings/document", "/$defs/document"),
        ("/provenance", "/properties/provenance"),
        ("/provenance/unverified/0", "/properties/provenance/properties/unverified/items"),
        ("/choices/level/0", "/$defs/choice"),
        ("/scores/0", "/$defs/score"),
        ("/scores/1/target", "/$defs/target"),
        ("/scores/1/bands/0", "/$defs/band"),
    ]
    .map(|(place, schema)| (String::from(place), String::from(schema)))
    .into();
    let mut waiting = vec![(String::from("/survey"), definition["survey"].clone())];
    while let Some((place, children)) = waiting.pop() {
        for (index, element) in children.as_array().unwrap().iter().enumerate() {
            let place = format!("{place}/{index}");
            objects.push((place.clone(), format!("/$defs/{}", element["type"].as_str().unwrap())));
            if let Some(children) = element.get("children") {
                waiting.push((format!("{place}/children"), children.clone()));
            }
        }
    }
    objects
}

#[test]
fn the_schema_has_the_keys_that_the_loader_knows_and_no_other() {
    let schema = read("www/schema/definition-1.json");
    let definition = read("tests/schemas/everything.json");
    let quoted = words(&SOURCES);
    assert!(quoted.len() > 60, "{quoted:?}");
    for (place, described) in objects(&definition) {
        let described = schema.pointer(&described).unwrap_or_else(|| panic!("{described}"));
        let keys: BTreeSet<&str> = described["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(described["additionalProperties"], json!(false), "{place}");
        let words = quoted.iter().map(String::as_str).chain(keys.iter().copied()).collect();
        assert_eq!(known(&definition, &place, &words), keys, "{place}");
    }
}

#[test]
fn every_key_and_every_type_says_what_it_means() {
    let schema = read("www/schema/definition-1.json");
    let described = |value: &Value| {
        let target = value["$ref"].as_str().and_then(|target| schema.pointer(target.trim_start_matches('#')));
        [Some(value), target].into_iter().flatten().any(|value| value["description"].is_string())
    };
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (key, value) in definition["properties"].as_object().into_iter().flatten() {
            assert!(described(value) || value["const"] == **name, "{name}: {key}");
        }
    }
    for (key, value) in schema["properties"].as_object().unwrap() {
        assert!(described(value), "{key}");
    }
}

#[test]
fn the_schema_has_the_types_and_the_formats_of_the_loader() {
    let schema = read("www/schema/definition-1.json");
    let listed = |place: &str| -> BTreeSet<String> {
        let values = schema.pointer(place).unwrap().as_array().unwrap();
        values.iter().map(|value| value["const"].as_str().unwrap().to_owned()).collect()
    };
    let loads = |key: &str, word: &str| {
        let mut element = json!({"type": "text", "name": "a", "label": "A"});
        element[key] = word.into();
        let page = json!({"type": "group", "name": "page", "label": "Page", "children": [element]});
        let mut definition = read("tests/schemas/everything.json");
        definition["survey"].as_array_mut().unwrap().push(page);
        load(&engine(&definition)).err().unwrap_or_default()
    };
    let types = words(&SOURCES);
    let types =
        types.iter().filter(|word| !loads("type", word).iter().any(|fault| fault.code == "definition_unknown_type"));
    assert_eq!(types.cloned().collect::<BTreeSet<String>>(), listed("/$defs/element/properties/type/oneOf"));
    for (index, condition) in schema.pointer("/$defs/element/allOf").unwrap().as_array().unwrap().iter().enumerate() {
        let kind = condition["if"]["properties"]["type"]["const"].as_str().unwrap();
        assert_eq!(condition["then"]["$ref"], format!("#/$defs/{kind}"), "{index}");
    }
    let formats = words(&[include_str!("../../src/format/mod.rs")]);
    let known: BTreeSet<String> = formats.into_iter().filter(|word| loads("format", word).is_empty()).collect();
    // Until the formats are there, none is known.
    if !known.is_empty() {
        assert_eq!(known, listed("/$defs/format/oneOf"));
    }
}
