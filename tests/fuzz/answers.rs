//! Answers to a committed form, `{"form": "kinds.json", "today": "…", "answers": {…}}`: what is sent
//! reads as what it was, with the same issues and scores, and a server accepts what has none.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    entry::{Entry, Issue, Saved, Severity, Surroundings},
    form::{Form, Kind, Method, load},
    score::{Outcome, evaluate_one},
    submission::{Envelope, receive},
    text::has_message,
    value::{Date, Json, Ratio},
};
use sipas_forms_fuzz::{committed, mutate, read, reread, stack::catch_overflow};

static FORMS: LazyLock<Vec<(String, Arc<Form>)>> = LazyLock::new(|| {
    let loaded = |(name, json): (String, Json)| match load(&json) {
        Ok(form) => (name, Arc::new(form)),
        Err(faults) => panic!("{name}: {faults:?}"),
    };
    committed::definitions().into_iter().map(loaded).collect()
});

/// What an answer that cannot be read is told: it is left out of what is sent, and its issue with it.
const UNREAD: [&str; 8] = [
    "wrong_type",
    "not_a_choice",
    "not_an_integer",
    "too_precise",
    "not_a_date",
    "control_character",
    "too_many_rows",
    "unknown_question",
];

/// When the answers are given, and so what `now()` gives.
const NOW: &str = "2025-07-30T08:15:00Z";

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Some(json) = read(data) else { return Corpus::Reject };
    let name = json.get("form").and_then(Json::as_text);
    let Some((_, form)) = FORMS.iter().find(|(known, _)| Some(known.as_str()) == name) else { return Corpus::Reject };
    let today = json.get("today").and_then(Json::as_text).and_then(Date::parse_iso);
    let none = Json::Null;

    let begun = || Surroundings { today, now: Some(String::from(NOW)), language: form.languages[0].clone() };
    let entry = Entry::from_answers(Arc::clone(form), begun(), json.get("answers").unwrap_or(&none));
    let issues = entry.issues();
    for issue in &issues {
        assert!(has_message(issue.code), "no words for {}", issue.code);
        for language in &form.languages {
            let words = issue.message(form, language);
            assert!(!words.is_empty() && !words.contains('{'), "{}: {words}", issue.code);
        }
    }

    check_row(form, None, &entry.answers());
    let again = Entry::from_answers(Arc::clone(form), begun(), &reread(&entry.answers()));
    assert_eq!(again.answers(), entry.answers());
    let scores = |entry: &Entry| evaluate_one(entry).iter().map(Outcome::to_report).collect::<Json>().to_text();
    assert_eq!(scores(&again), scores(&entry));
    // A choice that its filter does not offer was read all the same: it is sent, and told of again.
    let unread = |entry: &Entry, issue: &Issue| {
        UNREAD.contains(&issue.code) && issue.question.is_none_or(|at| entry.value(at).is_none())
    };
    assert!(!again.issues().iter().any(|issue| unread(&again, issue)), "what is sent cannot be read: {:?}", again.issues());
    let still: Vec<Issue> = issues.iter().filter(|issue| !unread(&entry, issue)).cloned().collect();
    let mut told = again.issues();
    // An answer that was left out may be missed now.
    told.retain(|issue| !issues.iter().any(|first| first.path == issue.path && unread(&entry, first)));
    assert_eq!(told, still);

    check_saved(&entry, &begun());
    evaluate_one(&entry).iter().for_each(check_outcome);
    check_verdict(&again, today);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed, fuzzer_mutate)
});

/// What is saved opens as what it was; so does what the last report gives, which it gives once.
fn check_saved(entry: &Entry, begun: &Surroundings) {
    let form = entry.form();
    let opened = |entry: &Entry| {
        let Saved { answers, typed } = entry.save();
        let filed = Saved { answers: reread(&answers), typed: reread(&typed) };
        Entry::reopen(form, begun.clone(), &filed)
    };
    let once = opened(entry);
    assert_eq!(opened(&once).save(), once.save(), "a file that was saved again is another");
    let mut carried = once.clone();
    carried.carry(entry);
    let given = carried.save();
    carried.carry(entry);
    assert_eq!(carried.save(), given, "the last report gives something twice");
    assert_eq!(opened(&carried).save(), given, "what the last report gave does not open");
    assert!(entry.agrees(entry), "a report does not agree with itself");
    for companion in &form.reporting.companions {
        assert!(matches!(entry.prefill(&companion.prefill), Json::Object(_)));
    }
}

/// What is sent of a row (of the form for `None`) can be read: each name stands where it is asked.
fn check_row(form: &Form, repeat: Option<usize>, row: &Json) {
    for (name, json) in row.entries() {
        let index = form.find(name).expect("a name of the form's");
        let element = &form.elements[index];
        assert_eq!(element.repeat, repeat, "{name} is sent in another repeat");
        if element.kind.is_repeat() {
            let rows = json.elements();
            assert!((1..=element.max_rows).contains(&rows.len()), "{name} is sent with {} rows", rows.len());
            for row in rows {
                check_row(form, Some(index), row);
            }
        } else if element.kind.is_asked() || element.kind == Kind::Hidden {
            let value = form.read_answer(element.kind, json);
            assert!(matches!(value, Ok(Some(_))), "{name} is sent as {json:?}: {value:?}");
        } else {
            assert!(form.read_value(element.kind, json).is_some(), "{name} is computed as {json:?}");
        }
    }
}

/// A share of what is counted is one; what has no value has something that says why.
fn check_outcome(outcome: &Outcome) {
    let what = &outcome.name;
    let (numerator, denominator) = (outcome.numerator, outcome.denominator);
    if matches!(outcome.method, Method::TopBox(_) | Method::Mean(_)) {
        assert!(numerator >= Some(Ratio::ZERO) && numerator <= denominator, "{what}: more than all");
        if outcome.is_item {
            assert_eq!(outcome.value.is_none(), denominator == Some(Ratio::ZERO), "{what}");
        }
    }
    if let Some(error) = outcome.judgement.error {
        assert!(has_message(error), "no words for {error}");
        assert!(outcome.value.is_none() && numerator.is_none(), "{what}: a value in spite of {error}");
    }
    assert!(!outcome.to_text("vi").is_empty());
    outcome.parts.iter().for_each(check_outcome);
}

/// The server accepts what has no error, whatever it warns of, finds the scores right, and stores the same answers.
fn check_verdict(entry: &Entry, today: Option<Date>) {
    let form = entry.form();
    let time = String::from(NOW);
    let is_error = |issue: &Issue| issue.severity == Severity::Error;
    let envelope = Envelope {
        form: form.identity.clone(),
        submission_id: String::from("3f0c8a52-8a3e-4d8e-9a5e-0123456789ab"),
        language: form.languages[0].clone(),
        started_at: time.clone(),
        completed_at: time,
    };
    let sent = reread(&envelope.to_json(entry));
    match receive(&sent, today, &|_| Some(Arc::clone(form))) {
        Ok(accepted) => {
            assert!(!entry.issues().iter().any(is_error), "accepted in spite of {:?}", entry.issues());
            assert!(accepted.scores_agree, "its own scores do not agree");
            assert_eq!(accepted.entry.answers(), entry.answers());
            assert_eq!(accepted.entry.issues(), entry.issues());
        }
        Err(problem) => {
            assert_eq!(problem.status, 422, "{problem:?}");
            assert!(entry.issues().iter().any(is_error), "refused without an error: {problem:?}");
            assert!(!problem.to_json().to_text().is_empty());
        }
    }
}
