//! The value of a typed expression. Nothing here can fail: what has no value is empty.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use super::{MAX_TEXT_BYTES, check::Node, function::Function, parse::Operator};
use crate::{
    FULL,
    value::{Date, Json, Ratio, digits},
};

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
    /// The names of the chosen choices, in the order of their list, of a rank in the order given; never
    /// empty.
    Names(Vec<String>),
}

crate::pack_enum!(Value { 0 = Boolean(truth), 1 = Number(number), 2 = Text(text), 3 = Date(date), 4 = Names(names) });

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

    /// As it is after it was stored and read again; `None` for a number that JSON cannot hold.
    #[must_use]
    pub fn held(self) -> Option<Self> {
        if let Self::Number(number) = self { number.held().map(Self::Number) } else { Some(self) }
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
    /// The answers of every row, in order; of a repeat, an empty one per row.
    fn each(&self, id: usize) -> Vec<Option<&Value>>;
    /// The answer the expression belongs to.
    fn this(&self) -> Option<&Value>;
    /// A column of the choice that the expression looks at; empty where it has none.
    fn column(&self, name: &str) -> Option<&str>;
    /// Which row the expression is in, from 1.
    fn position(&self) -> Option<usize>;
    /// The day the form is filled, handed in from outside.
    fn today(&self) -> Option<Date>;
    /// The moment the form is filled, RFC 3339, handed in from outside.
    fn now(&self) -> Option<&str>;
    /// The label of a choice, in the language of the respondent.
    fn choice_label(&self, list: usize, name: &str) -> Option<String>;
    /// A column of a choice; empty where it has none.
    fn choice_column(&self, list: usize, name: &str, column: &str) -> Option<&str>;
}

/// The value of `node`; a text without characters is empty, and so is one beyond
/// [`MAX_TEXT_BYTES`].
pub fn evaluate(node: &Node, answers: &dyn Answers) -> Option<Value> {
    let value = match node {
        Node::Constant(value) => Some(value.clone()),
        Node::This => answers.this().cloned(),
        Node::Answer(id) => answers.answer(*id).cloned(),
        Node::Column(name) => answers.column(name).map(|text| Value::Text(String::from(text))),
        Node::IsEmpty(inner) => Some(Value::Boolean(evaluate(inner, answers).is_none())),
        Node::Negate(inner) => number(inner, answers)?.checked_neg().map(Value::Number),
        Node::Binary(operator, left, right) => binary(*operator, left, right, answers),
        Node::Matches(pattern, inner) if FULL => Some(Value::Boolean(pattern.matches(&text(inner, answers)))),
        Node::Label(list, inner) if FULL => answers.choice_label(*list, &text(inner, answers)).map(Value::Text),
        Node::Lookup(list, column, inner) if FULL => {
            let name = text(inner, answers);
            answers.choice_column(*list, &name, column).map(|text| Value::Text(String::from(text)))
        }
        Node::Call(function, arguments) => call(*function, arguments, answers),
        // The checker lets `Each` stand only where its rows are read one by one.
        Node::Each(_) | Node::Matches(..) | Node::Label(..) | Node::Lookup(..) => None,
    };
    value.filter(|value| !matches!(value, Value::Text(text) if text.is_empty() || text.len() > MAX_TEXT_BYTES))
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

fn count(count: usize) -> Option<Value> {
    i64::try_from(count).ok().map(|count| Value::Number(Ratio::integer(count)))
}

fn binary(operator: Operator, left: &Node, right: &Node, answers: &dyn Answers) -> Option<Value> {
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
        Operator::Equal | Operator::NotEqual => {
            let equal = evaluate(left, answers) == evaluate(right, answers);
            Some(Value::Boolean(equal == (operator == Operator::Equal)))
        }
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
            arithmetic(operator, evaluate(left, answers)?, evaluate(right, answers)?)
        }
    }
}

fn arithmetic(operator: Operator, left: Value, right: Value) -> Option<Value> {
    let days = |date: Date| i64::from(date.days());
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let compute = match operator {
                Operator::Add => Ratio::checked_add,
                Operator::Subtract => Ratio::checked_sub,
                Operator::Multiply => Ratio::checked_mul,
                Operator::Divide => Ratio::checked_div,
                _ => Ratio::checked_rem,
            };
            compute(left, right).map(Value::Number)
        }
        (Value::Date(left), Value::Date(right)) => {
            days(left).checked_sub(days(right)).map(|days| Value::Number(Ratio::integer(days)))
        }
        (Value::Date(date), Value::Number(shift)) => {
            let shift = shift.to_integer()?;
            let shifted =
                if operator == Operator::Add { days(date).checked_add(shift) } else { days(date).checked_sub(shift) };
            Date::from_days(i32::try_from(shifted?).ok()?).map(Value::Date)
        }
        _ => None,
    }
}

