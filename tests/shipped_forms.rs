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
    form::{Form, Score, bundle, load},
    value::Json,
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
