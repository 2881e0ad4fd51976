//! The table of texts in tests/cases/formats.csv: which are right for a format, and what is wrong
//! with the others. The format `legacy` is no format of answers: its fault says that the text was
//! typed with an old encoding.
#![cfg(feature = "program")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs, path::Path};

use sipas_forms::{
    format::{FORMATS, Format, is_legacy_encoded},
    text::has_message,
    value::{Date, Json},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fault(format: &str, today: &str, text: &str) -> &'static str {
    if format == "legacy" {
        return if is_legacy_encoded(text) { "legacy_encoding" } else { "" };
    }
    let format = Format::from_name(format).unwrap_or_else(|| panic!("no format {format}"));
    format.check(text, Date::parse_iso(today)).err().unwrap_or_default()
}

#[test]
fn every_text_of_the_table_has_its_fault() {
    let mut table = csv::Reader::from_path(root().join("tests/cases/formats.csv")).unwrap();
    let (mut wrong, mut seen, mut count) = (vec![], BTreeSet::new(), 0);
    for row in table.deserialize() {
        let (about, format, today, text, expected): (String, String, String, String, String) = row.unwrap();
        let found = fault(&format, &today, &text);
        if found != expected {
            wrong.push(format!("{format}, {about}: {text:?} has {found:?}, not {expected:?}"));
        }
        assert!(today.is_empty() || Date::parse_iso(&today).is_some(), "{about}: {today}");
        assert!(found.is_empty() || has_message(found), "{found} has no sentence");
        seen.insert((format, expected.is_empty()));
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    for (name, _) in FORMATS {
        for right in [true, false] {
            assert!(seen.contains(&(name.to_string(), right)), "{name} has no row that is right = {right}");
        }
    }
}

fn texts(json: &Json, all: &mut Vec<String>) {
    all.extend(json.as_text().map(String::from));
    json.elements().iter().for_each(|part| texts(part, all));
    json.entries().iter().for_each(|(_, part)| texts(part, all));
}

#[test]
fn no_text_of_the_shipped_forms_looks_old() {
    let mut all = vec![];
    for file in fs::read_dir(root().join("www/forms")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            texts(&serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap(), &mut all);
        }
    }
    assert!(all.len() > 500, "only {} texts were found", all.len());
    for text in all {
        for text in [text.to_uppercase(), text] {
            assert!(!is_legacy_encoded(&text), "{text}");
        }
    }
}
