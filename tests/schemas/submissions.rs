//! The schemas of submissions beside the engine.

use std::sync::Arc;

use serde_json::{Value, json};
use sipas_forms::{
    entry::{Entry, Severity, Surroundings},
    form::{Form, Kind},
    submission::{Envelope, receive, schema},
    value::Date,
};

use crate::support::{CaseFile, case_files, changed, faults, files, form, json as engine, read, validator, value};

const MOMENT: &str = "2025-07-30T08:15:00Z";

/// What is sent of an entry.
pub fn sent(entry: &Entry) -> Value {
    let envelope = Envelope {
        form: entry.form().identity.clone(),
        submission_id: String::from("3f0c8a52-8a3e-4d8e-9a5e-0123456789ab"),
        language: String::from("vi"),
        started_at: String::from(MOMENT),
        completed_at: String::from(MOMENT),
    };
    value(&envelope.to_json(entry))
}

pub fn has_errors(entry: &Entry) -> bool {
    entry.issues().iter().any(|issue| issue.severity == Severity::Error)
}

/// What the engine says first of a submission that it refuses.
fn refusal(form: &Arc<Form>, submission: &Value) -> Option<String> {
    let find = |id: &str| (id == form.identity.id).then(|| Arc::clone(form));
    let problem = receive(&engine(submission), Date::parse_iso("2025-07-30"), &find).err()?;
    Some(problem.errors.first().map_or_else(|| String::from(problem.code), |fault| fault.code.clone()))
}

#[test]
fn every_case_that_is_accepted_is_valid_as_it_is_sent() {
    let mut count = 0;
    for CaseFile { path, form, today, cases } in case_files() {
        let validator = validator(&value(&schema(&form)));
        for case in &cases {
            let entry = Entry::from_answers(Arc::clone(&form), today, &engine(&case["answers"]));
            if !has_errors(&entry) {
                let submission = sent(&entry);
                assert_eq!(faults(&validator, &submission), [""; 0], "{path}: {}\n{submission}", case["name"]);
                count += 1;
            }
        }
    }
    assert!(count >= 15, "only {count} cases");
}

/// A score sheet with what the form requires beside its figures: who reports, when, with what evidence.
fn filled(form: &Arc<Form>, answers: &Value) -> Entry {
    let mut answers = answers.clone();
    // An answer may have others required.
    for _ in 0..3 {
        for issue in Entry::from_answers(Arc::clone(form), None, &engine(&answers)).issues() {
            let Some(at) = issue.question.filter(|_| issue.code == "required") else { continue };
            let element = form.element(at.element).unwrap();
            answers[&element.name] = match form.list_of(element.kind) {
                Some(list) => list.choices[0].name.clone().into(),
                None if element.kind == Kind::Integer => 2025.into(),
                None => "x".into(),
            };
        }
    }
    Entry::from_answers(Arc::clone(form), Date::parse_iso("2025-07-30"), &engine(&answers))
}

#[test]
fn every_score_sheet_is_valid_as_it_is_sent() {
    let (mut count, mut forms) = (0, 0);
    for path in files("tests/cases/scores") {
        let file = read(&path);
        let definition = file.get("definition").cloned();
        let definition = definition.unwrap_or_else(|| read(&format!("www/forms/{}", file["form"].as_str().unwrap())));
        let form = form(&definition);
        let validator = validator(&value(&schema(&form)));
        let before = count;
        for case in file["cases"].as_array().unwrap() {
            for answers in case["responses"].as_array().unwrap() {
                let entry = filled(&form, answers);
                if has_errors(&entry) {
                    continue;
                }
                let submission = sent(&entry);
                assert_eq!(faults(&validator, &submission), [""; 0], "{path}: {}\n{submission}", case["name"]);
                // Its scores are what the engine finds, written as every reader reads them.
                let accepted = receive(&engine(&submission), None, &|_| Some(Arc::clone(&form))).unwrap();
                assert!(accepted.scores_agree, "{path}: {}", case["name"]);
                let claim = json!({"at": "/scores/0/n", "to": "1"});
                assert!(!validator.is_valid(&changed(&submission, &claim)), "{path}: {}", case["name"]);
                count += 1;
            }
        }
        forms += usize::from(count > before);
    }
    assert!(count >= 70 && forms >= 5, "only {count} sheets of {forms} forms");
}

/// What no answer is like, but a calculation may be given, since it is computed again.
fn misfits() -> [Value; 4] {
    [json!({"zzz": 1}), json!(1e300), json!([[1]]), json!("x".repeat(70_000))]
}

