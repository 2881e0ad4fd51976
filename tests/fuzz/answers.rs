//! Answers to a committed form, `{"form": "kinds.json", "today": "…", "answers": {…}}`: what is sent
//! reads as what it was, with the same issues and scores, and a server accepts what has none.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    entry::{Entry, Issue},
    form::{Form, load},
    score::{Outcome, evaluate_one},
    submission::{Envelope, receive},
    text::has_message,
    value::{Date, Json},
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
const UNREAD: [&str; 7] = [
    "wrong_type",
    "not_a_choice",
    "not_an_integer",
    "too_precise",
    "not_a_date",
    "control_character",
    "unknown_question",
];

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Some(json) = read(data) else { return Corpus::Reject };
    let name = json.get("form").and_then(Json::as_text);
    let Some((_, form)) = FORMS.iter().find(|(known, _)| Some(known.as_str()) == name) else { return Corpus::Reject };
    let today = json.get("today").and_then(Json::as_text).and_then(Date::parse_iso);
    let none = Json::Null;

    let entry = Entry::from_answers(Arc::clone(form), today, json.get("answers").unwrap_or(&none));
    let issues = entry.issues();
    for issue in &issues {
        assert!(has_message(issue.code), "no words for {}", issue.code);
        for language in &form.languages {
            let words = issue.message(form, language);
            assert!(!words.is_empty() && !words.contains('{'), "{}: {words}", issue.code);
        }
    }

    for (name, json) in entry.answers().entries() {
        let element = form.find(name).and_then(|index| form.element(index)).expect("a name of the form's");
        let value = form.read_answer(element.kind, json);
        assert!(!element.kind.is_asked() || matches!(value, Ok(Some(_))), "{name} is sent as {json:?}: {value:?}");
    }
    let again = Entry::from_answers(Arc::clone(form), today, &reread(&entry.answers()));
    assert_eq!(again.answers(), entry.answers());
    assert_eq!(evaluate_one(&again), evaluate_one(&entry));
    let unread = |issue: &Issue| UNREAD.contains(&issue.code);
    assert!(!again.issues().iter().any(unread), "what is sent cannot be read: {:?}", again.issues());
    let still: Vec<Issue> = issues.iter().filter(|issue| !unread(issue)).cloned().collect();
    let mut told = again.issues();
    // An answer that was left out may be missed now.
    told.retain(|issue| !issues.iter().any(|first| first.path == issue.path && unread(first)));
    assert_eq!(told, still);

    evaluate_one(&entry).iter().for_each(check_outcome);
    check_verdict(&again, today);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed, fuzzer_mutate)
});

fn check_outcome(outcome: &Outcome) {
    assert!(outcome.numerator <= outcome.denominator, "{}: more than all", outcome.name);
    assert_eq!(outcome.value().is_none(), outcome.denominator == 0, "{}", outcome.name);
    assert!(!outcome.to_text("vi").is_empty());
    outcome.parts.iter().for_each(check_outcome);
}

/// The server accepts what has no issue, finds the scores right, and stores the same answers.
fn check_verdict(entry: &Entry, today: Option<Date>) {
    let form = entry.form();
    let time = String::from("2025-07-30T08:15:00Z");
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
            assert!(entry.issues().is_empty(), "accepted in spite of {:?}", entry.issues());
            assert!(accepted.scores_agree, "its own scores do not agree");
            assert_eq!(accepted.entry.answers(), entry.answers());
        }
        Err(problem) => {
            assert_eq!(problem.status, 422, "{problem:?}");
            assert!(!entry.issues().is_empty(), "refused without an issue: {problem:?}");
            assert!(!problem.to_json().to_text().is_empty());
        }
    }
}
