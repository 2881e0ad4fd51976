//! Bytes as a definition: loading ends, says what is wrong at places that exist, and a form that
//! loads refers to nothing that it does not have.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    form::{Diagnostic, Form, Kind, MAX_DEFINITION_BYTES, MAX_FAULTS, Required, Score, load},
    text::has_message,
    value::Json,
};
use sipas_forms_fuzz::{at, mutate, read, reread, stack::catch_overflow};

fuzz_target!(init: catch_overflow(), |data: &[u8]| {
    let Some(json) = read(data).filter(|_| data.len() <= MAX_DEFINITION_BYTES) else { return };
    match load(&json) {
        Ok(form) => check_form(&form, &json),
        Err(faults) => {
            assert!((1..=MAX_FAULTS).contains(&faults.len()), "{} faults", faults.len());
            for fault in &faults {
                check_fault(fault, &json);
            }
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed, fuzzer_mutate)
});

fn check_form(form: &Form, json: &Json) {
    let count = form.elements.len();
    for (index, element) in form.elements.iter().enumerate() {
        let what = &element.name;
        assert_eq!(form.find(what), Some(index), "{what} is not the only one of its name");
        assert!(element.parent.is_none_or(|parent| parent < index), "{what} stands before its group");
        assert!(at(json, &element.place).is_some(), "{what} is at no place: {}", element.place);
        if let Kind::SelectOne(list) | Kind::SelectMultiple(list) = element.kind {
            assert!(form.lists.get(list).is_some_and(|list| !list.choices.is_empty()), "{what} has no choices");
        }
        let condition = if let Required::When(expression) = &element.required { Some(expression) } else { None };
        for expression in [condition, element.relevant.as_ref(), element.constraint.as_ref()].into_iter().flatten() {
            assert_eq!(expression.kind().name(), "boolean", "{what} has a condition that is none");
            assert!(expression.references().iter().all(|read| *read < count), "{what} reads what there is not");
        }
        assert_eq!(matches!(element.kind, Kind::Calculate(_)), element.calculation.is_some(), "{what}");
    }
    let mut order = form.order.clone();
    order.sort_unstable();
    assert!(order.into_iter().eq(0..count), "not every element is in the order once");
    let items = form.scores.iter().flat_map(Score::all_items).chain(form.results_by.iter().copied());
    for item in items {
        assert!(form.element(item).is_some_and(|element| form.list_of(element.kind).is_some()), "an item is open");
    }
    // What a browser reads from another server's text must be the same form to the letter.
    if !json.is_inexact() {
        let again = load(&reread(json)).unwrap_or_else(|faults| panic!("loads once only: {faults:?}"));
        assert_eq!(again.identity, form.identity);
    }
}

fn check_fault(fault: &Diagnostic, json: &Json) {
    assert!(has_message(fault.code), "no words for {}", fault.code);
    assert!(!fault.to_line("vi").is_empty() && !fault.to_line("en").is_empty());
    // A missing key is told of at the place where it should be.
    let above = fault.place.rsplit_once('/').map_or("", |(above, _)| above);
    let found = at(json, &fault.place);
    assert!(found.or(at(json, above)).is_some(), "{} is no place", fault.place);
    if let Some((from, to)) = fault.span {
        let text = found.and_then(Json::as_text).unwrap_or_else(|| panic!("{} is no expression", fault.place));
        assert!(from <= to && to <= text.chars().count(), "{from}-{to} is beyond {text:?}");
    }
}
