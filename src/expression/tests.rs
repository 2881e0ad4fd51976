use super::*;
use crate::value::{Date, Ratio};
use alloc::string::ToString;

struct Sample;

impl Names for Sample {
    fn resolve(&self, name: &str) -> Option<(usize, Type)> {
        let kinds = [
            ("n", Type::Integer),
            ("none", Type::Integer),
            ("t", Type::Text),
            ("one", Type::Choice(0)),
            ("some", Type::Choices(0)),
        ];
        kinds
            .iter()
            .position(|(known, _)| *known == name)
            .zip(kinds.iter().find(|(known, _)| *known == name))
            .map(|(id, (_, kind))| (id, *kind))
    }
    fn this(&self) -> Option<Type> {
        Some(Type::Integer)
    }
    fn has_choice(&self, _: usize, name: &str) -> bool {
        ["a", "b", "khac"].contains(&name)
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
    Given(alloc::vec![
        Some(Value::Number(Ratio::integer(7))),
        None,
        Some(Value::Text("Hệ".into())),
        Some(Value::Text("a".into())),
        Some(Value::Names(alloc::vec!["a".into(), "khac".into()])),
    ])
}

#[track_caller]
fn gives(text: &str, expected: &str) {
    let value = compile(text, &Sample, None).map(|expression| expression.evaluate(&given()));
    let shown = match value {
        Ok(Some(value)) => value.to_json().to_text(),
        Ok(None) => "empty".to_string(),
        Err(fault) => alloc::format!("{} {:?}", fault.code, fault.span),
    };
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn values() {
    gives("${n} + 2 * 3", "13");
    gives("(${n} + 2) * 3", "27");
    gives("10 - 3 - 2", "5");
    gives("-${n} mod 4", "-3");
    gives("${n} div 2", "3.5");
    gives("1 div 3 = 2 div 6", "true");
    gives("${n} div 0", "empty");
    gives("${none} + 1", "empty");
    gives("${none} = ''", "true");
    gives("${none} != ''", "false");
    gives("${none} > 1 or ${n} >= 7 and not(${n} = 8)", "true");
    gives("if(${n} > 5, 'x', 'y')", "\"x\"");
    gives("coalesce(${none}, ${n})", "7");
    gives("selected(${some}, 'khac') and selected(${one}, 'a')", "true");
    gives("count-selected(${some})", "2");
    gives("${one} = 'b'", "false");
    gives("string-length(${t})", "2");
    gives("concat(${t}, '-', ${one})", "\"Hệ-a\"");
    gives("number('98.5') + 0.5", "99");
    gives("number('x')", "empty");
    gives("round(2 div 3, 2)", "0.67");
    gives("max(${n}, ${none}, 9)", "9");
    gives("min(${none})", "empty");
    gives("sum(${n}, 1)", "8");
    gives("today() < date('2025-07-30')", "false");
    gives(". >= 0 and . <= 100", "true");
    gives("int(-7 div 2)", "-3");
}

#[test]
fn faults_have_a_code_and_a_place() {
    gives("${x} = 1", "expression_unknown_name (0, 4)");
    gives("${n} = 'a'", "expression_wrong_type (7, 10)");
    gives("${one} = 'c'", "expression_unknown_choice (9, 12)");
    gives("selected(${some}, 'c')", "expression_unknown_choice (18, 21)");
    gives("${some} = 'a'", "expression_wrong_type (0, 7)");
    gives("1 + true()", "expression_wrong_type (4, 10)");
    gives("if(1, 2, 3)", "expression_wrong_type (3, 4)");
    gives("if(true(), 2, 'a')", "expression_wrong_type (14, 17)");
    gives("nope(1)", "expression_unknown_function (0, 7)");
    gives("not()", "expression_arguments (0, 5)");
    gives("1 +", "expression_syntax (3, 3)");
    gives("'a", "expression_syntax (0, 2)");
    gives("(1", "expression_syntax (2, 2)");
    gives("1 2", "expression_syntax (2, 3)");
    gives("${n", "expression_syntax (0, 3)");
    gives("1.2.3", "expression_syntax (0, 5)");
    gives("#", "expression_syntax (0, 1)");
    gives("", "expression_syntax (0, 0)");
    gives(&"(".repeat(4000), "expression_limit (32, 33)");
    gives(&"-".repeat(4000), "expression_limit (32, 33)");
    gives(&"1+".repeat(2000), "expression_limit (513, 514)");
    let chains = ["1", &"+1".repeat(40)].concat();
    let nested = (0..20).fold(chains.clone(), |inner, _| ["(", &inner, ")+", &chains].concat());
    gives(&nested, "expression_limit (539, 540)");
    gives(&"1".repeat(5000), "expression_limit (0, 5000)");
}
