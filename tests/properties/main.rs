//! Laws that hold of every form, tried on forms that are drawn at random; and the pairs of forms and
//! answers on which the browser's module and this build must agree.
//!
//! `SIPAS_RANDOM_FORMS=20000` tries more of them, `SIPAS_RANDOM_SEED=7` begins elsewhere. A failure
//! prints its seed and the smallest form found that fails in the same way.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking"
)]

mod datasets;
mod differential;
mod draw;
mod expressions;
mod forms;
mod found;
mod hard;
mod laws;
mod reports;
mod scores;
mod shrink;
mod tallies;
mod tree;
mod values;

use std::{collections::BTreeMap, env, fmt::Write};

use laws::{Case, Law, broken, case};

/// How many forms each law is tried on, unless the environment says otherwise.
const FORMS: u64 = 300;

/// Words of the language of scores that loaded forms use.
const SCORES: [&str; 22] = [
    "mean",
    "sum",
    "points",
    "ratio",
    "min_max",
    "item_mean",
    "pooled",
    "weighted",
    "zero",
    "empty",
    "renormalise",
    "full",
    "full_at",
    "scale_to_max",
    "max",
    "unit",
    "source",
    "unverified",
    "target",
    "bands",
    "show_scores",
    "results_min",
];

/// Words of reports that loaded forms use.
const REPORTS: [&str; 12] = [
    "check",
    "fields",
    "rule",
    "last_saved",
    "offer_saved",
    "show_contents",
    "preview",
    "last_saved_same",
    "report",
    "companions",
    "prefill",
    "document",
];

/// The seeds to try: `count` of them, unless the environment says otherwise.
fn seeds(count: u64) -> std::ops::Range<u64> {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
    let first = number("SIPAS_RANDOM_SEED").unwrap_or(0);
    first..first + number("SIPAS_RANDOM_FORMS").unwrap_or(count)
}

/// Tries a law on every seed; each way to break it is reported once, as small as it gets.
#[track_caller]
fn holds(law: Law) {
    let mut found: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for seed in seeds(FORMS) {
        if let Some(broken) = broken(law, &case(seed)) {
            found.entry(broken.name).or_insert((seed, 0)).1 += 1;
        }
    }
    let mut report = String::new();
    for (name, (seed, count)) in found {
        let small = shrink::shrink(&case(seed), law, &name);
        let detail = broken(law, &small).map(|broken| broken.detail).unwrap_or_default();
        write!(report, "\n{name}: {count} times, first seed {seed}\n{}{detail}\n", written(&small)).unwrap();
    }
    assert!(report.is_empty(), "{report}");
}

fn written(case: &Case) -> String {
    let mut text = format!("definition {}\nat {:?}\n", case.definition.to_text(), case.now);
    for answers in &case.answers {
        writeln!(text, "answers {}", answers.to_text()).unwrap();
    }
    for edit in &case.edits {
        writeln!(text, "edit {edit:?}").unwrap();
    }
    text
}

#[test]
fn what_each_edit_decides_is_what_all_answers_decide_at_once() {
    holds(laws::edits_decide_as_all_answers_do);
}

#[test]
fn a_form_that_is_packed_is_the_same_form() {
    holds(laws::packing_keeps_a_form);
}

#[test]
fn answers_that_are_sent_mean_the_same_again() {
    holds(laws::sent_answers_mean_the_same);
}

#[test]
fn what_is_saved_opens_as_it_was() {
    holds(laws::saved_answers_open_as_they_were);
}

#[test]
fn the_last_report_is_carried_over_once() {
    holds(laws::the_last_report_is_carried_once);
}

#[test]
fn nothing_fails_and_no_message_repeats_an_answer() {
    holds(laws::no_message_repeats_an_answer);
}

#[test]
fn drawn_forms_load_or_go_in_a_circle() {
    let mut loaded = 0;
    let mut used = BTreeMap::<&str, usize>::new();
    // More than for the others: the rarer functions must be drawn as well.
    for seed in seeds(4 * FORMS) {
        let case = case(seed);
        let faults = laws::faults(&case);
        let in_order = laws::wanted(seed).ordered;
        for fault in &faults {
            // What is drawn may be never true, and the columns of a table may be called anything.
            let idle =
                ["never true", "always holds", "No answer can satisfy", "lets no choice", "label of the first line"];
            let expected = idle.iter().any(|words| fault.contains(words)) || !in_order && fault.contains("circle");
            assert!(expected, "seed {seed}: {fault}\n{}", case.definition.to_text());
        }
        loaded += usize::from(faults.is_empty());
        let text = case.definition.to_text();
        for name in sipas_forms::expression::function_names() {
            *used.entry(name).or_default() += usize::from(faults.is_empty() && text.contains(&[name, "("].concat()));
        }
        for word in SCORES.iter().chain(&REPORTS) {
            let quoted = ["\"", word, "\""].concat();
            *used.entry(word).or_default() += usize::from(faults.is_empty() && text.contains(&quoted));
        }
    }
    assert!(used.values().all(|count| *count > 0), "{used:?}");
    println!("{loaded} of {} load; {used:?}", seeds(4 * FORMS).count());
}