/// The values of an argument: of every row, or its one; the empty ones left out.
fn values(arguments: &[Node], answers: &dyn Answers) -> Vec<Value> {
    let mut values = Vec::new();
    for argument in arguments {
        match argument {
            Node::Each(id) => values.extend(answers.each(*id).into_iter().flatten().cloned()),
            other => values.extend(evaluate(other, answers)),
        }
    }
    values
}

fn fold(arguments: &[Node], answers: &dyn Answers, combine: fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Value> {
    let mut total = None;
    for value in values(arguments, answers) {
        if let Value::Number(number) = value {
            total = Some(match total {
                None => number,
                Some(total) => combine(total, number)?,
            });
        }
    }
    total.map(Value::Number)
}

/// The texts one after the other with `separator` between; empty beyond [`MAX_TEXT_BYTES`].
fn join(separator: &str, arguments: &[Node], answers: &dyn Answers) -> Option<Value> {
    let mut joined = String::new();
    for (index, value) in values(arguments, answers).iter().enumerate() {
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(value.as_text().unwrap_or_default());
        if joined.len() > MAX_TEXT_BYTES {
            return None;
        }
    }
    Some(Value::Text(joined))
}

fn numeral(value: Value) -> Option<Ratio> {
    match value {
        Value::Number(number) => Some(number),
        Value::Text(text) => Ratio::parse(text.trim()),
        Value::Boolean(truth) => Some(if truth { Ratio::ONE } else { Ratio::ZERO }),
        _ => None,
    }
}

/// The whole power of a number; a negative one is of its inverse.
fn power(base: Ratio, exponent: i64) -> Option<Ratio> {
    let base = if exponent < 0 { Ratio::ONE.checked_div(base)? } else { base };
    if base == Ratio::ONE || base == Ratio::ZERO {
        return Some(if exponent == 0 { Ratio::ONE } else { base });
    }
    // Beyond 64 steps any other base but −1 has left 64 bits.
    let steps = if base == Ratio::integer(-1) { exponent.unsigned_abs() & 1 } else { exponent.unsigned_abs() };
    if steps > 64 {
        return None;
    }
    (0..steps).try_fold(Ratio::ONE, |product, _| product.checked_mul(base))
}

/// Rounded to `places` decimals; negative places round to tens, hundreds, ….
fn round(value: Ratio, places: i64) -> Option<Ratio> {
    if let Ok(places) = u8::try_from(places) {
        return value.round(places.min(18));
    }
    let unit = power(Ratio::integer(10), places.checked_neg()?)?;
    value.checked_div(unit)?.round(0)?.checked_mul(unit)
}

fn format_date(date: Date, format: &str) -> String {
    let mut written = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        let iso = date.to_iso();
        let part = |from: usize, to: usize| iso.get(from..to).unwrap_or_default();
        if character != '%' {
            written.push(character);
            continue;
        }
        match characters.next() {
            Some('Y') => written.push_str(part(0, 4)),
            Some('y') => written.push_str(part(2, 4)),
            Some('m') => written.push_str(part(5, 7)),
            Some('n') => written.push_str(&digits(date.month().into())),
            Some('d') => written.push_str(part(8, 10)),
            Some('e') => written.push_str(&digits(date.day().into())),
            Some(other) => written.push(other),
            None => {}
        }
    }
    written
}

/// The arguments of a call, each evaluated when it is asked for.
struct Arguments<'a> {
    nodes: &'a [Node],
    answers: &'a dyn Answers,
}

impl Arguments<'_> {
    fn value(&self, index: usize) -> Option<Value> {
        self.nodes.get(index).and_then(|node| evaluate(node, self.answers))
    }

    fn text(&self, index: usize) -> String {
        if let Some(Value::Text(text)) = self.value(index) { text } else { String::new() }
    }

    fn number(&self, index: usize) -> Option<Ratio> {
        if let Some(Value::Number(number)) = self.value(index) { Some(number) } else { None }
    }

    fn integer(&self, index: usize) -> Option<i64> {
        self.number(index)?.to_integer()
    }

    fn truth(&self, index: usize) -> bool {
        self.value(index) == Some(Value::Boolean(true))
    }
}

fn call(function: Function, nodes: &[Node], answers: &dyn Answers) -> Option<Value> {
    let given = Arguments { nodes, answers };
    Some(match function {
        Function::Not => Value::Boolean(!given.truth(0)),
        Function::True => Value::Boolean(true),
        Function::False => Value::Boolean(false),
        Function::If => return given.value(if given.truth(0) { 1 } else { 2 }),
        Function::Coalesce => return nodes.iter().find_map(|node| evaluate(node, answers)),
        Function::Selected => Value::Boolean(names(given.value(0)).contains(&given.text(1))),
        Function::CountSelected => return count(names(given.value(0)).len()),
        Function::StringLength => return count(given.text(0).chars().count()),
        Function::Contains => Value::Boolean(contains(given.text(0).as_bytes(), given.text(1).as_bytes())),
        Function::StartsWith => Value::Boolean(given.text(0).starts_with(&given.text(1))),
        Function::EndsWith => Value::Boolean(given.text(0).ends_with(&given.text(1))),
        Function::Concat => return join("", nodes, answers),
        Function::Number => Value::Number(numeral(given.value(0)?)?),
        Function::Int => Value::Number(numeral(given.value(0)?)?.truncate()),
        Function::Round => {
            let places = if nodes.len() > 1 { given.integer(1)? } else { 0 };
            Value::Number(round(given.number(0)?, places)?)
        }
        Function::Abs => Value::Number(given.number(0)?.abs()?),
        Function::Min => return fold(nodes, answers, |left, right| Some(left.min(right))),
        Function::Max => return fold(nodes, answers, |left, right| Some(left.max(right))),
        Function::Sum => return fold(nodes, answers, Ratio::checked_add),
        Function::CountNonEmpty => return count(values(nodes, answers).len()),
        Function::Today => Value::Date(answers.today()?),
        Function::Date => Value::Date(Date::parse_iso(&given.text(0))?),
        more if FULL => return call_more(more, &given),
        _ => return None,
    })
}

