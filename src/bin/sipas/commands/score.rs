//! `sipas score`: the scores of many responses together, read one after another.

use std::{
    cell::Cell,
    fmt::Write,
    io::{self, BufReader, Read},
    path::Path,
    rc::Rc,
    sync::Arc,
};

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    form::Form,
    score::{Outcome, Tally, evaluate},
    text::message,
    value::{Date, Json, object},
};

use super::{Verdict, answers_of, surroundings_of};
use crate::{
    arguments::Score,
    clock::today,
    failure::{Failure, Refused, about, print},
    files::{only_one_input, open, read_definition},
};

/// The largest document of the input, in bytes: one response, or an array of many. What is one
/// after another may be as much as it likes.
const MAX_DOCUMENT: usize = 1 << 26;

/// What is wrong with a response, or should be looked at again.
struct Remark {
    /// Its number in the input, from 1.
    number: u64,
    /// Where in it, as a JSON Pointer.
    path: String,
    code: &'static str,
}

impl Remark {
    fn to_json(&self) -> Json {
        object(vec![("response", self.number.into()), ("path", self.path.as_str().into()), ("code", self.code.into())])
    }
}

/// Ends the input where one document of it grows beyond [`MAX_DOCUMENT`].
struct Metered<R> {
    input: R,
    /// How much of the present document was read; set back when it ends.
    read: Rc<Cell<usize>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.read.set(self.read.get().saturating_add(count));
        if self.read.get() > MAX_DOCUMENT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}

/// Counts responses as they are read; holds no response.
struct Counting {
    form: Arc<Form>,
    today: Option<Date>,
    tally: Tally,
    seen: u64,
    refused: Vec<Remark>,
    warnings: Vec<Remark>,
}

impl Counting {
    fn add(&mut self, response: &Json) {
        self.seen = self.seen.saturating_add(1);
        let number = self.seen;
        let answers = match answers_of(response, &self.form) {
            Ok(answers) => answers,
            Err(code) => {
                self.refused.push(Remark { number, path: String::new(), code });
                return;
            }
        };
        let entry = Entry::from_answers(Arc::clone(&self.form), surroundings_of(response, self.today), answers);
        let remark = |issue: Issue| Remark { number, path: issue.path, code: issue.code };
        // What was not answered leaves the denominator; anything else wrong leaves the response out.
        let issues = entry.issues().into_iter().filter(|issue| issue.code != "required");
        let (warnings, faults): (Vec<Issue>, Vec<Issue>) =
            issues.partition(|issue| issue.severity == Severity::Warning);
        if faults.is_empty() {
            self.tally.add(&entry);
        }
        self.refused.extend(faults.into_iter().map(remark));
        self.warnings.extend(warnings.into_iter().map(remark));
    }
}

/// `sipas score`: the scores, and which responses were not counted.
pub fn score(arguments: &Score) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    only_one_input(&[&arguments.form, &arguments.responses])?;
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let tally = Tally::new(&form);
    let today = arguments.day.today.or_else(today);
    let mut counting = Counting { form, today, tally, seen: 0, refused: Vec::new(), warnings: Vec::new() };
    let read = Rc::new(Cell::new(0));
    let input = Metered { input: open(&arguments.responses)?, read: Rc::clone(&read) };
    let input = BufReader::new(input);
    for document in serde_json::Deserializer::from_reader(input).into_iter::<Json>() {
        match document.map_err(|error| unread(&arguments.responses, error))? {
            Json::Array(responses) => responses.iter().for_each(|response| counting.add(response)),
            response => counting.add(&response),
        }
        read.set(0);
    }
    let outcomes = evaluate(&counting.form, &counting.tally);
    print(&if arguments.listing.json {
        to_json(&counting, &outcomes).to_text() + "\n"
    } else {
        to_text(&counting, &outcomes, language)
    })?;
    Ok(if counting.refused.is_empty() { Verdict::Fine } else { Verdict::Faulty })
}

/// Why the input could not be read to its end.
fn unread(path: &Path, error: serde_json::Error) -> Failure {
    match error.io_error_kind() {
        None => Failure::Document(Refused::not_json(path, &error)),
        Some(io::ErrorKind::FileTooLarge) => Failure::Document(Refused::too_large(path, MAX_DOCUMENT)),
        Some(_) => about(path, "read it", &error.into()),
    }
}

fn to_json(counting: &Counting, outcomes: &[Outcome]) -> Json {
    object(vec![
        ("responses", counting.tally.responses().into()),
        ("scores", outcomes.iter().map(Outcome::to_json).collect()),
        ("not_counted", counting.refused.iter().map(Remark::to_json).collect()),
        ("warnings", counting.warnings.iter().map(Remark::to_json).collect()),
    ])
}

fn to_text(counting: &Counting, outcomes: &[Outcome], language: &str) -> String {
    let mut text = format!("{} responses\n", counting.tally.responses());
    for outcome in outcomes {
        write_outcome(&mut text, outcome, language, 0);
    }
    for (remarks, verdict) in [(&counting.refused, "not counted"), (&counting.warnings, "warning")] {
        for Remark { number, path, code } in remarks {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "response {number} {verdict}: {path} [{code}]");
        }
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
