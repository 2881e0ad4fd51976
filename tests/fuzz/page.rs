//! A form nobody has seen and answers to it, `{"definition": {…}, "filled": {…}, "answers": {…}, "reply": {…}}`:
//! walked through from page to page with rows that come and go, to the review and what the server
//! replied, every step is HTML in which nothing of theirs runs.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    entry::{Entry, Surroundings},
    expression::Expression,
    form::{At, Form, Kind, MAX_DEFINITION_BYTES, load},
    page::{
        Answer, Focus, Patch, Walk, find, key, render, render_box, render_check, render_contents,
        render_contents_parts, render_label, render_offer, render_scores, render_summary,
    },
    submission::{Reply, judge},
    value::{Date, Json},
};
use sipas_forms_fuzz::{html, mutate, read, reread, stack::catch_overflow};

/// The most pages that one run looks at.
const MAX_PAGES: usize = 16;
/// The most answers, rows and labels that one run looks at.
const MAX_LOOKS: usize = 64;

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Some(json) = read(data).filter(|_| data.len() <= MAX_DEFINITION_BYTES) else { return Corpus::Reject };
    let Some(Ok(form)) = json.get("definition").map(load) else { return Corpus::Reject };
    let form = Arc::new(form);
    let today = Date::new(2025, 7, 30);

    let mut walk = Walk::new(Arc::clone(&form), today, "vi");
    look(&walk);
    if let Some(known) = json.get("filled") {
        walk.fill(known);
    }
    give_row(&mut walk, None, 0, json.get("answers").unwrap_or(&Json::Null));
    add_and_remove(&mut walk);
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
        walk.reply(reply(&json, &form), json.get("kept").is_some());
    }
    look(&walk);
    check_entry(&walk, today);
    check_draft(&walk, today);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed, fuzzer_mutate)
});

/// A draft opens, saved again it is the same, and it is the last report of itself.
fn check_draft(walk: &Walk, today: Option<Date>) {
    let draft = reread(&walk.to_draft());
    let form = Arc::clone(walk.entry().form());
    let open = |draft: &Json| {
        let mut again = Walk::new(Arc::clone(&form), today, walk.language());
        let opened = again.open_file(draft, today).unwrap_or_else(|code| panic!("its own draft is {code}"));
        assert!(!opened.other_version && opened.strangers.is_empty(), "its own draft is a stranger's: {opened:?}");
        again
    };
    let mut again = open(&draft);
    look(&again);
    // What no control types is no text that is typed again.
    let same = reread(&again.to_draft());
    assert_eq!(reread(&open(&same).to_draft()), same);
    again.load_last(&draft).unwrap_or_else(|code| panic!("its own report is {code}"));
    look(&again);
}

/// What the server says, if anything: `{"reply": {"status": 422, "body": {…}}}`.
fn reply(json: &Json, form: &Form) -> Option<Reply> {
    let reply = json.get("reply")?;
    let status = reply.get("status").and_then(Json::as_number)?.to_integer()?;
    Some(judge(u16::try_from(status).ok()?, reply.get("body"), Some(form)))
}

fn look(walk: &Walk) {
    html::check(&render(walk));
    html::check(&render_summary(walk));
}

/// Every element in every row.
fn instances(entry: &Entry) -> Vec<At> {
    let mut found = Vec::new();
    entry.walk(None, 0, &mut |at| found.push(at));
    found
}

/// Answers of a row (of the form for `None`) that lies in `depth` repeats, as the controls of a page
/// would give them: what a repeat is given as rows is put into rows, what is no row takes one out.
fn give_row(walk: &mut Walk, around: Option<At>, depth: usize, answers: &Json) {
    let form = Arc::clone(walk.entry().form());
    let inside = around.map(|at| at.element);
    for (name, answer) in answers.entries() {
        let Some(index) = form.find(name).filter(|index| form.elements[*index].repeat == inside) else { continue };
        let at = around.map_or(At::from(index), |around| around.beside(index));
        if !form.elements[index].kind.is_repeat() {
            give(walk, at, answer);
            continue;
        }
        for (row, json) in answer.elements().iter().enumerate() {
            if !matches!(json, Json::Object(_)) {
                walk.remove_row(at, row);
            } else if row < walk.entry().rows(at) || matches!(walk.add_row(at), Focus::Row(..)) {
                let row = row.min(walk.entry().rows(at).saturating_sub(1));
                give_row(walk, Some(at.in_row(depth, row)), depth + 1, json);
            }
        }
    }
    if around.is_none() {
        check_fresh(walk);
    }
}

/// An answer as its control would give it.
fn give(walk: &mut Walk, question: At, answer: &Json) {
    let kind = walk.entry().form().element(question.element).map(|element| element.kind);
    match (kind, answer) {
        (Some(Kind::SelectOne(_) | Kind::Range(_)), Json::Text(name)) => control(walk, question, Answer::Chosen(name)),
        (_, Json::Text(text)) => control(walk, question, Answer::Typed(text)),
        (_, Json::Bool(ticked)) => control(walk, question, Answer::Ticked("", *ticked)),
        (_, Json::Array(names)) => {
            for name in names.iter().filter_map(Json::as_text).take(MAX_LOOKS) {
                control(walk, question, Answer::Ticked(name, true));
            }
        }
        (_, other) => control(walk, question, Answer::Typed(&other.to_text().replace('.', ","))),
    }
}

