//! Bytes as a definition: loading ends, says what is wrong at places that exist, and a form that
//! loads refers to nothing that it does not have, and is the same form once it was packed.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    expression::{Reference, Type},
    form::{
        Bundled, Diagnostic, Element, Form, Kind, Link, MAX_DEFINITION_BYTES, MAX_FAULTS, MAX_ROWS, MAX_SCORE_NODES,
        Method, Part, Reporting, Required, Score, bundle, load,
    },
    text::has_message,
    value::{Json, Ratio},
};
use sipas_forms_fuzz::{at, mutate, read, reread, stack::catch_overflow};

fuzz_target!(init: catch_overflow(), |data: &[u8]| {
    let Some(json) = read(data).filter(|_| data.len() <= MAX_DEFINITION_BYTES) else { return };
    check_bundled(&json);
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

/// With its members, or itself, as the files that it names: putting it together ends, and once is
/// enough.
fn check_bundled(json: &Json) {
    match Bundled::new(json, &|file| Ok(json.get(file).unwrap_or(json).clone())) {
        Ok(bundled) => match load(&bundled.json) {
            Ok(_) => {
                let again = bundle(&bundled.json, &|file| Err(String::from(file)));
                assert_eq!(again, Ok(bundled.json), "it takes data still");
            }
            Err(faults) => {
                for fault in faults {
                    let place = bundled.trace(fault).fault.place;
                    assert!(place.is_empty() || place.starts_with('/'), "{place} is no place");
                }
            }
        },
        Err(faults) => {
            assert!((1..=MAX_FAULTS).contains(&faults.len()), "{} faults", faults.len());
            for traced in faults {
                let code = traced.fault.code;
                assert!(!code.is_empty() && !traced.to_line("vi").is_empty(), "{code}");
            }
        }
    }
}

fn check_form(form: &Form, json: &Json) {
    let count = form.elements.len();
    let mut slots = BTreeMap::new();
    for (index, element) in form.elements.iter().enumerate() {
        let what = &element.name;
        assert_eq!(form.find(what), Some(index), "{what} is not the only one of its name");
        assert!(element.parent.is_none_or(|parent| parent < index), "{what} stands before its group");
        let around = element.parent.and_then(|parent| Some((parent, form.element(parent)?)));
        let repeat =
            around.and_then(|(parent, above)| if above.kind.is_repeat() { Some(parent) } else { above.repeat });
        assert_eq!(element.repeat, repeat, "{what} is in another repeat than its group");
        let slot = slots.entry(repeat).or_insert(0);
        assert_eq!(element.slot, *slot, "{what} shares its place with another");
        *slot += 1;
        let list = element.kind.list().map(|list| form.lists.get(list));
        assert!(list.is_none_or(|list| list.is_some_and(|list| !list.choices.is_empty())), "{what} has no choices");
        assert!(element.min_rows <= element.max_rows && element.max_rows <= MAX_ROWS, "{what} has no number of rows");
        assert!(!element.kind.is_range() || element.step.is_some_and(|step| step > Ratio::ZERO), "{what} stands still");
        check_expressions(form, index, element);
        check_report(form, element);
    }
    check_settings(form);
    let mut order = form.order.clone();
    order.sort_unstable();
    assert!(order.into_iter().eq(0..count), "not every element is in the order once");
    for by in &form.results_by {
        assert!(form.element(*by).is_some_and(|element| form.list_of(element.kind).is_some()), "a group is open");
    }
    let mut nodes = 0;
    form.scores.iter().for_each(|score| score.walk(&mut |score| nodes += check_score(form, score)));
    assert!(nodes <= MAX_SCORE_NODES, "{nodes} nodes and items");

    let packed = form.pack();
    let unpacked = Form::unpack(&packed).unwrap_or_else(|code| panic!("its own bytes are {code}"));
    assert!(unpacked.pack() == packed, "it is another form once it was packed");
    // What a browser reads from another server's text must be the same form to the letter.
    if !json.is_inexact() {
        let again = load(&reread(json)).unwrap_or_else(|faults| panic!("loads once only: {faults:?}"));
        assert_eq!(again.identity, form.identity);
        // Its lists may stand in another order then, and their numbers with them.
        let again = read(json.to_text().as_bytes()).and_then(|json| load(&json).ok());
        assert!(again.is_some_and(|form| form.pack() == packed), "it is another form when its text is read again");
    }
}

/// A check has one rule, and what it and others name is where they can read it.
fn check_report(form: &Form, element: &Element) {
    let what = &element.name;
    assert_eq!(element.kind == Kind::Check, !element.fields.is_empty(), "{what} is about nothing, or no check");
    for field in element.fields.iter().map(|field| &form.elements[*field]) {
        assert!(field.kind.is_asked(), "{what} is about {}", field.name);
        assert!(field.repeat.is_none() || field.repeat == element.repeat, "{what} is about {} of many", field.name);
    }
    if element.kind == Kind::Check {
        assert!(element.constraint.is_some() != element.warning.is_some(), "{what} has no rule, or two");
    }
    for saved in [element.last_saved, element.offer_saved].into_iter().flatten() {
        let saved = &form.elements[saved];
        assert!(element.repeat.is_none() && saved.repeat.is_none(), "{what} takes one of many");
        assert!(saved.kind.answer_type().is_some(), "{what} takes what {} has not", saved.name);
    }
}

/// What the settings of a report name is what they may name.
fn check_settings(form: &Form) {
    let Reporting { preview, report, last_saved_same, companions, .. } = &form.reporting;
    let outside = |index: &usize| Some(&form.elements[*index]).filter(|element| element.repeat.is_none());
    let is = |index: &usize, wanted: &dyn Fn(Kind) -> bool| outside(index).is_some_and(|found| wanted(found.kind));
    assert!(preview.iter().all(|index| is(index, &|kind| kind == Kind::Note)), "a preview is no note");
    assert!(last_saved_same.iter().all(|index| is(index, &Kind::is_asked)), "what must be the same is no question");
    if let Some(report) = report {
        let parts = [report.unit, report.period];
        assert!(
            parts.iter().all(|index| is(index, &|kind| matches!(kind, Kind::SelectOne(_)))),
            "a report of anything"
        );
        assert!(is(&report.key, &|kind| kind == Kind::Calculate(Type::Text)), "a key is no text");
        assert!(is(&report.late, &|kind| kind == Kind::Calculate(Type::Boolean)), "late is no truth");
    }
    for (name, expression) in companions.iter().flat_map(|companion| &companion.prefill) {
        for Reference { id, many } in expression.references() {
            assert!(many || outside(&id).is_some(), "{name} begins with one row of many");
        }
    }
}

/// What a score counts is there and can be counted; gives how many nodes and items it is.
fn check_score(form: &Form, score: &Score) -> usize {
    let what = &score.name;
    for item in &score.items {
        let element = form.element(item.question).unwrap_or_else(|| panic!("{what} has an item that is not there"));
        let choices = form.list_of(element.kind).map_or(0, |list| list.choices.len());
        assert_eq!(item.gains.len(), choices, "{what}: {}", element.name);
        assert!(choices > 0 || score.method == Method::Sum, "{what}: {} is open", element.name);
        assert!(item.whole > 0, "{what}: {} is of nothing", element.name);
    }
    let (numerator, denominator) = score.rule.fraction.clone().unzip();
    for expression in [numerator, denominator, score.rule.relevant.clone()].into_iter().flatten() {
        for Reference { id, many } in expression.references() {
            let repeat = form.element(id).unwrap_or_else(|| panic!("{what} reads what there is not")).repeat;
            assert!(many || repeat.is_none(), "{what} reads one row of many");
        }
    }
    let target = score.rule.target.as_ref();
    assert!(target.is_none_or(|target| target.value >= Ratio::ZERO), "{what} has a target below 0");
    assert!(score.rule.bands.iter().is_sorted_by(|left, right| left.from > right.from), "{what}: bands");
    1 + score.items.len()
}

/// Conditions are conditions, what is read is there (one answer, or one of every row), and whoever
/// reads it is told of its change.
fn check_expressions(form: &Form, index: usize, element: &Element) {
    let what = &element.name;
    let required = if let Required::When(expression) = &element.required { Some(expression) } else { None };
    let conditions = [
        (element.relevant.as_ref(), Part::State),
        (element.constraint.as_ref(), Part::Check),
        (element.warning.as_ref(), Part::Check),
        (element.choice_filter.as_ref(), Part::Check),
        (required, Part::Check),
    ];
    let conditions = conditions.into_iter().filter_map(|(expression, part)| Some((expression?, part)));
    let calculation = element.calculation.as_ref();
    assert_eq!(
        calculation.map(|calculation| Kind::Calculate(*calculation.kind())),
        match element.kind {
            Kind::Calculate(_) => Some(element.kind),
            _ => None,
        }
    );
    for (expression, part) in conditions.clone().chain(calculation.map(|calculation| (calculation, Part::State))) {
        for Reference { id, many } in expression.references() {
            let read = form.element(id).unwrap_or_else(|| panic!("{what} reads what there is not"));
            // One answer is that of a repeat that `what` is in as well.
            let one = form.repeats(id).into_iter().flatten().eq(form
                .repeats(index)
                .into_iter()
                .flatten()
                .take(form.depth(id)));
            assert!(
                if many { !one || read.kind.is_repeat() } else { one && !read.kind.is_repeat() },
                "{what} reads {}",
                read.name
            );
            let link = Link { element: index, many, part };
            assert!(form.links[id].contains(&link), "{what} is not told of a change of {}", read.name);
        }
    }
    for (expression, _) in conditions {
        assert_eq!(expression.kind().name(), "boolean", "{what} has a condition that is none");
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
