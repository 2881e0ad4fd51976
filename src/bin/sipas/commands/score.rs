//! `sipas score`: the scores of many responses together, read one after another.

use std::{
    cell::RefCell,
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
    failure::{Failure, Refused, about, counted, of_file, print},
    files::{only_one_input, open, read_definition},
    unread::{MARK, Unread, is_utf16},
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
    /// What to do about it.
    message: String,
}

impl Remark {
    fn to_json(&self) -> Json {
        object(vec![("response", self.number.into()), ("path", self.path.as_str().into()), ("code", self.code.into())])
    }
}

/// The document of the input that is being read, for whoever is told that it cannot be.
#[derive(Default)]
struct Present {
    /// As much of it as was read.
    bytes: Vec<u8>,
    /// How many lines end before it.
    lines: usize,
    /// How many characters of its first line stand before it.
    column: usize,
}

impl Present {
    fn end(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let lines = text.matches('\n').count();
        let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
        self.column = if lines == 0 { self.column.saturating_add(last) } else { last };
        self.lines = self.lines.saturating_add(lines);
        self.bytes.clear();
    }
}

/// Keeps the present document, and ends the input where it grows beyond [`MAX_DOCUMENT`].
struct Watched<R> {
    input: R,
    present: Rc<RefCell<Present>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let bytes = &mut self.present.borrow_mut().bytes;
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
        if bytes.len() > MAX_DOCUMENT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(count) }
    }
}

/// Counts responses as they are read; holds no response.
struct Counting {
    form: Arc<Form>,
    today: Option<Date>,
    language: &'static str,
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
                let message = of_file(code, self.language, &[]);
                self.refused.push(Remark { number, path: String::new(), code, message });
                return;
            }
        };
        let entry = Entry::from_answers(Arc::clone(&self.form), surroundings_of(response, self.today), answers);
        let remark = |issue: Issue| {
            let message = issue.message(&self.form, self.language);
            Remark { number, path: issue.path, code: issue.code, message }
        };
        // What was not answered leaves the denominator; anything else wrong leaves the response out.
        let issues = entry.issues().into_iter().filter(|issue| issue.code != "required");
        let (warnings, faults): (Vec<Issue>, Vec<Issue>) =
            issues.partition(|issue| issue.severity == Severity::Warning);
        if faults.is_empty() {
            self.tally.add(&entry);
        }
        self.refused.extend(faults.into_iter().map(&remark));
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
    let mut counting = Counting { form, today, language, tally, seen: 0, refused: Vec::new(), warnings: Vec::new() };
    read_documents(&arguments.responses, |document| match document {
        Json::Array(responses) => responses.iter().for_each(|response| counting.add(response)),
        response => counting.add(&response),
    })?;
    let outcomes = evaluate(&counting.form, &counting.tally);
    print(&if arguments.listing.json {
        to_json(&counting, &outcomes).to_text() + "\n"
    } else {
        to_text(&counting, &outcomes, language)
    })?;
    Ok(if counting.refused.is_empty() { Verdict::Fine } else { Verdict::Faulty })
}

/// Gives every document of a file to `take`, one after another.
fn read_documents(path: &Path, mut take: impl FnMut(Json)) -> Result<(), Failure> {
    let cannot = |error: io::Error| about(path, "cannot_read", &error);
    let mut input = BufReader::new(open(path)?);
    let mut head = Vec::new();
    input.by_ref().take(4).read_to_end(&mut head).map_err(cannot)?;
    if is_utf16(&head) {
        return Err(Failure::Document(Refused::new(path, "not_utf8")));
    }
    let head = head.strip_prefix(MARK).unwrap_or(&head);
    let present = Rc::new(RefCell::new(Present::default()));
    let mut input = Watched { input: head.chain(input), present: Rc::clone(&present) };
    for document in serde_json::Deserializer::from_reader(&mut input).into_iter::<Json>() {
        match document {
            Ok(document) => take(document),
            Err(error) => {
                return Err(match error.io_error_kind() {
                    None => Failure::Document(Refused::unread(path, unread(&mut input, &error))),
                    Some(io::ErrorKind::FileTooLarge) => Failure::Document(Refused::too_large(path, MAX_DOCUMENT)),
                    Some(_) => cannot(error.into()),
                });
            }
        }
        present.borrow_mut().end();
    }
    Ok(())
}

/// What is wrong with the present document, by what stands around the byte that was read last.
fn unread<R: Read>(input: &mut Watched<R>, error: &serde_json::Error) -> Unread {
    let at = input.present.borrow().bytes.len().saturating_sub(1);
    // Without what follows less is known of the cause.
    let _ = input.by_ref().take(64).read_to_end(&mut Vec::new());
    let present = input.present.borrow();
    let start = (present.lines.saturating_add(1), present.column.saturating_add(1));
    Unread::new(&present.bytes, at, start, error)
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
    let mut text = if counting.form.scores.is_empty() {
        message("no_scores", language, &[])
    } else {
        counted("responses", counting.tally.responses(), language)
    };
    text.push('\n');
    for outcome in outcomes {
        write_outcome(&mut text, outcome, language, 0);
    }
    for (remarks, verdict) in [(&counting.refused, "response_not_counted"), (&counting.warnings, "response_warning")] {
        for remark in remarks {
            let verdict = message(verdict, language, &[("number", &remark.number.to_string())]);
            let place = if remark.path.is_empty() { String::new() } else { format!(" {}:", remark.path) };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{verdict}:{place} {} [{}]", remark.message, remark.code);
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
