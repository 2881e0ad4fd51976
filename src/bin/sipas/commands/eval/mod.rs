//! `sipas eval`: what an expression gives, tried out beside the definition that it is written for.

mod formed;
mod given;

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
};

use sipas_forms::{
    entry::Surroundings,
    expression::{Answers, Fault, MAX_LENGTH, Names, Type, Value, function_names, parse},
    form::{Diagnostic, near},
    text::compose,
    value::{Json, object},
};

use self::{formed::Formed, given::Given};
use super::Verdict;
use crate::{
    arguments::Eval,
    clock::timestamp,
    failure::{Failure, about, print},
    files::{only_one_input, open},
    pointed::pointed,
};

/// Everything an expression can read.
trait Scope: Names + Answers {
    /// The names that `${…}` reads, for whoever mistypes one.
    fn known(&self) -> Vec<&str>;
}

/// An expression with what it gives.
struct Outcome {
    text: String,
    result: Result<(Type, Option<Value>), Vec<Diagnostic>>,
}

/// `sipas eval`: prints the value of one expression, or of each line of a file.
pub fn eval(arguments: &Eval) -> Result<Verdict, Failure> {
    let expression = arguments.expression.as_deref().map(Path::new);
    let lines = arguments.lines.as_deref();
    let inputs: Vec<&Path> = [expression, lines, arguments.form.as_deref()].into_iter().flatten().collect();
    only_one_input(&inputs)?;
    let surroundings = surroundings(arguments);
    let scope: Box<dyn Scope> = match &arguments.form {
        Some(form) => Box::new(Formed::read(form, &arguments.set, arguments.this.as_ref(), surroundings)?),
        None => Box::new(Given::new(&arguments.set, arguments.this.as_ref(), surroundings)?),
    };
    let language = arguments.listing.lang.code();
    let show = |outcome: &Outcome| match (arguments.listing.json, lines) {
        (true, _) => outcome.to_json(language).to_text(),
        (false, None) => outcome.to_text(language),
        (false, Some(_)) => outcome.to_line(language),
    };
    let mut verdict = Verdict::Fine;
    let mut report = |text: &str| {
        let outcome = evaluate(text, scope.as_ref());
        if outcome.result.is_err() {
            verdict = Verdict::Faulty;
        }
        print(&(show(&outcome) + "\n"))
    };
    match (lines, arguments.expression.as_deref()) {
        (Some(lines), _) => each_line(lines, &mut report)?,
        (None, Some("-")) => {
            let mut bytes = Vec::new();
            let most = u64::try_from(MAX_LENGTH).unwrap_or(u64::MAX).saturating_add(2);
            let read = open(Path::new("-"))?.take(most).read_to_end(&mut bytes);
            read.map_err(|error| about(Path::new("-"), "cannot_read", &error))?;
            report(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']))?;
        }
        (None, text) => report(text.unwrap_or_default())?,
    }
    Ok(verdict)
}

/// The moment that is asked for; without one, the machine's.
fn surroundings(arguments: &Eval) -> Surroundings {
    let language = arguments.listing.lang.code();
    match (&arguments.now, arguments.day.today) {
        (Some(moment), _) => Surroundings::new(moment, language),
        (None, Some(today)) => Surroundings::new(&today.to_iso(), language),
        (None, None) => Surroundings::new(&timestamp(), language),
    }
}

/// Gives every line to `report`. Of a line that is longer than any expression only the beginning is
/// kept, whatever its length: it is refused all the same.
fn each_line(path: &Path, report: &mut dyn FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut input = BufReader::new(open(path)?);
    let (mut line, mut begun) = (Vec::new(), false);
    loop {
        let failed = |error| about(path, "cannot_read", &error);
        let bytes = input.fill_buf().map_err(failed)?;
        if bytes.is_empty() {
            break;
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        let room = MAX_LENGTH.saturating_add(2).saturating_sub(line.len());
        line.extend(part.iter().take(room));
        let taken = part.len().saturating_add(usize::from(end.is_some()));
        begun = end.is_none();
        input.consume(taken);
        if !begun {
            report_line(&mut line, report)?;
        }
    }
    if begun { report_line(&mut line, report) } else { Ok(()) }
}

fn report_line(line: &mut Vec<u8>, report: &mut dyn FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    // What is no text has signs in it that no expression has, which is then told with their place.
    let outcome = report(String::from_utf8_lossy(line).trim_end_matches('\r'));
    line.clear();
    outcome
}

fn evaluate(text: &str, scope: &dyn Scope) -> Outcome {
    let text = compose(text).into_owned();
    let checked = parse(&text).map_err(|fault| vec![fault]).and_then(|parsed| parsed.check(scope, None));
    let result = match checked {
        Ok(expression) => Ok((*expression.kind(), expression.evaluate(scope))),
        Err(faults) => Err(faults.into_iter().map(|fault| guessed(fault, scope)).collect()),
    };
    Outcome { text, result }
}

/// A fault as a definition's is told: with the name that was probably meant.
fn guessed(fault: Fault, scope: &dyn Scope) -> Diagnostic {
    let Fault { code, span, mut params } = fault;
    let word = params.first().map(|(_, word)| word.clone()).unwrap_or_default();
    let meant = match code {
        "expression_unknown_name" => near(&word, scope.known().into_iter()),
        "expression_unknown_function" => near(&word, function_names()),
        _ => "",
    };
    if !meant.is_empty() {
        params.push(("near", String::from(meant)));
    }
    Diagnostic { place: String::new(), name: None, code, span: Some(span), params }
}

impl Outcome {
    /// `{"type", "value"}`, or `{"diagnostics": [{"code", "span", "params", "message"}]}`.
    fn to_json(&self, language: &str) -> Json {
        match &self.result {
            Ok((kind, value)) => {
                let value = value.as_ref().map_or(Json::Null, Value::to_json);
                object(vec![("type", kind.name().into()), ("value", value)])
            }
            Err(faults) => {
                let fault = |fault: &Diagnostic| {
                    let json = fault.to_json(language);
                    let member = |key: &'static str| (key, json.get(key).cloned().unwrap_or(Json::Null));
                    object(["code", "span", "params", "message"].into_iter().map(member).collect())
                };
                object(vec![("diagnostics", faults.iter().map(fault).collect())])
            }
        }
    }

    /// The value, or every fault with the place it points at.
    fn to_text(&self, language: &str) -> String {
        let fault = |fault: &Diagnostic| {
            let place = pointed(&self.text, fault.span.unwrap_or_default());
            format!("{} [{}]\n{place}", fault.message(language), fault.code)
        };
        match &self.result {
            Ok((kind, value)) => shown(*kind, value.as_ref()),
            Err(faults) => faults.iter().map(fault).collect::<Vec<String>>().join("\n"),
        }
    }

    /// The same in one line.
    fn to_line(&self, language: &str) -> String {
        let fault = |fault: &Diagnostic| {
            let (from, to) = fault.span.unwrap_or_default();
            format!("{from}-{to}: {} [{}]", fault.message(language), fault.code)
        };
        match &self.result {
            Ok((kind, value)) => shown(*kind, value.as_ref()),
            // What a message repeats of the expression holds no end of line: the expression is one line.
            Err(faults) => String::from("error ") + &faults.iter().map(fault).collect::<Vec<String>>().join("; "),
        }
    }
}

/// A value as a person reads it: JSON, but a date without quotes, and `empty` for none.
fn shown(kind: Type, value: Option<&Value>) -> String {
    match (kind, value.map(Value::to_json)) {
        (_, None | Some(Json::Null)) => String::from("empty"),
        (Type::Date, Some(Json::Text(date))) => date,
        (_, Some(json)) => json.to_text(),
    }
}
