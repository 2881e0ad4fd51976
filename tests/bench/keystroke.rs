//! The native part of scripts/bench-keystroke.mjs: how long one keystroke's re-check takes.
//!
//! Usage: keystroke PLAN, a JSON file of `{"definition", "first", "edits", "keystrokes", "times"}`.
//! Prints one line of JSON: how the entry ended after the edits (`answers`, `issues`); then, in
//! nanoseconds, `decided`, `told` and `walked` by question, and `anew`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a measurement stops by panicking"
)]

use std::{env, fs, hint::black_box, sync::Arc, time::Instant};

use sipas_forms::{
    entry::Entry,
    form::{At, Form, load},
    page::{Answer, Walk},
    value::{Json, object},
};

/// Of a form, its first answers, a question, the answers that it has in turn, and how many times.
type Measurement = fn(&Arc<Form>, &Json, At, &[Json], usize) -> Json;

/// How long `work` takes each time, after as many times that do not count.
fn measure(times: usize, mut work: impl FnMut(usize)) -> Json {
    (0..times).for_each(&mut work);
    let mut time = |index| {
        let start = Instant::now();
        work(index);
        u64::try_from(start.elapsed().as_nanos()).unwrap()
    };
    (0..times).map(&mut time).collect()
}

/// What was typed for a stored answer.
fn typed(value: &Json) -> String {
    value.as_text().map_or_else(|| value.to_text(), String::from)
}

/// The engine alone: what an answer changes is decided, and left as indices.
fn decided(form: &Arc<Form>, first: &Json, at: At, values: &[Json], times: usize) -> Json {
    let mut entry = Entry::from_answers(Arc::clone(form), None, first);
    measure(times, |index| {
        black_box(entry.set(at, &values[index % values.len()]));
    })
}

/// The same with the JSON text that a host is told.
fn told(form: &Arc<Form>, first: &Json, at: At, values: &[Json], times: usize) -> Json {
    let mut entry = Entry::from_answers(Arc::clone(form), None, first);
    measure(times, |index| {
        let changes = entry.set(at, &values[index % values.len()]);
        black_box(changes.to_json(&entry, "en").to_text());
    })
}

/// Our own page without its document: what was typed is read, and the patches are made.
fn walked(form: &Arc<Form>, first: &Json, at: At, values: &[Json], times: usize) -> Json {
    let mut walk = Walk::new(Arc::clone(form), None, "en");
    for (name, value) in first.entries() {
        walk.answer(find(form, name), Answer::Typed(&typed(value)));
    }
    let values: Vec<String> = values.iter().map(typed).collect();
    measure(times, |index| {
        black_box(walk.answer(at, Answer::Typed(&values[index % values.len()])));
    })
}

/// Everything from scratch.
fn anew(form: &Arc<Form>, first: &Json, times: usize) -> Json {
    measure(times, |_| {
        let entry = Entry::from_answers(Arc::clone(form), None, first);
        black_box(entry.issues());
    })
}

fn find(form: &Form, name: &str) -> At {
    At::from(form.find(name).expect("a question of the form"))
}

fn main() {
    // Cargo adds a `--bench` of its own.
    let Some(plan) = env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("keystroke: a part of `make bench-keystroke`, which hands it a plan");
        return;
    };
    let plan: Json = serde_json::from_str(&fs::read_to_string(plan).unwrap()).unwrap();
    let member = |name: &str| plan.get(name).expect("a member of the plan");
    let form = Arc::new(load(member("definition")).expect("the definition loads"));
    let first = member("first");
    let times = usize::try_from(member("times").as_number().unwrap().to_integer().unwrap()).unwrap();

    let mut entry = Entry::from_answers(Arc::clone(&form), None, first);
    for edit in member("edits").elements() {
        let [name, value] = edit.elements() else { continue };
        entry.set(find(&form, name.as_text().unwrap()), value);
    }
    let issues: Json = entry.issues().iter().map(|issue| issue.to_json(&form, "en")).collect();
    let mut result = vec![("answers", entry.answers()), ("issues", issues)];
    let measurements: [(&str, Measurement); 3] = [("decided", decided), ("told", told), ("walked", walked)];
    for (what, measured) in measurements {
        let samples = member("keystrokes").elements().iter().map(|keystroke| {
            let name = keystroke.get("name").and_then(Json::as_text).unwrap();
            let values = keystroke.get("values").unwrap().elements();
            (String::from(name), measured(&form, first, find(&form, name), values, times))
        });
        result.push((what, Json::Object(samples.collect())));
    }
    result.push(("anew", anew(&form, first, times / 10)));
    println!("{}", object(result).to_text());
}
