//! The forms that the tests run over, and how a case changes a document.

use std::{fs, path::Path, sync::Arc};

use jsonschema::Validator;
use serde_json::Value;
use sipas_forms::{
    form::{Form, Traced, bundle, load},
    value::{Date, Json},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
#[track_caller]
pub fn read(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The JSON files of a folder of the project, in order.
pub fn files(folder: &str) -> Vec<String> {
    let names = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let mut paths: Vec<String> = names.map(|name| format!("{folder}/{}", name.to_str().unwrap())).collect();
    paths.retain(|path| Path::new(path).extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths
}

/// The same document as the engine reads it.
pub fn json(value: &Value) -> Json {
    serde_json::from_value(value.clone()).unwrap()
}

/// The same document as another reader reads it.
pub fn value(json: &Json) -> Value {
    serde_json::from_str(&json.to_text()).unwrap()
}

pub fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("no schema: {error}"));
    jsonschema::draft202012::new(schema).unwrap()
}

/// What a validator says is wrong.
pub fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// What a definition takes from its files, of `www/forms` or of the tests, put in.
pub fn try_bundled(definition: &Value) -> Result<Json, Vec<Traced>> {
    let path = |file: &str| {
        let paths = ["www/forms", "tests/schemas"].map(|folder| format!("{folder}/{file}"));
        paths.into_iter().find(|path| root().join(path).exists())
    };
    bundle(&json(definition), &|file| Ok(json(&read(&path(file).ok_or_else(|| String::from(file))?))))
}

pub fn bundled(definition: &Value) -> Json {
    try_bundled(definition).unwrap()
}

pub fn form(definition: &Value) -> Arc<Form> {
    Arc::new(load(&bundled(definition)).unwrap_or_else(|faults| panic!("{faults:#?}")))
}

/// A case file: its form, its day, its cases.
pub struct CaseFile {
    pub path: String,
    pub form: Arc<Form>,
    pub today: Option<Date>,
    pub cases: Vec<Value>,
}

/// Every case file of tests/cases.
pub fn case_files() -> Vec<CaseFile> {
    let read_one = |path: String| {
        let file = read(&path);
        let definition = file.get("definition").cloned();
        let definition = definition.unwrap_or_else(|| read(&format!("www/forms/{}", file["form"].as_str().unwrap())));
        let today = file["today"].as_str().and_then(Date::parse_iso);
        CaseFile { path, form: form(&definition), today, cases: file["cases"].as_array().unwrap().clone() }
    };
    files("tests/cases").into_iter().map(read_one).collect()
}

/// The document with the change of a case: the value of `to` put where `at` points, or without it
/// what is there taken out.
pub fn changed(document: &Value, case: &Value) -> Value {
    let mut document = document.clone();
    let (around, key) = case["at"].as_str().unwrap().rsplit_once('/').unwrap();
    match (document.pointer_mut(around).unwrap(), case.get("to")) {
        (Value::Object(entries), Some(to)) => {
            entries.insert(key.into(), to.clone());
        }
        (Value::Object(entries), None) => {
            entries.remove(key).unwrap_or_else(|| panic!("nothing to take out: {case}"));
        }
        (Value::Array(elements), Some(to)) => {
            let index: usize = key.parse().unwrap();
            elements.truncate(elements.len().max(index));
            if index < elements.len() { elements[index] = to.clone() } else { elements.push(to.clone()) }
        }
        _ => panic!("nothing there: {case}"),
    }
    document
}
