//! A form nobody has seen and answers to it, `{"definition": {…}, "answers": {…}, "reply": {…}}`:
//! walked through from page to page, to the review and what the server replied, every step is HTML in
//! which nothing of theirs runs.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    entry::Entry,
    form::{Form, Kind, MAX_DEFINITION_BYTES, load},
    page::{Answer, Walk, render, render_summary},
    submission::{Reply, judge},
    value::{Date, Json},
};
use sipas_forms_fuzz::{html, mutate, read, reread, stack::catch_overflow};

/// The most pages that one run looks at.
const MAX_PAGES: usize = 16;

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Some(json) = read(data).filter(|_| data.len() <= MAX_DEFINITION_BYTES) else { return Corpus::Reject };
    let Some(Ok(form)) = json.get("definition").map(load) else { return Corpus::Reject };
    let form = Arc::new(form);
    let today = Date::new(2025, 7, 30);

    let mut walk = Walk::new(Arc::clone(&form), today, "vi");
    look(&walk);
    for (name, answer) in json.get("answers").map_or(&[][..], Json::entries) {
        if let Some(question) = form.find(name) {
            give(&mut walk, question, answer);
        }
    }
    walk.forward();
    look(&walk);
    let pages = walk.pages();
    for page in pages.iter().take(MAX_PAGES) {
        walk.edit(*page);
        look(&walk);
    }
    walk.back();
    look(&walk);
    walk.set_language(form.languages.last().map_or("", String::as_str));
    if walk.send() {
        look(&walk);
        walk.reply(reply(&json, &form));
    }
    look(&walk);
    check_entry(walk.entry(), &form, today);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed, fuzzer_mutate)
});

/// What the server says, if anything: `{"reply": {"status": 422, "body": {…}}}`.
fn reply(json: &Json, form: &Form) -> Option<Reply> {
    let reply = json.get("reply")?;
    let status = reply.get("status").and_then(Json::as_number)?.to_integer()?;
    Some(judge(u16::try_from(status).ok()?, reply.get("body"), form))
}

fn look(walk: &Walk) {
    html::check(&render(walk));
    html::check(&render_summary(walk));
}

/// Answers as the controls of a page would.
fn give(walk: &mut Walk, question: usize, answer: &Json) {
    let kind = walk.entry().form().element(question).map(|element| element.kind);
    match (kind, answer) {
        (Some(Kind::SelectOne(_)), Json::Text(name)) => drop(walk.answer(question, Answer::Chosen(name))),
        (_, Json::Text(text)) => drop(walk.answer(question, Answer::Typed(text))),
        (_, Json::Bool(ticked)) => drop(walk.answer(question, Answer::Ticked("", *ticked))),
        (_, Json::Array(names)) => {
            for name in names.iter().filter_map(Json::as_text) {
                walk.answer(question, Answer::Ticked(name, true));
            }
        }
        (_, other) => drop(walk.answer(question, Answer::Typed(&other.to_text().replace('.', ",")))),
    }
}

/// What was typed reads the same when it is sent, and when what the field shows is typed again.
fn check_entry(entry: &Entry, form: &Arc<Form>, today: Option<Date>) {
    let again = Entry::from_answers(Arc::clone(form), today, &reread(&entry.answers()));
    assert_eq!(again.answers(), entry.answers());
    for (index, element) in form.elements.iter().enumerate() {
        if matches!(element.kind, Kind::Integer | Kind::Decimal | Kind::Date) && entry.value(index).is_some() {
            let mut typed = entry.clone();
            typed.type_in(index, &entry.shown(index));
            assert_eq!(typed.value(index), entry.value(index), "{}: {:?} typed", element.name, entry.shown(index));
        }
    }
}
