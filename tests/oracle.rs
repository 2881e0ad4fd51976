//! The score engine against an independent oracle: tests/oracle/scores.py draws forms and answers
//! and computes what they score from the raw answers, with a method of its own.
//!
//! `ORACLE_COUNT` and `ORACLE_SEED` set how many data sets are compared and which ones.
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
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

use sipas_forms::{
    entry::Entry,
    form::{Form, load},
    score,
    value::{Json, Ratio},
};

const COUNT: usize = 20_000;
const SEED: u64 = 2026;

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// What the engine makes of the responses, as it is printed.
fn results(form: &Form, entries: &[Entry], deff: Ratio) -> Json {
    let mut tally = score::Tally::new(form);
    for entry in entries {
        tally.add(entry).expect("a response that can be counted");
    }
    score::report(form, &tally, deff)
}

/// Counts the nodes by their method and by how they combine.
fn count_nodes(nodes: &Json, counts: &mut BTreeMap<String, usize>) {
    for node in nodes.elements() {
        let word = |key| node.get(key).and_then(Json::as_text).unwrap_or("-");
        *counts.entry(format!("{} {}", word("method"), word("combine"))).or_default() += 1;
        count_nodes(node.get("parts").unwrap_or(&Json::Null), counts);
    }
}

/// Compares `count` data sets of a seed; gives how many were compared and counts their nodes.
fn compare(count: usize, seed: u64) -> (usize, BTreeMap<String, usize>) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/scores.py");
    let mut oracle = Command::new("python3")
        .arg("-B")
        .arg(script)
        .args([count.to_string(), seed.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let (mut compared, mut counts) = (0, BTreeMap::new());
    for (index, line) in BufReader::new(oracle.stdout.take().unwrap()).lines().enumerate() {
        let line = line.unwrap();
        let place = format!("seed {seed}, line {}", index + 1);
        let data: Json = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{place}: {error}\n{line}"));
        let definition = data.get("definition").unwrap();
        let form = load(definition).unwrap_or_else(|faults| panic!("{place}: {faults:#?}\n{}", definition.to_text()));
        let form = Arc::new(form);
        let responses = data.get("responses").unwrap().elements();
        let entries: Vec<Entry> =
            responses.iter().map(|answers| Entry::from_answers(Arc::clone(&form), None, answers)).collect();
        let deff = data.get("deff").and_then(Json::as_text).and_then(Ratio::parse).unwrap();
        let expected = data.get("expected").unwrap();
        let found = results(&form, &entries, deff);
        assert!(
            found.to_text() == expected.to_text(),
            "{place}: the engine and the oracle differ\ndefinition {}\nresponses {}\ndeff {deff:?}\nengine {}\noracle {}",
            definition.to_text(),
            data.get("responses").unwrap().to_text(),
            found.to_text(),
            expected.to_text(),
        );
        count_nodes(expected, &mut counts);
        compared += 1;
    }
    assert!(oracle.wait().unwrap().success(), "the oracle fails with seed {seed}");
    (compared, counts)
}

#[test]
fn the_engine_scores_what_the_oracle_scores() {
    let (count, seed) = (setting("ORACLE_COUNT", COUNT), setting("ORACLE_SEED", SEED));
    // Two processes, for two processors.
    let half = count / 2;
    let other = thread::spawn(move || compare(half, seed + 1));
    let (mut compared, mut counts) = compare(count - half, seed);
    let (others, other_counts) = other.join().unwrap();
    compared += others;
    for (kind, nodes) in other_counts {
        *counts.entry(kind).or_default() += nodes;
    }
    assert_eq!(compared, count);
    println!("{compared} data sets compared; nodes by method and combine:");
    for (kind, nodes) in counts {
        println!("{nodes:>9} {kind}");
    }
}
