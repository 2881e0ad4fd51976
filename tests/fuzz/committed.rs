//! The committed files that seeds are made of and answers are checked against: `www/forms` and
//! `tests/cases`. They are read where they are, so there is no second copy to keep in step.

use std::{fs, path::PathBuf};

use csv::StringRecord;
use sipas_forms::{
    form::bundle,
    format::{FORMATS, Format},
    value::{Json, object},
};

/// The table of texts and formats, and the name of the form that is made of it.
const FORMATS_FILE: &str = "cases/formats.csv";

/// A file of this repository.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(name)
}

fn read(name: &str) -> Json {
    let bytes = fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    crate::read(&bytes).unwrap_or_else(|| panic!("{name} is no JSON"))
}

/// The names of the JSON files in a folder, sorted.
fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(path(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let json = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut names: Vec<String> = json.filter_map(|path| path.file_name()?.to_str().map(String::from)).collect();
    names.sort();
    names
}

/// The case files, those of scores as well.
fn case_files() -> Vec<String> {
    let scores = names("tests/cases/scores").into_iter().map(|name| format!("cases/scores/{name}"));
    names("tests/cases").into_iter().map(|name| format!("cases/{name}")).chain(scores).collect()
}

/// Every definition by name, self-contained: those of `www/forms` by their file, those that a case
/// file brings along as `cases/` and its file.
#[must_use]
pub fn definitions() -> Vec<(String, Json)> {
    let list = |file: &str| Ok(read(&format!("www/forms/{file}")));
    let shipped = names("www/forms").into_iter().filter_map(|name| {
        let json = read(&format!("www/forms/{name}"));
        json.get("survey")?;
        let bundled = bundle(&json, &list).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        Some((name, bundled))
    });
    let own = case_files().into_iter().filter_map(|name| {
        let definition = read(&format!("tests/{name}")).get("definition")?.clone();
        Some((name, definition))
    });
    shipped.chain(own).chain([(String::from(FORMATS_FILE), formats())]).collect()
}

/// The base definition that faults are put into, and each fault's definition.
#[must_use]
pub fn faulty() -> Vec<Json> {
    let file = read("tests/cases/diagnostics/definitions.json");
    let base = file.get("base").expect("a base");
    let changed = |case: &Json| {
        let mut definition = base.clone();
        for (key, value) in case.get("definition").map_or(&[][..], Json::entries) {
            match (&mut definition, value) {
                (Json::Object(entries), Json::Null) => entries.retain(|(known, _)| known != key),
                (definition, value) => definition.insert(key, value.clone()),
            }
        }
        definition
    };
    file.get("cases").map_or(&[][..], Json::elements).iter().map(changed).collect()
}

/// The rows of a table.
#[must_use]
pub fn table(name: &str) -> Vec<StringRecord> {
    let mut table = csv::Reader::from_path(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    table.records().map(|row| row.unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

/// A form that asks for a text of every format.
fn formats() -> Json {
    let text = |name: &str| object(vec![("type", "text".into()), ("name", name.into()), ("label", name.into())]);
    let question = |(name, _): &(&str, Format)| {
        let mut question = text(name);
        question.insert("format", (*name).into());
        question
    };
    let questions = FORMATS.iter().map(question).chain([text("legacy")]).collect();
    let page = object(vec![
        ("type", "group".into()),
        ("name", "page".into()),
        ("label", "Page".into()),
        ("children", questions),
    ]);
    object(vec![
        ("schema_version", 1_u64.into()),
        ("form_id", "formats".into()),
        ("version", "1".into()),
        ("title", "Formats".into()),
        ("settings", object(vec![("default_language", "vi".into())])),
        ("provenance", object(vec![("source", "a test".into())])),
        ("survey", [page].into_iter().collect()),
    ])
}

/// One respondent's answers in a case file.
pub struct Case {
    /// The name of the form, as [`definitions`] gives it.
    pub form: String,
    /// The day, as the file writes it.
    pub today: Json,
    /// The answers.
    pub answers: Json,
}

/// Every case of `tests/cases`.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut found = Vec::new();
    for name in case_files() {
        let file = read(&format!("tests/{name}"));
        let form = file.get("form").and_then(Json::as_text).unwrap_or(&name);
        let today = file.get("today").cloned().unwrap_or(Json::Null);
        for case in file.get("cases").map_or(&[][..], Json::elements) {
            let responses = case.get("responses").map_or(&[][..], Json::elements);
            for answers in case.get("answers").into_iter().chain(responses) {
                found.push(Case { form: form.to_string(), today: today.clone(), answers: answers.clone() });
            }
        }
    }
    // Column by column: about, format, today, text, fault.
    for row in table(&["tests/", FORMATS_FILE].concat()) {
        let today = if row[2].is_empty() { Json::Null } else { row[2].into() };
        let answers = object(vec![(&row[1], row[3].into())]);
        found.push(Case { form: String::from(FORMATS_FILE), today, answers });
    }
    found
}