/// What a control gives; what changes with it is as the patches say.
fn control(walk: &mut Walk, question: At, answer: Answer<'_>) {
    for patch in walk.answer(question, answer).into_iter().take(MAX_LOOKS) {
        match patch {
            Patch::Label(at) => html::check(&render_label(walk, at)),
            Patch::Choices(at) => html::check(&render_box(walk, at)),
            Patch::Shown(at, shown) => assert_eq!(walk.entry().is_relevant(at), shown),
            Patch::Value(at, text) => assert_eq!(walk.calculated(at), text),
            Patch::Error(at, text) => assert_eq!(walk.error(at), text.as_deref()),
            Patch::Warning(at, text) => assert_eq!(walk.warning(at), text),
            Patch::Order(at, order) => assert_eq!(walk.order(at), order),
            Patch::Scores => html::check(&render_scores(walk)),
            Patch::Check(at) => html::check(&render_check(walk, at)),
            Patch::Offer(at) => html::check(&render_offer(walk, at)),
            Patch::Contents(pages) => {
                for (_, part) in render_contents_parts(walk, &pages) {
                    html::check(&part);
                }
            }
            Patch::Pages => html::check(&render_contents(walk)),
            Patch::Summary | Patch::Progress(..) => {}
        }
    }
}

/// Whether a calculation keeps what it was: what is undone is then not as it was before.
fn keeps(form: &Form) -> bool {
    form.elements.iter().any(|element| element.calculation.as_ref().is_some_and(Expression::keeps))
}

/// What was decided answer by answer is what is decided of all of them at once.
fn check_fresh(walk: &Walk) {
    let entry = walk.entry();
    if keeps(entry.form()) {
        return;
    }
    let mut fresh = entry.clone();
    // The language it has already: everything is decided anew.
    fresh.set_language(walk.language());
    assert_eq!(fresh.answers(), entry.answers(), "an answer was not decided again");
    assert_eq!(fresh.issues(), entry.issues(), "an issue was not decided again");
    for at in instances(entry) {
        assert_eq!(fresh.is_relevant(at), entry.is_relevant(at), "{} was not opened or closed", entry.form().path(at));
        assert_eq!(fresh.value(at), entry.value(at), "{} was not decided again", entry.form().path(at));
    }
}

/// A row more and one less in every repeat; the new one taken out, nothing has changed.
fn add_and_remove(walk: &mut Walk) {
    let form = Arc::clone(walk.entry().form());
    let is_repeat = |at: &At| form.elements[at.element].kind.is_repeat();
    let repeats: Vec<At> = instances(walk.entry()).into_iter().filter(is_repeat).take(MAX_LOOKS).collect();
    for at in repeats.iter().copied() {
        let (answers, issues, rows) = (walk.entry().answers(), walk.entry().issues(), walk.entry().rows(at));
        if let Focus::Row(_, row) = walk.add_row(at) {
            assert_eq!((row, walk.entry().rows(at)), (rows, rows + 1), "{} has no row more", form.path(at));
            look(walk);
            walk.remove_row(at, row);
            assert_eq!(walk.entry().rows(at), rows, "{} has another number of rows", form.path(at));
            if !keeps(&form) {
                assert_eq!(walk.entry().answers(), answers, "a row came and went");
                // Rows that could not be read are forgotten with the first hand in them.
                let mut still = issues;
                still.retain(|issue| {
                    issue.question != Some(at) || !matches!(issue.code, "wrong_type" | "too_many_rows")
                });
                assert_eq!(walk.entry().issues(), still, "a row came and went");
            }
        }
    }
    // The inner ones first: each is still there.
    for at in repeats.into_iter().rev() {
        if walk.entry().rows(at) > 1 && walk.entry().rows(at) < 8 {
            walk.remove_row(at, 0);
        }
    }
    look(walk);
}

/// What was typed reads the same when it is sent, and when what the field shows is typed again; and
/// every answer is found by its key.
fn check_entry(walk: &Walk, today: Option<Date>) {
    let entry = walk.entry();
    let form = entry.form();
    let surroundings = Surroundings { today, now: None, language: walk.language().to_string() };
    let again = Entry::from_answers(Arc::clone(form), surroundings, &reread(&entry.answers()));
    // What `once` kept is sent as JSON holds it, and within a larger term it keeps the whole term.
    if !keeps(form) {
        assert_eq!(again.answers(), entry.answers());
    }
    for (count, at) in instances(entry).into_iter().enumerate() {
        let key = key(walk, at);
        assert_eq!(find(walk, &key), Some(at), "{key} is the key of another");
        let kind = form.elements[at.element].kind;
        if count < MAX_LOOKS && (kind.is_number() || kind == Kind::Date) && entry.value(at).is_some() {
            let mut typed = entry.clone();
            typed.type_in(at, &entry.shown(at));
            assert_eq!(typed.value(at), entry.value(at), "{key}: {:?} typed", entry.shown(at));
        }
    }
}