/// The functions that only a build with [`FULL`] has.
fn call_more(function: Function, given: &Arguments<'_>) -> Option<Value> {
    let (nodes, answers) = (given.nodes, given.answers);
    Some(match function {
        Function::Once => return answers.this().cloned().or_else(|| given.value(0)),
        Function::SelectedAt => {
            let index = position(given.integer(1)?)?;
            Value::Text(names(given.value(0)).into_iter().nth(index)?)
        }
        Function::Substr => {
            let from = position(given.integer(1)?)?;
            let to = if nodes.len() > 2 { position(given.integer(2)?)? } else { usize::MAX };
            Value::Text(given.text(0).chars().skip(from).take(to.saturating_sub(from)).collect())
        }
        Function::Join => return join(&given.text(0), nodes.get(1..).unwrap_or_default(), answers),
        Function::BooleanFromString => Value::Boolean(matches!(given.text(0).as_str(), "true" | "1")),
        Function::Pow => Value::Number(power(given.number(0)?, given.integer(1)?)?),
        Function::Count => match nodes.first() {
            Some(Node::Each(id)) => return count(answers.each(*id).len()),
            _ => return None,
        },
        Function::Checklist => {
            let ticked = (2..nodes.len()).filter(|index| given.truth(*index)).count();
            Value::Boolean(within(i64::try_from(ticked).ok().map(Ratio::integer)?, given.number(0), given.number(1)))
        }
        Function::WeightedChecklist => {
            let mut sum = Ratio::ZERO;
            for index in (2..nodes.len()).step_by(2).filter(|index| given.truth(*index)) {
                sum = sum.checked_add(given.number(index.saturating_add(1))?)?;
            }
            Value::Boolean(within(sum, given.number(0), given.number(1)))
        }
        Function::Position => return count(answers.position()?),
        Function::Now => Value::Text(String::from(answers.now()?)),
        Function::FormatDate => match given.value(0)? {
            Value::Date(date) => Value::Text(format_date(date, &given.text(1))),
            _ => return None,
        },
        // The checker made nodes of their own of the rest.
        _ => return None,
    })
}

/// A place in a text or a list; one beyond all of them is their end, in the browser's 32 bits as well.
fn position(number: i64) -> Option<usize> {
    let number = u64::try_from(number).ok()?;
    Some(usize::try_from(number).unwrap_or(usize::MAX))
}

/// Whether `text` has `wanted` in it, in linear time (Knuth, Morris and Pratt); the standard search
/// weighs 1 KiB of brotli more.
fn contains(text: &[u8], wanted: &[u8]) -> bool {
    // How much of `wanted` still matches when the next byte does not, for each length.
    let mut borders = alloc::vec![0_usize; wanted.len()];
    let step = |borders: &[usize], mut matched: usize, byte: u8| {
        while matched > 0 && wanted.get(matched) != Some(&byte) {
            matched = matched.checked_sub(1).and_then(|last| borders.get(last)).copied().unwrap_or(0);
        }
        matched.saturating_add(usize::from(wanted.get(matched) == Some(&byte)))
    };
    let mut matched = 0;
    for (index, byte) in wanted.iter().enumerate().skip(1) {
        matched = step(&borders, matched, *byte);
        if let Some(border) = borders.get_mut(index) {
            *border = matched;
        }
    }
    matched = 0;
    wanted.is_empty()
        || text.iter().any(|byte| {
            matched = step(&borders, matched, *byte);
            matched == wanted.len()
        })
}

/// The chosen names of an answer to a `select_one` or `select_multiple`.
fn names(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Names(names)) => names,
        Some(Value::Text(name)) => alloc::vec![name],
        _ => Vec::new(),
    }
}

/// Whether a count lies between two limits; −1 (or nothing) is no limit.
fn within(count: Ratio, least: Option<Ratio>, most: Option<Ratio>) -> bool {
    let limit = |limit: Option<Ratio>| limit.filter(|limit| *limit != Ratio::integer(-1));
    limit(least).is_none_or(|least| count >= least) && limit(most).is_none_or(|most| count <= most)
}
