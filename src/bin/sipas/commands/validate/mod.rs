//! `sipas validate`: one respondent's answers against a form, or the reports of many units.

mod many;

use std::{path::Path, sync::Arc};

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    form::Form,
    submission::{MAX_BYTES, answers_of},
    text::sentence,
    value::{Json, object},
};

use super::{Verdict, surroundings_of};
use crate::{
    arguments::Validate,
    failure::{Failure, Refused, print},
    files::{only_one_input, read_definition, read_json},
    folder::{Given, given},
};

/// `sipas validate`: lists the issues, in the order of the definition.
pub fn validate(arguments: &Validate) -> Result<Verdict, Failure> {
    let inputs: Vec<&Path> =
        std::iter::once(&arguments.form).chain(&arguments.answers).map(std::path::PathBuf::as_path).collect();
    only_one_input(&inputs)?;
    let form = Arc::new(read_definition(&arguments.form)?.form);
    match given(&arguments.answers)? {
        Given::One(path) => one(arguments, &form, &path),
        Given::Many(paths) => many::validate(arguments, &form, &paths),
    }
}

/// The answers of a file, filled in.
fn read_entry(arguments: &Validate, form: &Arc<Form>, path: &Path) -> Result<Entry, Failure> {
    let response = read_json(path, MAX_BYTES)?;
    let answers = answers_of(&response, form).map_err(|code| Failure::Document(Refused::new(path, code)))?;
    Ok(Entry::from_answers(Arc::clone(form), surroundings_of(&response, arguments.day.today), answers))
}

/// An issue in a line.
fn line(issue: &Issue, form: &Form, language: &str) -> String {
    let severity = if issue.severity == Severity::Warning { sentence("warning_prefix", language) } else { "" };
    format!("{}: {severity}{} [{}]\n", issue.path, issue.message(form, language), issue.code)
}

fn one(arguments: &Validate, form: &Arc<Form>, path: &Path) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    let issues = read_entry(arguments, form, path)?.issues();
    let fine = !issues.iter().any(|issue| issue.severity == Severity::Error);
    print(&if arguments.listing.json {
        let listed: Json = issues.iter().map(|issue| issue.to_json(form, language)).collect();
        object(vec![("ok", fine.into()), ("issues", listed)]).to_text() + "\n"
    } else {
        let verdict =
            if fine { format!("{}: {}\n", path.display(), sentence("fine", language)) } else { String::new() };
        issues.iter().map(|issue| line(issue, form, language)).collect::<String>() + &verdict
    })?;
    Ok(if fine { Verdict::Fine } else { Verdict::Faulty })
}
