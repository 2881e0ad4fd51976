//! The score sheets of tests/cases/scores, calculated by hand: by the engine, and by the program from
//! a file. The end-to-end tests ask a browser's Wasm the same.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use sipas_forms::{
    entry::Entry,
    form::{Form, bundle, load},
    score::{Outcome, Tally, evaluate},
    text::write_number,
    value::{Json, Ratio},
};

/// What the case files say of a score: what was measured, and what it means.
const KEYS: [&str; 10] =
    ["value", "numerator", "denominator", "n", "max", "state", "margin", "band", "error", "interval"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Json {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of cases with its definition, which needs no other.
struct Sheet {
    path: PathBuf,
    definition: Json,
    form: Arc<Form>,
    cases: Vec<Json>,
}

fn sheets() -> Vec<Sheet> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("tests/cases/scores")).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "only {} files", paths.len());
    let sheet = |path: PathBuf| {
        let file = read(&path);
        let forms = root().join("www/forms");
        let definition = match file.get("form").and_then(Json::as_text) {
            Some(name) => bundle(&read(&forms.join(name)), &|list| Ok(read(&forms.join(list)))).unwrap(),
            None => file.get("definition").expect("a form or a definition").clone(),
        };
        let form = load(&definition).unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display()));
        let cases = file.get("cases").unwrap().elements().to_vec();
        Sheet { path, definition, form: Arc::new(form), cases }
    };
    paths.into_iter().map(sheet).collect()
}

fn name_of(sheet: &Sheet, case: &Json) -> String {
    let name = case.get("name").and_then(Json::as_text).unwrap();
    format!("{}: {name}", sheet.path.file_name().unwrap().display())
}

/// The node of a report with this name.
fn find<'a>(nodes: &'a Json, name: &str) -> Option<&'a Json> {
    nodes.elements().iter().find_map(|node| {
        let is_it = node.get("name").and_then(Json::as_text) == Some(name);
        if is_it { Some(node) } else { node.get("parts").and_then(|parts| find(parts, name)) }
    })
}

/// How many decimals a node is printed with, as the definition says.
fn decimals(outcomes: &[Outcome], name: &str) -> Option<u8> {
    outcomes.iter().find_map(|node| if node.name == name { Some(node.decimals) } else { decimals(&node.parts, name) })
}

/// What a report says of a key of the case files.
fn told(node: &Json, key: &str, decimals: u8) -> Json {
    let target = || node.get("target");
    match key {
        "value" => {
            let text = |value: Ratio| write_number(&value.to_fixed(decimals), "vi");
            node.get("value").and_then(Json::as_number).map_or_else(|| "—".into(), |value| text(value).into())
        }
        "state" | "margin" => target().and_then(|target| target.get(key)).cloned().unwrap_or(Json::Null),
        _ => node.get(key).cloned().unwrap_or(Json::Null),
    }
}

/// What differs between a report and what was calculated by hand.
fn compare(about: &str, report: &Json, case: &Json, outcomes: &[Outcome], wrong: &mut Vec<String>) -> usize {
    let mut compared = 0;
    for (name, expected) in case.get("scores").unwrap().entries() {
        let Some(node) = find(report, name) else {
            wrong.push(format!("{about}: no score {name}"));
            continue;
        };
        for (key, expected) in expected.entries() {
            assert!(KEYS.contains(&key.as_str()), "{about}: {name} has {key}");
            let found = told(node, key, decimals(outcomes, name).unwrap());
            if found.to_text() != expected.to_text() {
                let (found, expected) = (found.to_text(), expected.to_text());
                wrong.push(format!("{about}: {name}.{key} is {found}, by hand {expected}"));
            }
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_sheet_scores_what_was_calculated_by_hand() {
    let (mut cases, mut compared, mut wrong) = (0, 0, Vec::new());
    for sheet in sheets() {
        for case in &sheet.cases {
            let mut tally = Tally::new(&sheet.form);
            for answers in case.get("responses").unwrap().elements() {
                let entry = Entry::from_answers(Arc::clone(&sheet.form), None, answers);
                tally.add(&entry).unwrap_or_else(|fault| panic!("{}: {fault:?}", name_of(&sheet, case)));
            }
            let outcomes = evaluate(&sheet.form, &tally);
            let report: Json = outcomes.iter().map(Outcome::to_report).collect();
            compared += compare(&name_of(&sheet, case), &report, case, &outcomes, &mut wrong);
            cases += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases >= 65 && compared >= 950, "only {cases} cases, {compared} figures");
}

#[test]
fn the_program_scores_every_sheet_as_it_was_calculated_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (form, responses) = (folder.path().join("form.json"), folder.path().join("responses.json"));
    let (mut cases, mut compared, mut wrong) = (0, 0, Vec::new());
    for sheet in sheets() {
        fs::write(&form, sheet.definition.to_text()).unwrap();
        let outcomes = evaluate(&sheet.form, &Tally::new(&sheet.form));
        for case in &sheet.cases {
            let about = name_of(&sheet, case);
            let given = case.get("responses").unwrap();
            fs::write(&responses, given.to_text()).unwrap();
            let run = Command::new(env!("CARGO_BIN_EXE_sipas"))
                .arg("score")
                .args([&form, &responses])
                .arg("--json")
                .output()
                .unwrap();
            let said = String::from_utf8(run.stdout).unwrap();
            let result: Json = serde_json::from_str(&said)
                .unwrap_or_else(|error| panic!("{about}: {error}: {said}{}", String::from_utf8_lossy(&run.stderr)));
            // An answer that is wrong would leave its response out.
            let counted = result.get("responses").and_then(Json::as_number);
            let all = Ratio::integer(i64::try_from(given.elements().len()).unwrap());
            assert_eq!(counted, Some(all), "{about}: {said}");
            compared += compare(&about, result.get("scores").unwrap(), case, &outcomes, &mut wrong);
            cases += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases >= 65 && compared >= 950, "only {cases} cases, {compared} figures");
}
