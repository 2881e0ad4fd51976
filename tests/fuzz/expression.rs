//! A text as an expression: parsed and checked, or a fault within it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sipas_forms::{
    expression::{Fault, Names, Reference, parse},
    text::has_message,
};
use sipas_forms_fuzz::{
    sample::{NAMES, Sample},
    stack::catch_overflow,
};

fuzz_target!(init: catch_overflow(), |text: &str| {
    let parsed = match parse(text) {
        Ok(parsed) => parsed,
        Err(fault) => return check_fault(&fault, text),
    };
    for name in parsed.names() {
        // Within `${…}`, or quoted for `jr:choice-name`, which reads the labels of a list and no answer.
        assert!(text.contains(name), "{name} is not in the text");
    }
    match parsed.check(&Sample, None) {
        Ok(expression) => {
            assert!(parsed.names().into_iter().all(|name| Sample.resolve(name).is_some()), "a name has no type");
            assert!(expression.references().len() <= parsed.names().len());
            for Reference { id, many } in expression.references() {
                let is_it = |name| Sample.resolve(name).is_some_and(|found| found.id == id && found.many == many);
                assert!(parsed.names().into_iter().any(is_it), "it reads what its text does not name: {id}");
            }
            let wanted = parsed.check(&Sample, Some(*expression.kind()));
            assert_eq!(wanted.ok().map(|wanted| *wanted.kind()), Some(*expression.kind()), "its own type does not fit");
        }
        Err(faults) => check_faults(&faults, text),
    }
    for (_, kind) in NAMES {
        if let Err(faults) = parsed.check(&Sample, Some(kind)) {
            check_faults(&faults, text);
        }
    }
});

fn check_faults(faults: &[Fault], text: &str) {
    assert!(!faults.is_empty(), "{text:?} is refused without a fault");
    for fault in faults {
        check_fault(fault, text);
    }
}

fn check_fault(fault: &Fault, text: &str) {
    let (from, to) = fault.span;
    assert!(from <= to && to <= text.chars().count(), "{from}-{to} is beyond {text:?}");
    assert!(has_message(fault.code), "no words for {}", fault.code);
}
