//! Every definition under www/forms loads, and has the shape its source says.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::fs;

use sipas_forms::{
    form::{Bound, Form, Score, bundle, load},
    value::{Json, Ratio},
};

fn read(name: &str) -> Json {
    let path = format!("{}/www/forms/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(&path).expect(&path)).expect(&path)
}

#[track_caller]
fn shipped(name: &str) -> Form {
    let bundled = bundle(&read(name), &|file| Ok(read(file))).unwrap();
    load(&bundled).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| fault.to_line("en")).collect();
        panic!("{name}\n{}", lines.join("\n"))
    })
}

fn factors(score: &Score) -> Vec<usize> {
    if score.children.is_empty() { vec![score.items.len()] } else { score.children.iter().flat_map(factors).collect() }
}

#[test]
fn the_household_survey_has_33_items_in_9_factors() {
    let form = shipped("sipas-household.json");
    assert_eq!(factors(&form.scores[0]), [2, 2, 8, 2, 4, 4, 5, 3, 3]);
}

#[test]
fn the_transaction_survey_has_22_criteria_in_5_factors() {
    let form = shipped("sipas-transaction.json");
    assert_eq!(factors(&form.scores[0]), [4, 5, 6, 3, 4]);
}

#[test]
fn the_commune_office_survey_has_9_items_in_3_factors() {
    let form = shipped("commune-office.json");
    assert_eq!(factors(&form.scores[0]), [3, 2, 4]);
}

#[test]
fn every_survey_offers_the_129_communes_and_asks_no_identity() {
    for name in ["sipas-household.json", "sipas-transaction.json", "commune-office.json"] {
        let form = shipped(name);
        let communes = form.lists.iter().find(|list| list.name == "commune").expect(name);
        assert_eq!(communes.choices.len(), 129, "{name}");
        let personal = ["ho_ten", "name", "phone", "email", "cccd", "dan_toc", "ethnicity"];
        assert!(form.elements.iter().all(|element| !personal.contains(&element.name.as_str())), "{name}");
    }
}

#[test]
fn the_groups_of_decision_766_add_up_to_100_points() {
    let most = |score: &Json| score.get("max").unwrap().to_text().parse::<u32>().unwrap();
    // Of two ways to count a criterion, the default one: the other asks for a choice of the sheet.
    let default = |score: &&Json| {
        score.get("relevant").and_then(Json::as_text).is_none_or(|relevant| relevant.starts_with("not("))
    };
    let form = read("qd766.json");
    let total = &form.get("scores").unwrap().elements()[0];
    let groups = total.get("children").unwrap().elements();
    assert_eq!(groups.iter().map(most).collect::<Vec<u32>>(), [18, 20, 22, 12, 10, 18]);
    assert_eq!(most(total), 100);
    assert_eq!(groups.iter().map(most).sum::<u32>(), 100);
    for group in groups {
        if let Some(criteria) = group.get("children") {
            let sum: u32 = criteria.elements().iter().filter(default).map(most).sum();
            assert_eq!(sum, most(group), "{}", group.get("name").unwrap().to_text());
        }
    }
}

#[test]
fn the_report_has_the_targets_and_the_tasks_of_the_plan() {
    let (form, plan) = (shipped("cchc-report.json"), read("plan-08-2025.json"));
    let score = |name: &str| form.scores.iter().find(|score| score.name == name).expect(name);
    let id = |json: &Json| json.get("id").and_then(Json::as_text).unwrap().to_lowercase();
    let (targets, others) = (plan.get("targets").unwrap().elements(), plan.get("other_thresholds").unwrap().elements());
    assert_eq!((targets.len(), form.scores.iter().filter(|score| score.children.is_empty()).count()), (17, 22));
    // X3 repeats T4.
    for target in targets.iter().chain(others.iter().filter(|other| id(other) != "x3")) {
        let name = id(target);
        let found = score(&name).rule.target.as_ref().map(|target| (target.bound, target.value));
        let expected = match (name.as_str(), target.get("threshold").and_then(Json::as_number)) {
            // Above the mean of the country: of 100 percent of it.
            ("t1" | "t2", None) => Some((Bound::Above, Ratio::integer(100))),
            (_, threshold) => threshold.map(|threshold| (Bound::AtLeast, threshold)),
        };
        assert_eq!(found, expected, "{name}");
        assert!(score(&name).rule.source.get("vi").contains("08/KH-UBND"), "{name}");
    }
    let tasks = plan.get("tasks").unwrap().elements();
    assert_eq!(tasks.len(), 45);
    for task in tasks {
        let name = format!("nv_{}", id(task).replace('.', "_"));
        let group = form.element(form.find(&name).expect(&name)).unwrap();
        let title = task.get("title").and_then(|title| title.get("vi")).and_then(Json::as_text).unwrap();
        assert!(group.label.get("vi").ends_with(title), "{name}");
        for part in ["tt", "sp", "so", "ngay", "ly_do"] {
            assert!(form.find(&format!("{name}_{part}")).is_some(), "{name}_{part}");
        }
    }
}
