//! The report of www/forms/cchc-report.json: whole examples, each rule broken and kept, who is asked
//! which tasks, and the sums of 129 communes beside those of tests/reports/sums.py.
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
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, OnceLock},
};

use sipas_forms::{
    entry::{Entry, Severity},
    form::{Form, Kind, bundle, load},
    value::{Date, Json},
};

const FORM: &str = "www/forms/cchc-report.json";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn read(path: &str) -> Json {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn form() -> Arc<Form> {
    static FORM_ONCE: OnceLock<Arc<Form>> = OnceLock::new();
    let loaded = || {
        let bundled = bundle(&read(FORM), &|file| Ok(read(&format!("www/forms/{file}"))));
        let bundled = bundled.unwrap_or_else(|faults| panic!("{faults:#?}"));
        Arc::new(load(&bundled).unwrap_or_else(|faults| panic!("{faults:#?}")))
    };
    Arc::clone(FORM_ONCE.get_or_init(loaded))
}

fn entry(answers: &Json, today: &str) -> Entry {
    Entry::from_answers(form(), Some(Date::parse_iso(today).unwrap()), answers)
}

/// An issue as the file of rules writes it: its words only where the file has them.
fn short(issue: &Json, expected: Option<&Json>) -> Json {
    let mut kept = Vec::new();
    for (key, value) in issue.entries() {
        let is_told = match key.as_str() {
            "params" => !value.entries().is_empty(),
            "message" => expected.is_none_or(|expected| expected.get("message").is_some()),
            _ => true,
        };
        if is_told {
            kept.push((key.clone(), value.clone()));
        }
    }
    Json::Object(kept)
}

#[test]
fn every_rule_is_broken_and_kept() {
    let file = read("tests/reports/rules.json");
    let form = form();
    let (mut broken, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for case in file.get("cases").unwrap().elements() {
        let text = |key: &str| case.get(key).and_then(Json::as_text);
        let name = format!("{} {}", text("rule").unwrap(), text("name").unwrap());
        let mut answers = read(&format!("tests/reports/{}", text("report").unwrap()));
        for (key, value) in case.get("change").unwrap().entries() {
            match (&mut answers, value) {
                (Json::Object(entries), Json::Null) => entries.retain(|(known, _)| known != key),
                (answers, value) => answers.insert(key, value.clone()),
            }
        }
        let today = text("today").or_else(|| file.get("today")?.as_text()).unwrap();
        let issues = entry(&answers, today).issues();
        let expected = case.get("issues").unwrap();
        let listed = issues.iter().enumerate();
        let listed = listed.map(|(index, issue)| short(&issue.to_json(&form, "vi"), expected.elements().get(index)));
        let listed: Json = listed.collect();
        assert_eq!(listed.to_canonical(), expected.to_canonical(), "{name}");
        for issue in &issues {
            let message = issue.message(&form, "en");
            assert!(message != issue.code && !message.contains(['{', '—']), "{name}: {message}");
        }
        let rules = if issues.is_empty() { &mut kept } else { &mut broken };
        rules.insert(text("rule").unwrap().to_string());
        // What can block and what cannot, as the plan's reading has it.
        let blocks = ["R2", "R3", "R4", "R6", "R7", "R11"];
        for issue in &issues {
            let rule = issue.rule(&form).unwrap();
            assert_eq!(issue.severity == Severity::Error, blocks.contains(&rule), "{name}");
            assert_eq!(Some(rule), text("rule"), "{name}");
        }
    }
    let all: BTreeSet<String> = (1..=13).map(|rule| format!("R{rule}")).collect();
    assert_eq!(broken, all);
    assert!(kept.is_superset(&all), "{kept:?}");
}

#[test]
fn the_examples_are_what_is_sent() {
    let form = form();
    for (name, today) in [("commune", "2025-09-18"), ("department", "2025-09-18"), ("home-affairs", "2025-12-18")] {
        let answers = read(&format!("tests/reports/{name}.json"));
        let entry = entry(&answers, today);
        assert_eq!(entry.issues(), [], "{name}");
        let is_given = |name: &str| {
            let element = form.element(form.find(name).unwrap()).unwrap();
            !matches!(element.kind, Kind::Calculate(_))
        };
        let sent = entry.answers();
        let given: Vec<_> = sent.entries().iter().filter(|(name, _)| is_given(name)).cloned().collect();
        assert_eq!(Json::Object(given).to_canonical(), answers.to_canonical(), "{name}");
    }
}

#[test]
fn a_unit_is_asked_of_the_tasks_that_it_leads() {
    let form = form();
    let tasks = read("www/forms/plan-08-2025.json").get("tasks").unwrap().elements().len();
    assert_eq!(tasks, 45);
    let status = |index: &usize| form.element(*index).unwrap().name.ends_with("_tt");
    let rows: Vec<usize> = (0..form.elements.len())
        .filter(status)
        .filter(|index| form.element(*index).unwrap().name.starts_with("nv_"))
        .collect();
    assert_eq!(rows.len(), tasks);
    for (unit, leads) in [
        ("14329", 18),
        ("so_du_lich", 18),
        ("so_noi_vu", 18 + 9),
        ("vp_ubnd_tinh", 18 + 8),
        ("so_tu_phap", 18 + 4),
        ("so_tai_chinh", 18 + 4),
        ("so_khcn", 18 + 3),
        ("bao_ptth", 1),
    ] {
        let answers: Json = serde_json::from_str(&format!(r#"{{"don_vi": "{unit}"}}"#)).unwrap();
        let entry = entry(&answers, "2025-09-18");
        let asked = rows.iter().filter(|index| entry.is_relevant((**index).into())).count();
        assert_eq!(asked, leads, "{unit}");
    }
    // Nobody is asked of any before it is known who reports.
    let entry = entry(&Json::Object(Vec::new()), "2025-09-18");
    assert!(rows.iter().all(|index| !entry.is_relevant((*index).into())));
}

#[test]
fn a_commune_is_not_told_of_a_target_that_is_not_its_own() {
    let form = form();
    let note = form.find("ghi_tl_t6").unwrap();
    for (report, is_told) in [("commune", false), ("department", true)] {
        let mut answers = read(&format!("tests/reports/{report}.json"));
        let Json::Object(entries) = &mut answers else { panic!("answers are an object") };
        let figures = [
            ("vb_phai_ban_hanh", 2_u64),
            ("vb_dat", 1),
            ("vb_chua_dat", 1),
            ("vb_chua_den_han", 0),
            ("vb_qua_han_chua_ban_hanh", 0),
        ];
        for (name, figure) in figures {
            entries.retain(|(known, _)| known != name);
            entries.push((name.into(), figure.into()));
        }
        let entry = entry(&answers, "2025-09-18");
        assert_eq!(entry.is_relevant(note.into()), is_told, "{report}");
    }
}

#[test]
fn a_deadline_of_the_plan_that_is_no_day_is_told() {
    let path = |file: &str| root().join("www/forms").join(file);
    let plan = fs::read_to_string(path("plan-08-2025.json")).unwrap();
    let edited: Json = serde_json::from_str(&plan.replace("\"2025-07-30\"", "\"30/7/2025\"")).unwrap();
    let file =
        |name: &str| Ok(if name == "plan-08-2025.json" { edited.clone() } else { read(&format!("www/forms/{name}")) });
    let bundled = bundle(&read(FORM), &file).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let codes: Vec<&str> = load(&bundled).err().unwrap().iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["definition_check_unreachable"]);
}

#[test]
fn every_unit_and_period_can_be_chosen_and_is_dated() {
    let form = form();
    let list = |name: &str| form.lists.iter().find(|list| list.name == name).unwrap();
    let units = list("don_vi");
    let communes = units.choices.iter().filter(|choice| choice.column("group") == Some("ubnd_cap_xa"));
    assert_eq!(communes.count(), 129);
    assert!(units.choices.iter().all(|choice| choice.column("group").is_some()));
    for period in &list("ky").choices {
        let day = |column: &str| period.column(column).and_then(Date::parse_iso).expect(&period.name);
        assert!(day("from") < day("to") && day("to") < day("due"), "{}", period.name);
        assert!(period.column("to").unwrap().starts_with(&period.name[..4]), "{}", period.name);
    }
}

fn python(script: &str, arguments: &[&OsStr]) -> String {
    let script = root().join("tests/reports").join(script);
    let said = Command::new("python3").arg("-B").arg(&script).args(arguments).output().expect("python3 runs");
    assert!(said.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

/// 129 reports that were made up, in the order of their files.
fn generated(folder: &Path) -> Vec<(PathBuf, Json)> {
    python("generate.py", &[folder.as_os_str()]);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let report = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (path, report)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn the_sums_of_129_communes_are_those_of_an_independent_count() {
    let folder = tempfile::tempdir().unwrap();
    let reports = generated(folder.path());
    assert_eq!(reports.len(), 129);
    let mut warned = BTreeSet::new();
    for (path, report) in &reports {
        let entry = entry(report, "2025-09-22");
        let issues = entry.issues();
        let error = issues.iter().find(|issue| issue.severity == Severity::Error);
        assert_eq!(error, None, "{}", path.display());
        warned.extend(issues.iter().filter_map(|issue| issue.rule(entry.form())).map(String::from));
    }
    // They are of all kinds.
    assert_eq!(warned.into_iter().collect::<Vec<_>>(), ["R1", "R10", "R13", "R9"]);
    let counted: Json = serde_json::from_str(&python("sums.py", &[folder.path().as_os_str()])).unwrap();
    let said = Command::new(env!("CARGO_BIN_EXE_sipas"))
        .args(["score", FORM, "--json", "--today", "2025-09-22"])
        .arg(folder.path())
        .current_dir(root())
        .output()
        .unwrap();
    assert!(said.status.success());
    let said: Json = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(said.get("responses").unwrap().to_text(), "129");
    let scores = said.get("scores").unwrap().elements();
    let targets = counted.get("targets").unwrap();
    assert_eq!(scores.len(), targets.entries().len());
    for score in scores {
        let name = score.get("name").and_then(Json::as_text).unwrap();
        let target = targets.get(name).unwrap_or_else(|| panic!("{name} is not counted"));
        for (told, key) in
            [("n", "applies"), ("numerator", "numerator"), ("denominator", "denominator"), ("value", "value")]
        {
            assert_eq!(score.get(told).unwrap().to_text(), target.get(key).unwrap().to_text(), "{name}: {told}");
        }
    }
    let applies = |name: &str| targets.get(name).unwrap().get("applies").unwrap().to_text().parse::<usize>().unwrap();
    assert!((100..129).contains(&applies("t14")) && (100..129).contains(&applies("t5")));
}
