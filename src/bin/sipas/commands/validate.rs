//! `sipas validate`: one respondent's answers against a form.

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    submission::MAX_BYTES,
    text::message,
    value::{Json, object},
};

use super::{Verdict, answers_of};
use crate::{
    arguments::Validate,
    clock::today,
    failure::{Failure, print},
    files::{read_definition, read_json},
};

/// `sipas validate`: lists the issues, in the order of the definition.
pub fn validate(arguments: &Validate) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let response = read_json(&arguments.answers, MAX_BYTES)?;
    let answers = answers_of(&response, &form)
        .map_err(|code| Failure::Input(format!("{}: {}", arguments.answers.display(), message(code, language, &[]))))?;
    let entry = Entry::from_answers(Arc::clone(&form), today(), answers);
    let issues = entry.issues();
    let fine = !issues.iter().any(|issue| issue.severity == Severity::Error);
    print(&if arguments.listing.json {
        let listed: Json = issues.iter().map(|issue| issue.to_json(&form, language)).collect();
        object(vec![("ok", fine.into()), ("issues", listed)]).to_text() + "\n"
    } else if issues.is_empty() {
        format!("{}: fine\n", arguments.answers.display())
    } else {
        let line = |issue: &Issue| format!("{}: {} [{}]\n", issue.path, issue.message(&form, language), issue.code);
        issues.iter().map(line).collect()
    })?;
    Ok(if fine { Verdict::Fine } else { Verdict::Faulty })
}
