//! `sipas validate`: one respondent's answers against a form.

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry, Issue, Severity},
    submission::MAX_BYTES,
    text::sentence,
    value::{Json, object},
};

use super::{Verdict, answers_of, surroundings_of};
use crate::{
    arguments::Validate,
    clock::today,
    failure::{Failure, Refused, print},
    files::{only_one_input, read_definition, read_json},
};

/// `sipas validate`: lists the issues, in the order of the definition.
pub fn validate(arguments: &Validate) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    only_one_input(&[&arguments.form, &arguments.answers])?;
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let response = read_json(&arguments.answers, MAX_BYTES)?;
    let answers =
        answers_of(&response, &form).map_err(|code| Failure::Document(Refused::new(&arguments.answers, code)))?;
    let surroundings = surroundings_of(&response, arguments.day.today.or_else(today));
    let entry = Entry::from_answers(Arc::clone(&form), surroundings, answers);
    let issues = entry.issues();
    let fine = !issues.iter().any(|issue| issue.severity == Severity::Error);
    print(&if arguments.listing.json {
        let listed: Json = issues.iter().map(|issue| issue.to_json(&form, language)).collect();
        object(vec![("ok", fine.into()), ("issues", listed)]).to_text() + "\n"
    } else {
        let line = |issue: &Issue| {
            let severity = if issue.severity == Severity::Warning { sentence("warning_prefix", language) } else { "" };
            format!("{}: {severity}{} [{}]\n", issue.path, issue.message(&form, language), issue.code)
        };
        let verdict = if fine {
            format!("{}: {}\n", arguments.answers.display(), sentence("fine", language))
        } else {
            String::new()
        };
        issues.iter().map(line).collect::<String>() + &verdict
    })?;
    Ok(if fine { Verdict::Fine } else { Verdict::Faulty })
}
