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

const MANY: [(&str, Option<Type>); 4] =
    [("row", None), ("row_n", Some(Type::Integer)), ("row_t", Some(Type::Text)), ("row_none", Some(Type::Integer))];

impl Names for Sample {
    fn resolve(&self, name: &str) -> Option<Found> {
        let one = NAMES.iter().position(|(known, _)| *known == name);
        let kind = one.and_then(|id| NAMES.get(id)).map(|(_, kind)| *kind);
        let many = MANY.iter().position(|(known, _)| *known == name);
        one.map(|id| Found { id, kind, many: false }).or_else(|| {
            let id = many?;
            Some(Found { id: id + 100, kind: MANY.get(id).and_then(|(_, kind)| *kind), many: true })
        })
    }

    fn this(&self) -> Option<Type> {
        Some(Type::Integer)
    }

    fn in_row(&self) -> bool {
        true
    }

    fn may_keep(&self) -> bool {
        true
    }

    fn has_choice(&self, list: usize, name: &str) -> bool {
        if list == 0 { ["a", "b", "khac"].contains(&name) } else { ["1", "2", "3"].contains(&name) }
    }

    fn is_numeric(&self, list: usize) -> bool {
        list == 1
    }

    fn has_column(&self, name: &str) -> bool {
        name == "province"
    }

    fn is_list(&self, list: usize, name: &str) -> bool {
        list == 0 && name == "abc"
    }

    fn list_has_column(&self, _: usize, name: &str) -> bool {
        name == "due"
    }
}

struct Given(Vec<Option<Value>>);

impl Answers for Given {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.0.get(id)?.as_ref()
    }

    fn each(&self, id: usize) -> Vec<Option<&Value>> {
        match id {
            101 => vec![self.answer(0), None, self.answer(0)],
            102 => vec![self.answer(3), None, self.answer(8)],
            _ => vec![None, None, None],
        }
    }

    fn this(&self) -> Option<&Value> {
        self.answer(0)
    }

    fn column(&self, name: &str) -> Option<&str> {
        (name == "province").then_some("37")
    }

    fn position(&self) -> Option<usize> {
        Some(2)
    }

    fn today(&self) -> Option<Date> {
        Date::new(2025, 7, 30)
    }

    fn now(&self) -> Option<&str> {
        Some("2025-07-30T08:15:00+07:00")
    }

    fn choice_column(&self, _: usize, name: &str, _: &str) -> Option<&str> {
        (name == "a").then_some("2025-07-30")
    }

    fn choice_label(&self, _: usize, name: &str) -> Option<String> {
        Some(format!("Nhãn {name}"))
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

/// The faults of an expression: each with its code and its place.
fn told(faults: &[Fault]) -> String {
    let told = |fault: &Fault| format!("{} {}-{}", fault.code, fault.span.0, fault.span.1);
    faults.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// What an expression gives, as the columns of a row: type, value, fault.
fn outcome(text: &str) -> [String; 3] {
    match parse(text).map_err(|fault| vec![fault]).and_then(|parsed| parsed.check(&Sample, None)) {
        Err(faults) => [String::new(), String::new(), told(&faults)],
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
    for signature in function::functions() {
        assert!(cases.contains(&[signature.name, "("].concat()), "{}", signature.name);
    }
    let mut rows = csv::Reader::from_reader(cases.as_bytes());
    let mut count = 0;
    let mut wrong = Vec::new();
    for row in rows.records().map(|row| row.unwrap_or_else(|error| panic!("{error}"))) {
        let columns: Vec<&str> = row.iter().skip(1).collect();
        let [text, expected @ ..] = columns.as_slice() else { continue };
        let found = outcome(text);
        if found != *expected {
            wrong.push(format!("row {}: {text} gives {found:?}, not {expected:?}", count + 2));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 400, "only {count} rows");
}
