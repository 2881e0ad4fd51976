//! Bytes as a packed form: reading them ends, and what is read fills an entry and a page without
//! breaking, whatever it says.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    entry::Entry,
    form::{Form, MAX_REPEAT_DEPTH},
    page::{Walk, render, render_summary},
    score::evaluate_one,
    value::{Date, Json},
};
use sipas_forms_fuzz::{mutate, stack::catch_overflow};

/// The most pages that one run looks at.
const MAX_PAGES: usize = 8;
/// The most rows that repeats may begin with: more is a lie that costs memory only.
const MAX_FIRST_ROWS: usize = 16;

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Ok(form) = Form::unpack(data) else { return Corpus::Keep };
    if !ends(&form) {
        return Corpus::Keep;
    }
    // Not the bytes that were given: a number can be written in several lengths.
    let packed = form.pack();
    let again = Form::unpack(&packed).unwrap_or_else(|code| panic!("its own bytes are {code}"));
    assert!(again.pack() == packed, "it is another form once it was packed");

    let form = Arc::new(form);
    let today = Date::new(2025, 7, 30);
    let entry = Entry::from_answers(Arc::clone(&form), today, &Json::Null);
    for issue in entry.issues() {
        let _ = issue.to_json(&form, "vi");
    }
    let _ = evaluate_one(&entry);
    let _ = entry.progress();
    let mut walk = Walk::new(form, today, "vi");
    let _ = render(&walk);
    for page in walk.pages().into_iter().take(MAX_PAGES) {
        walk.edit(page);
        walk.forward();
        let _ = render(&walk);
        let _ = render_summary(&walk);
    }
    walk.send();
    let _ = render(&walk);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::packed(data, size, max_size, seed, fuzzer_mutate)
});

/// Whether its tree is one. The bytes are trusted with that: a group in itself has no page, a repeat
/// in itself no end of rows.
fn ends(form: &Form) -> bool {
    form.elements.iter().enumerate().all(|(index, element)| {
        let above = |other: Option<usize>| other.is_none_or(|other| other < index);
        above(element.parent)
            && above(element.repeat)
            && element.min_rows <= MAX_FIRST_ROWS
            && (element.repeat.is_none() || form.depth(index) <= MAX_REPEAT_DEPTH)
    })
}
