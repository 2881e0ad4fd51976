//! What strangers send: each is refused with its code, in bounded time and memory, and nothing
//! panics.
#![cfg(feature = "program")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sipas_forms::{
    entry::Entry,
    form::{Form, load},
    value::Json,
};

fn read(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn definition(children: &str) -> String {
    format!(
        r#"{{"schema_version": 1, "form_id": "limits", "version": "1", "title": "Limits",
            "provenance": {{"source": "a test"}},
            "choices": {{"many": [{}]}},
            "survey": [{{"type": "group", "name": "page", "label": "Page", "children": [{children}]}}]}}"#,
        (0..5000).map(|index| format!(r#"{{"name": "c{index}", "label": "C"}}"#)).collect::<Vec<_>>().join(",")
    )
}

fn form(children: &str) -> Arc<Form> {
    Arc::new(load(&read(&definition(children))).unwrap_or_else(|faults| panic!("{faults:#?}")))
}

fn codes(form: &Arc<Form>, answers: &str) -> Vec<&'static str> {
    let begun = Instant::now();
    let entry = Entry::from_answers(Arc::clone(form), None, &read(answers));
    let codes = entry.issues().iter().map(|issue| issue.code).collect();
    // Far above what it takes, even unoptimised on a busy machine, and far below what hangs.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    codes
}

const ROWS: &str = r#"{"type": "repeat", "name": "outer", "label": "O", "children": [
    {"type": "integer", "name": "n", "label": "N"},
    {"type": "repeat", "name": "inner", "label": "I", "children": [
        {"type": "integer", "name": "x", "label": "X", "constraint": ". < ${n}"},
        {"type": "integer", "name": "y", "label": "Y", "relevant": "sum(${x}) > 0"}]}]},
    {"type": "calculate", "name": "total", "calculation": "sum(${x})"}"#;

#[test]
fn rows_beyond_all_measure_are_refused() {
    let form = form(ROWS);
    let rows = |count: usize, row: &str| vec![row; count].join(",");
    let thousands = format!(r#"{{"outer": [{}]}}"#, rows(100_000, "{}"));
    assert_eq!(codes(&form, &thousands), ["too_many_rows"]);
    // A row of a thousand rows, again and again: the cells run out before the memory does.
    let inner = format!(r#"{{"n": 5, "inner": [{}]}}"#, rows(1000, r#"{"x": 1}"#));
    let nested = format!(r#"{{"outer": [{}]}}"#, rows(40, &inner));
    let found = codes(&form, &nested);
    assert!(found.contains(&"too_many_rows") && found.len() < 50, "{}", found.len());
}

#[test]
fn answers_of_every_wrong_shape_are_refused() {
    let form = form(
        &[
            ROWS,
            r#"{"type": "text", "name": "word", "label": "W", "constraint": "not(regex(., '(a*)*b'))"}"#,
            r#"{"type": "select_multiple", "name": "some", "label": "S", "choices": "many"}"#,
            r#"{"type": "decimal", "name": "share", "label": "D"}"#,
        ]
        .join(","),
    );
    for (answers, expected) in [
        (r#"{"outer": 7}"#, "wrong_type"),
        (r#"{"outer": {"0": {}}}"#, "wrong_type"),
        (r#"{"outer": [[]]}"#, "wrong_type"),
        (r#"{"outer": [{"inner": "x"}]}"#, "wrong_type"),
        (r#"{"word": ["x"]}"#, "wrong_type"),
        (r#"{"word": "a\u0000b"}"#, "control_character"),
        (r#"{"some": ["c1", "c1"]}"#, "not_a_choice"),
        (r#"{"some": ["c1", 7]}"#, "not_a_choice"),
        (r#"{"share": 1e300}"#, "too_precise"),
        (r#"{"share": 9007199254740993}"#, "too_precise"),
        (r#"{"__proto__": {"x": 1}}"#, "unknown_question"),
        (r#"{"constructor": 1}"#, "unknown_question"),
        (r#"{"page": 1}"#, "unknown_question"),
    ] {
        assert_eq!(codes(&form, answers), [expected], "{answers}");
    }
    // A million characters, and a pattern that makes backtracking explode.
    assert_eq!(codes(&form, &format!(r#"{{"word": "{}"}}"#, "x".repeat(1 << 20))), ["too_long"]);
    assert_eq!(codes(&form, &format!(r#"{{"word": "{}"}}"#, "a".repeat(4000))), Vec::<&str>::new());
    let all: Vec<String> = (0..5000).rev().map(|index| format!(r#""c{index}""#)).collect();
    assert_eq!(codes(&form, &format!(r#"{{"some": [{}]}}"#, all.join(","))), Vec::<&str>::new());
    let strangers: Vec<String> = (0..50_000).map(|index| format!(r#""k{index}": 1"#)).collect();
    assert_eq!(codes(&form, &format!("{{{}}}", strangers.join(","))).len(), 100);
}

#[test]
fn definitions_beyond_the_limits_are_refused() {
    let first = |children: &str| {
        let begun = Instant::now();
        let faults = load(&read(&definition(children))).err().unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        faults.first().map_or("", |fault| fault.code)
    };
    let question = |rest: &str| format!(r#"{{"type": "text", "name": "q", "label": "Q", {rest}}}"#);
    let constraint = |text: &str| first(&question(&format!(r#""constraint": "{text}""#)));
    assert_eq!(constraint(&"(".repeat(4000)), "expression_limit");
    assert_eq!(constraint(&"not(".repeat(900)), "expression_limit");
    assert_eq!(constraint(&format!("{}1 = 1", "1 = 1 or ".repeat(400))), "expression_limit");
    assert_eq!(constraint(&format!("regex(., '{}')", "(a{1,1000}){1,1000}")), "expression_pattern");
    assert_eq!(constraint(&format!("regex(., '{}')", "(".repeat(3000))), "expression_pattern");
    assert_eq!(constraint(&format!("regex(., '{}')", "[".repeat(3000))), "expression_pattern");
    assert_eq!(constraint(&"x".repeat(4001)), "definition_limit");
    let many: Vec<String> =
        (0..1100).map(|index| format!(r#"{{"type": "text", "name": "q{index}", "label": "Q"}}"#)).collect();
    assert_eq!(first(&many.join(",")), "definition_limit");
    // A chain of calculations, each of which doubles the text before it.
    let doubled: Vec<String> = (1..200)
        .map(|index| {
            let before = index - 1;
            format!(r#"{{"type": "calculate", "name": "c{index}", "calculation": "concat(${{c{before}}}, ${{c{before}}})"}}"#)
        })
        .collect();
    let chain = format!(r#"{{"type": "text", "name": "c0", "label": "C"}}, {}"#, doubled.join(","));
    assert_eq!(codes(&form(&chain), r#"{"c0": "xxxxxxxx"}"#), Vec::<&str>::new());
}
