//! The rows of tests/cases/expressions.csv, each compiled and evaluated over the sample answers that
//! its head describes.

use super::*;
use crate::value::{Date, Ratio};
use alloc::{format, string::ToString, vec};

struct Sample;

const NAMES: [(&str, Type); 14] = [
    ("n", Type::Integer),
    ("d", Type::Decimal),
    ("none", Type::Integer),
    ("t", Type::Text),
    ("long", Type::Text),
    ("blank", Type::Text),
    ("day", Type::Date),
    ("no_day", Type::Date),
    ("one", Type::Choice(0)),
    ("no_one", Type::Choice(0)),
    ("some", Type::Choices(0)),
    ("no_some", Type::Choices(0)),
    ("level", Type::Choice(1)),
    ("yes", Type::Boolean),
];

impl Names for Sample {
    fn resolve(&self, name: &str) -> Option<(usize, Type)> {
        let id = NAMES.iter().position(|(known, _)| *known == name)?;
        NAMES.get(id).map(|(_, kind)| (id, *kind))
    }

    fn this(&self) -> Option<Type> {
        Some(Type::Integer)
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        if list == 0 { ["a", "b", "khac"].contains(&name) } else { ["1", "2", "3"].contains(&name) }
    }
}

struct Given(Vec<Option<Value>>);

impl Answers for Given {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.0.get(id)?.as_ref()
    }

    fn this(&self) -> Option<&Value> {
        self.answer(0)
    }

    fn today(&self) -> Option<Date> {
        Date::new(2025, 7, 30)
    }
}

fn given() -> Given {
    let text = |text: &str| Some(Value::Text(text.to_string()));
    let number = |text: &str| Ratio::parse(text).map(Value::Number);
    Given(vec![
        number("7"),
        number("98.5"),
        None,
        text("Hệ"),
        text(&"x".repeat(60_000)),
        None,
        Date::new(2024, 2, 29).map(Value::Date),
        None,
        text("a"),
        None,
        Some(Value::Names(vec!["a".to_string(), "khac".to_string()])),
        None,
        text("2"),
        Some(Value::Boolean(true)),
    ])
}

/// What an expression gives, as the columns of a row: type, value, fault.
fn outcome(text: &str) -> [String; 3] {
    match parse(text).and_then(|parsed| parsed.check(&Sample, None)) {
        Err(fault) => [String::new(), String::new(), format!("{} {}-{}", fault.code, fault.span.0, fault.span.1)],
        Ok(expression) => {
            let value = expression.evaluate(&given());
            let shown = value.map_or_else(
                || "empty".to_string(),
                |value| {
                    let json = value.to_json();
                    json.as_text().map_or_else(|| json.to_text(), String::from)
                },
            );
            [expression.kind().name().to_string(), shown, String::new()]
        }
    }
}

#[test]
fn what_is_too_large_is_refused() {
    for (text, fault) in [
        ("(".repeat(4000), "expression_limit 32-33"),
        ("-".repeat(4000), "expression_limit 32-33"),
        ("1+".repeat(2000), "expression_limit 513-514"),
        ("1".repeat(5000), "expression_limit 0-5000"),
        ("not(".repeat(1000), "expression_limit 128-131"),
        // A chain within parentheses within a chain: each operator may nest the tree one deeper.
        (
            (0..20).fold(String::from("1"), |inner, _| ["(", &inner, ")", &"+1".repeat(40)].concat()),
            "expression_limit 540-541",
        ),
    ] {
        assert_eq!(outcome(&text), ["", "", fault]);
    }
}

#[test]
fn the_rows_of_the_case_file_hold_and_every_function_has_one() {
    let cases = include_str!("../../tests/cases/expressions.csv");
    for signature in function::FUNCTIONS {
        assert!(cases.contains(&[signature.name, "("].concat()), "{}", signature.name);
    }
    let mut rows = csv::Reader::from_reader(cases.as_bytes());
    let mut count = 0;
    for row in rows.records().map(|row| row.unwrap_or_else(|error| panic!("{error}"))) {
        let columns: Vec<&str> = row.iter().skip(1).collect();
        let [text, expected @ ..] = columns.as_slice() else { continue };
        assert_eq!(outcome(text), expected, "row {}: {text}", count + 2);
        count += 1;
    }
    assert!(count >= 400, "only {count} rows");
}