/// Every answer of a document by its pointer, those of rows included.
fn answers_of(form: &Form, answers: &Value, around: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, answer) in answers.as_object().unwrap() {
        let element = form.find(name).and_then(|index| form.element(index)).unwrap();
        let pointer = format!("{around}/{name}");
        // What is kept has no length while it is not asked.
        if element.calculation.is_none() && !element.keep {
            found.push(pointer.clone());
        }
        if element.kind.is_repeat() {
            for (row, answers) in answer.as_array().unwrap().iter().enumerate() {
                found.extend(answers_of(form, answers, &format!("{pointer}/{row}")));
            }
        }
    }
    found
}

#[test]
fn whatever_no_answer_is_like_is_refused_by_both_in_every_place() {
    let mut count = 0;
    for CaseFile { path, form, today, cases } in case_files() {
        let validator = validator(&value(&schema(&form)));
        let entry = |answers: &Value| Entry::from_answers(Arc::clone(&form), today, &engine(answers));
        // Two of each file: the structure is the same in all.
        let accepted = cases.iter().map(|case| entry(&case["answers"])).filter(|entry| !has_errors(entry)).take(2);
        for accepted in accepted {
            let submission = sent(&accepted);
            let answers = &submission["answers"];
            let misfit = |at: String| misfits().map(|to| json!({"at": at, "to": to}));
            let unknown = [json!({"at": "/zzz", "to": 1}), json!({"at": "/__proto__", "to": "x"})];
            let changes = answers_of(&form, answers, "").into_iter().flat_map(misfit).chain(unknown);
            for change in changes {
                let answers = changed(answers, &change);
                let mut whole = submission.clone();
                whole["answers"] = answers.clone();
                let at = &change["at"];
                assert!(has_errors(&entry(&answers)), "{path}: the engine accepts {change:.200} {at}");
                assert!(!validator.is_valid(&whole), "{path}: the schema accepts {change:.200} {at}");
                count += 1;
            }
        }
    }
    assert!(count >= 500, "only {count} changes");
}

#[test]
fn the_schema_and_the_engine_accept_the_same_changes_and_refuse_the_same() {
    let form = form(&read("tests/schemas/everything.json"));
    let validator = validator(&value(&schema(&form)));
    let file = read("tests/schemas/submissions.json");
    let mut submission = file["submission"].clone();
    submission["form"]["hash"] = form.identity.hash.clone().into();
    assert_eq!((refusal(&form, &submission), faults(&validator, &submission)), (None, vec![]));
    let mut wrong = Vec::new();
    for case in file["accepted"].as_array().unwrap() {
        let submission = changed(&submission, case);
        let (refusal, faults) = (refusal(&form, &submission), faults(&validator, &submission));
        if refusal.is_some() || !faults.is_empty() {
            wrong.push(format!("{} is refused: {refusal:?} {faults:?}", case["name"]));
            continue;
        }
        // What is stored of it is valid as well.
        let surroundings = Surroundings::new(MOMENT, "vi");
        let entry = Entry::from_answers(Arc::clone(&form), surroundings, &engine(&submission["answers"]));
        wrong.extend(self::faults(&validator, &sent(&entry)));
    }
    for case in file["refused"].as_array().unwrap() {
        let submission = changed(&submission, case);
        let refusal = refusal(&form, &submission);
        if refusal.as_deref() != case["code"].as_str() {
            wrong.push(format!("{}: the engine says {refusal:?}", case["name"]));
        }
        if validator.is_valid(&submission) {
            wrong.push(format!("{} is valid", case["name"]));
        }
    }
    for case in file["claims"].as_array().unwrap() {
        let submission = changed(&submission, case);
        let accepted = receive(&engine(&submission), Date::parse_iso("2025-07-30"), &|_| Some(Arc::clone(&form)));
        if accepted.is_ok_and(|accepted| accepted.scores_agree) || validator.is_valid(&submission) {
            wrong.push(format!("{} is taken for right", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_calculated_number_that_json_cannot_hold_is_left_out() {
    let form = form(&read("tests/schemas/everything.json"));
    let entry = |any: Value| Entry::from_answers(Arc::clone(&form), None, &engine(&json!({"any": any})));
    assert_eq!(sent(&entry(json!(1)))["answers"]["huge"], json!(4_503_599_627_370_496_u64));
    assert_eq!(sent(&entry(json!(3)))["answers"].get("huge"), None);
}
