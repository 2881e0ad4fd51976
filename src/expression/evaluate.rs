//! The value of a typed expression. Nothing here can fail: what has no value is empty.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use super::MAX_TEXT_BYTES;
use super::check::Node;
use super::function::Function;
use super::parse::Operator;
use crate::value::{Date, Json, Ratio};

/// A value of an answer or an expression; the empty value is `None` of an `Option`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A truth.
    Boolean(bool),
    /// A whole or decimal number.
    Number(Ratio),
    /// A text, or the name of a choice.
    Text(String),
    /// A date.
    Date(Date),
    /// The names of the chosen choices, in the order of their list; never empty.
    Names(Vec<String>),
}

impl Value {
    /// As it is stored and sent: JSON numbers, ISO dates, names of choices.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Boolean(truth) => Json::Bool(*truth),
            Self::Number(number) => number.held().into(),
            Self::Text(text) => Json::Text(text.clone()),
            Self::Date(date) => Json::Text(date.to_iso()),
            Self::Names(names) => names.iter().map(String::as_str).collect(),
        }
    }

    /// The text of a text or the name of a choice.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// One respondent's answers, as an expression sees them.
pub trait Answers {
    /// The answer with this identifier; `None` when empty or not relevant.
    fn answer(&self, id: usize) -> Option<&Value>;
    /// The answer the expression belongs to.
    fn this(&self) -> Option<&Value>;
    /// The day the form is filled, handed in from outside.
    fn today(&self) -> Option<Date>;
}

/// The value of `node`; a text without characters is empty.
pub fn evaluate(node: &Node, answers: &dyn Answers) -> Option<Value> {
    let value = match node {
        Node::Constant(value) => Some(value.clone()),
        Node::This => answers.this().cloned(),
        Node::Answer(id) => answers.answer(*id).cloned(),
        Node::IsEmpty(inner) => Some(Value::Boolean(evaluate(inner, answers).is_none())),
        Node::Negate(inner) => number(inner, answers)?.checked_neg().map(Value::Number),
        Node::Binary(operator, left, right) => binary(*operator, left, right, answers),
        Node::Call(function, arguments) => call(*function, arguments, answers),
    };
    value.filter(|value| !matches!(value, Value::Text(text) if text.is_empty()))
}

fn number(node: &Node, answers: &dyn Answers) -> Option<Ratio> {
    if let Some(Value::Number(number)) = evaluate(node, answers) { Some(number) } else { None }
}

fn text(node: &Node, answers: &dyn Answers) -> String {
    if let Some(Value::Text(text)) = evaluate(node, answers) { text } else { String::new() }
}

fn truth(node: &Node, answers: &dyn Answers) -> bool {
    evaluate(node, answers) == Some(Value::Boolean(true))
}

fn binary(operator: Operator, left: &Node, right: &Node, answers: &dyn Answers) -> Option<Value> {
    let arithmetic = |compute: fn(Ratio, Ratio) -> Option<Ratio>| {
        compute(number(left, answers)?, number(right, answers)?).map(Value::Number)
    };
    let ordered = |wanted: fn(Ordering) -> bool| {
        let order = match (evaluate(left, answers), evaluate(right, answers)) {
            (Some(Value::Number(left)), Some(Value::Number(right))) => left.cmp(&right),
            (Some(Value::Date(left)), Some(Value::Date(right))) => left.cmp(&right),
            _ => return Some(Value::Boolean(false)),
        };
        Some(Value::Boolean(wanted(order)))
    };
    match operator {
        Operator::Or => Some(Value::Boolean(truth(left, answers) || truth(right, answers))),
        Operator::And => Some(Value::Boolean(truth(left, answers) && truth(right, answers))),
        Operator::Equal => Some(Value::Boolean(evaluate(left, answers) == evaluate(right, answers))),
        Operator::NotEqual => Some(Value::Boolean(evaluate(left, answers) != evaluate(right, answers))),
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::Add => arithmetic(Ratio::checked_add),
        Operator::Subtract => arithmetic(Ratio::checked_sub),
        Operator::Multiply => arithmetic(Ratio::checked_mul),
        Operator::Divide => arithmetic(Ratio::checked_div),
        Operator::Remainder => arithmetic(Ratio::checked_rem),
    }
}

fn fold(arguments: &[Node], answers: &dyn Answers, combine: fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Value> {
    let mut numbers = arguments.iter().filter_map(|argument| number(argument, answers));
    let first = numbers.next()?;
    numbers.try_fold(first, combine).map(Value::Number)
}

/// The texts one after the other, as long as they stay within [`MAX_TEXT_BYTES`].
fn concat(arguments: &[Node], answers: &dyn Answers) -> Option<Value> {
    let mut joined = String::new();
    for argument in arguments {
        joined.push_str(&text(argument, answers));
        if joined.len() > MAX_TEXT_BYTES {
            return None;
        }
    }
    Some(Value::Text(joined))
}

fn call(function: Function, arguments: &[Node], answers: &dyn Answers) -> Option<Value> {
    let mut each = arguments.iter();
    // The checker has counted the arguments; a missing one would merely be empty.
    let mut next = || each.next().unwrap_or(&Node::Constant(Value::Boolean(false)));
    let count = |count: usize| i64::try_from(count).ok().map(|count| Value::Number(Ratio::integer(count)));
    match function {
        Function::Not => Some(Value::Boolean(!truth(next(), answers))),
        Function::True => Some(Value::Boolean(true)),
        Function::False => Some(Value::Boolean(false)),
        Function::If => {
            let condition = truth(next(), answers);
            let (then, otherwise) = (next(), next());
            evaluate(if condition { then } else { otherwise }, answers)
        }
        Function::Coalesce => arguments.iter().find_map(|argument| evaluate(argument, answers)),
        Function::Selected => {
            let chosen = evaluate(next(), answers);
            let wanted = text(next(), answers);
            Some(Value::Boolean(match chosen {
                Some(Value::Names(names)) => names.contains(&wanted),
                Some(Value::Text(name)) => name == wanted,
                _ => false,
            }))
        }
        Function::CountSelected => match evaluate(next(), answers) {
            Some(Value::Names(names)) => count(names.len()),
            Some(_) => count(1),
            None => count(0),
        },
        Function::StringLength => count(text(next(), answers).chars().count()),
        Function::Contains => Some(Value::Boolean(text(next(), answers).contains(&text(next(), answers)))),
        Function::StartsWith => Some(Value::Boolean(text(next(), answers).starts_with(&text(next(), answers)))),
        Function::EndsWith => Some(Value::Boolean(text(next(), answers).ends_with(&text(next(), answers)))),
        Function::Concat => concat(arguments, answers),
        Function::Number => Ratio::parse(&text(next(), answers)).map(Value::Number),
        Function::Int => Some(Value::Number(number(next(), answers)?.truncate())),
        Function::Round => {
            let value = number(next(), answers)?;
            let places = number(next(), answers)?.to_integer()?;
            value.round(u8::try_from(places).ok()?).map(Value::Number)
        }
        Function::Abs => number(next(), answers)?.abs().map(Value::Number),
        Function::Min => fold(arguments, answers, |left, right| Some(left.min(right))),
        Function::Max => fold(arguments, answers, |left, right| Some(left.max(right))),
        Function::Sum => fold(arguments, answers, Ratio::checked_add),
        Function::Today => answers.today().map(Value::Date),
        Function::Date => Date::parse_iso(&text(next(), answers)).map(Value::Date),
    }
}
