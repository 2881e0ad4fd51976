//! What this build says of many forms and answers, one form a line, for the test that asks the
//! browser's module the same (tests/e2e/differential.test.mjs): `SIPAS_DIFFERENTIAL` names the file.

use std::{
    env,
    fs::File,
    io::{BufWriter, Write},
    sync::Arc,
};

use sipas_forms::{
    entry::{Entry, Surroundings},
    form::{Diagnostic, Form, load},
    value::Json,
};

use crate::{
    draw::Draw,
    forms::definition,
    hard, laws,
    shrink::{changed, paths},
    tree::Tree,
    values::{answers, moment},
};

/// How many answers each form is given.
const ANSWERS: usize = 10;
/// How many forms, unless the environment says otherwise.
const FORMS: u64 = 2400;

#[test]
#[ignore = "writes a file, for the end-to-end test that reads it"]
fn pairs_for_the_browser() {
    let path = env::var("SIPAS_DIFFERENTIAL").expect("SIPAS_DIFFERENTIAL");
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "{}", written_by_hand().to_text()).unwrap();
    for seed in crate::seeds(FORMS) {
        writeln!(file, "{}", drawn(seed).to_text()).unwrap();
    }
    file.flush().unwrap();
}

fn written_by_hand() -> Tree {
    let (definition, answers) = hard::pairs();
    let given = answers.into_iter().map(|answers| (answers, "2025-07-30T08:15:00+07:00")).collect();
    let mut line = line("hard", &definition, given);
    let form = Arc::new(load(&definition.read()).unwrap());
    let letters = hard::letters().into_iter().map(|text| {
        let answers = Tree::Object(vec![(String::from("t"), Tree::text(&text))]).read();
        let sent = Entry::from_answers(Arc::clone(&form), None, &answers).answers();
        Tree::Array(vec![Tree::Text(text), Tree::text(sent.get("t").and_then(Json::as_text).unwrap())])
    });
    line.put("letters", letters.collect());
    line
}

fn drawn(seed: u64) -> Tree {
    let mut draw = Draw::new(seed);
    let mut definition = definition(&mut draw, laws::wanted(seed));
    // What is wrong with a form is said in the same words, too.
    if draw.chance(5) {
        let paths = paths(&definition);
        definition = changed(&definition, draw.pick::<Vec<usize>>(&paths), &|_| None);
    }
    let given = load(&definition.read())
        .map_or(Vec::new(), |form| (0..ANSWERS).map(|_| (answers(&mut draw, &form), moment(&mut draw))).collect());
    line(&seed.to_string(), &definition, given)
}

/// A form with what is said of it and of each of the answers: as texts, which must not differ by a byte.
fn line(seed: &str, definition: &Tree, given: Vec<(Tree, &str)>) -> Tree {
    let language = if seed.ends_with(['1', '3', '5', '7', '9']) { "en" } else { "vi" };
    let mut line = Tree::Object(vec![
        ("seed".into(), Tree::text(seed)),
        ("language".into(), Tree::text(language)),
        ("definition".into(), definition.clone()),
    ]);
    match load(&definition.read()) {
        Err(faults) => {
            let said: Json = faults.iter().map(|fault: &Diagnostic| fault.to_json(language)).collect();
            line.put("faults", Tree::Text(said.to_text()));
        }
        Ok(form) => {
            let form = Arc::new(form);
            line.put("hash", Tree::text(&form.identity.hash));
            let bytes = form.pack().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            line.put("packed", Tree::Text(bytes));
            line.put("cases", given.into_iter().map(|(answers, now)| case(&form, answers, now, language)).collect());
        }
    }
    line
}

fn case(form: &Arc<Form>, answers: Tree, now: &str, language: &str) -> Tree {
    let read = answers.read();
    let entry = |language: &str| Entry::from_answers(Arc::clone(form), Surroundings::new(now, language), &read);
    let issues: Json = entry(language).issues().iter().map(|issue| issue.to_json(form, language)).collect();
    let plain = entry("");
    Tree::Object(vec![
        ("answers".into(), answers),
        ("now".into(), Tree::text(now)),
        ("issues".into(), Tree::Text(issues.to_text())),
        ("sent".into(), Tree::Text(plain.answers().to_text())),
        ("scores".into(), Tree::Text(laws::scores_of(&plain))),
    ])
}
