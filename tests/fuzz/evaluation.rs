//! An expression and answers, `{"expression": "…", "today": "…", "answers": {…}}`: the value is of
//! the expression's type, and equal expressions have equal values.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use sipas_forms::{
    expression::{Type, Value, parse},
    value::Json,
};
use sipas_forms_fuzz::{
    mutate, read,
    sample::{Given, Sample, is_of},
    stack::catch_overflow,
};

fuzz_target!(init: catch_overflow(), |data: &[u8]| -> Corpus {
    let Some(json) = read(data) else { return Corpus::Reject };
    let Some(text) = json.get("expression").and_then(Json::as_text) else { return Corpus::Reject };
    let given = Given::new(&json);
    let Some((kind, value)) = outcome(text, &given) else { return Corpus::Keep };
    assert!(value.as_ref().is_none_or(|value| is_of(value, kind)), "{text:?} is no {}: {value:?}", kind.name());

    // Longer and deeper than `text`, so it may be refused for that alone.
    let expect = |other: String, expected: Option<Value>| {
        if let Some((_, found)) = outcome(&other, &given) {
            assert_eq!(found, expected, "{other:?}");
        }
    };
    let truth = |truth: bool| Some(Value::Boolean(truth));
    expect(format!("({text})"), value.clone());
    expect(format!("if(true(), {text}, {text})"), value.clone());
    expect(format!("if(false(), {text}, {text})"), value.clone());
    expect(format!("coalesce({text}, {text})"), value.clone());
    expect(format!("({text}) = ''"), truth(value.is_none()));
    expect(format!("({text}) != ''"), truth(value.is_some()));
    expect(format!("({text}) = ({text})"), truth(true));
    expect(format!("({text}) != ({text})"), truth(false));
    match kind {
        Type::Boolean => {
            expect(format!("not(not({text}))"), truth(value == truth(true)));
            expect(format!("({text}) or not({text})"), truth(true));
            expect(format!("({text}) and not({text})"), truth(false));
        }
        Type::Integer | Type::Decimal => {
            expect(format!("min({text}, {text})"), value.clone());
            expect(format!("max({text}, {text})"), value.clone());
            expect(format!("({text}) < ({text})"), truth(false));
            expect(format!("({text}) <= ({text})"), truth(value.is_some()));
        }
        Type::Text => expect(format!("concat({text})"), value.clone()),
        Type::Date => expect(format!("({text}) >= ({text})"), truth(value.is_some())),
        Type::Choice(_) | Type::Choices(_) => {}
    }
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::evaluation(data, size, max_size, seed, fuzzer_mutate)
});

/// The type and the value of an expression; `None` for a text that is none.
fn outcome(text: &str, given: &Given) -> Option<(Type, Option<Value>)> {
    let expression = parse(text).ok()?.check(&Sample, None).ok()?;
    Some((*expression.kind(), expression.evaluate(given)))
}
