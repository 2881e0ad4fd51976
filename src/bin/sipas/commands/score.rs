//! `sipas score`: the scores of many responses together, read one after another.

use std::{fmt::Write, io::BufReader, sync::Arc};

use sipas_forms::{
    entry::Entry,
    form::Form,
    score::{Outcome, Tally, evaluate},
    text::message,
    value::{Date, Json, object},
};

use super::{Verdict, answers_of};
use crate::{
    arguments::Score,
    clock::today,
    failure::{Failure, NotJson, print},
    files::{open, read_definition},
};

/// A response that is not counted.
struct Refused {
    /// Its number in the input, from 1.
    number: u64,
    /// Where in it, as a JSON Pointer.
    path: String,
    code: &'static str,
}

/// Counts responses as they are read; holds no response.
struct Counting {
    form: Arc<Form>,
    today: Option<Date>,
    tally: Tally,
    seen: u64,
    refused: Vec<Refused>,
}

impl Counting {
    fn add(&mut self, response: &Json) {
        self.seen = self.seen.saturating_add(1);
        let number = self.seen;
        let answers = match answers_of(response, &self.form) {
            Ok(answers) => answers,
            Err(code) => {
                self.refused.push(Refused { number, path: String::new(), code });
                return;
            }
        };
        let entry = Entry::from_answers(Arc::clone(&self.form), self.today, answers);
        // What was not answered leaves the denominator; anything else wrong leaves the response out.
        let faults = entry.issues().into_iter().filter(|issue| issue.code != "required");
        let before = self.refused.len();
        self.refused.extend(faults.map(|issue| Refused { number, path: issue.path, code: issue.code }));
        if self.refused.len() == before {
            self.tally.add(&entry);
        }
    }
}

/// `sipas score`: the scores, and which responses were not counted.
pub fn score(arguments: &Score) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let tally = Tally::new(&form);
    let mut counting = Counting { form, today: today(), tally, seen: 0, refused: Vec::new() };
    let input = BufReader::new(open(&arguments.responses)?);
    for document in serde_json::Deserializer::from_reader(input).into_iter::<Json>() {
        let name = arguments.responses.display().to_string();
        match document.map_err(|error| Failure::NotJson(NotJson::new(&name, &error)))? {
            Json::Array(responses) => responses.iter().for_each(|response| counting.add(response)),
            response => counting.add(&response),
        }
    }
    let outcomes = evaluate(&counting.form, &counting.tally);
    print(&if arguments.listing.json {
        to_json(&counting, &outcomes).to_text() + "\n"
    } else {
        to_text(&counting, &outcomes, language)
    })?;
    Ok(if counting.refused.is_empty() { Verdict::Fine } else { Verdict::Faulty })
}

fn to_json(counting: &Counting, outcomes: &[Outcome]) -> Json {
    let refused = |refused: &Refused| {
        object(vec![
            ("response", refused.number.into()),
            ("path", refused.path.as_str().into()),
            ("code", refused.code.into()),
        ])
    };
    object(vec![
        ("responses", counting.tally.responses().into()),
        ("scores", outcomes.iter().map(Outcome::to_json).collect()),
        ("not_counted", counting.refused.iter().map(refused).collect()),
    ])
}

fn to_text(counting: &Counting, outcomes: &[Outcome], language: &str) -> String {
    let mut text = format!("{} responses\n", counting.tally.responses());
    for outcome in outcomes {
        write_outcome(&mut text, outcome, language, 0);
    }
    for refused in &counting.refused {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "response {} not counted: {} [{}]", refused.number, refused.path, refused.code);
    }
    text + &message("reference_only", language, &[]) + "\n"
}

fn write_outcome(text: &mut String, outcome: &Outcome, language: &str, depth: usize) {
    let _ = writeln!(
        text,
        "{:indent$}{:>7}  {}/{}  {}",
        "",
        outcome.to_text(language),
        outcome.numerator,
        outcome.denominator,
        outcome.label.get(language),
        indent = depth.saturating_mul(2),
    );
    for part in &outcome.parts {
        write_outcome(text, part, language, depth.saturating_add(1));
    }
}
