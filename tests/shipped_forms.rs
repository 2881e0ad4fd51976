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
