//! The native part of scripts/bench-scores.mjs: how long it takes to score responses in memory.
//!
//! Usage: scores FORM ROWS TIMES: a self-contained definition, a file of rows as `score::Levels` counts
//! them, and how often. Prints one line of JSON: `report` as `score::report` gives it, and the
//! nanoseconds of each time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement stops by panicking")]

use std::{env, fs, time::Instant};

use sipas_forms::{
    form::load,
    score::{Levels, Tally, report},
    value::{Json, Ratio, object},
};

fn main() {
    // Cargo adds a `--bench` of its own.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [form, rows, times] = &arguments[..] else {
        println!("scores: a part of `make bench-scores`, which hands it a form and rows");
        return;
    };
    let definition: Json = serde_json::from_str(&fs::read_to_string(form).unwrap()).unwrap();
    let form = load(&definition).expect("the definition loads");
    let rows = fs::read(rows).unwrap();
    let levels = Levels::of(&form).expect("a form of levels");
    let mut last = Json::Null;
    let mut time = || {
        let start = Instant::now();
        let mut tally = Tally::new(&form);
        levels.count(&mut tally, &rows).expect("rows of the form");
        last = report(&form, &tally, Ratio::ONE);
        u64::try_from(start.elapsed().as_nanos()).unwrap()
    };
    let times: Json = (0..times.parse::<usize>().unwrap()).map(|_| time()).collect();
    println!("{}", object(vec![("report", last), ("times", times)]).to_text());
}
