//! Whether an expression can be true at all: what makes a question unreachable and a constraint
//! impossible is found before anybody fills the form.
//!
//! It assumes that the expression is true and draws from that what must then hold of each answer:
//! bounds, equality, emptiness, chosen choices. Where two of these contradict each other, it never
//! is. What it does not understand counts as possible, so that it never accuses wrongly.

use alloc::{string::String, vec, vec::Vec};
use core::cmp::Ordering;

use super::{
    check::Node,
    evaluate::{Answers, Value, evaluate},
    function::Function,
    parse::Operator,
};
use crate::value::{Date, Ratio};

/// An answer that something is known of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `.`
    This,
    /// The answer with this identifier.
    Answer(usize),
}

/// What is known of an answer.
#[derive(Clone, Debug, Default)]
pub struct Known {
    whole: bool,
    /// Whether it is empty, if that is known.
    empty: Option<bool>,
    /// The smallest it can be; whether that itself is out.
    min: Option<(Value, bool)>,
    /// The largest it can be; whether that itself is out.
    max: Option<(Value, bool)>,
    equals: Option<Value>,
    differs: Vec<Value>,
    has: Vec<String>,
    lacks: Vec<String>,
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

impl Known {
    /// What a definition says of an answer: whether it is whole, whether it is there, its bounds.
    #[must_use]
    pub fn new(whole: bool, empty: Option<bool>, min: Option<Value>, max: Option<Value>) -> Self {
        let inclusive = |bound: Option<Value>| bound.map(|value| (value, false));
        Self { whole, empty, min: inclusive(min), max: inclusive(max), ..Self::default() }
    }

    /// Whether an answer can be like that.
    fn is_possible(&self) -> bool {
        let valued = self.min.is_some() || self.max.is_some() || self.equals.is_some() || !self.has.is_empty();
        if self.empty == Some(true) {
            // Bounds that come from the definition are of an answer that is there.
            return self.equals.is_none() && self.has.is_empty();
        }
        if !valued {
            return true;
        }
        let (min, max) = (self.bound(self.min.as_ref(), 1), self.bound(self.max.as_ref(), -1));
        let within = |value: &Value| {
            let above = min
                .as_ref()
                .is_none_or(|(min, out)| order(value, min).is_none_or(|order| order.is_gt() || order.is_eq() && !out));
            let below = max
                .as_ref()
                .is_none_or(|(max, out)| order(value, max).is_none_or(|order| order.is_lt() || order.is_eq() && !out));
            above && below
        };
        if let Some(value) = &self.equals {
            return within(value) && !self.differs.contains(value);
        }
        let apart = match (&min, &max) {
            (Some((min, first)), Some((max, last))) => {
                order(min, max).is_none_or(|order| order.is_lt() || order.is_eq() && !first && !last)
            }
            _ => true,
        };
        apart && !self.has.iter().any(|name| self.lacks.contains(name))
    }

    /// A bound that is itself possible where the answers are whole numbers.
    fn bound(&self, bound: Option<&(Value, bool)>, step: i64) -> Option<(Value, bool)> {
        let (value, out) = bound.cloned()?;
        if let (true, Value::Number(number)) = (self.whole, &value) {
            // Towards the inside: up for the smallest, down for the largest.
            let whole = number.truncate();
            let inside = if step > 0 {
                whole > *number || whole == *number && !out
            } else {
                whole < *number || whole == *number && !out
            };
            let next = if inside { whole } else { whole.checked_add(Ratio::integer(step))? };
            return Some((Value::Number(next), false));
        }
        Some((value, out))
    }

    fn at_least(&mut self, value: Value, out: bool) {
        let tighter = self.min.as_ref().is_none_or(|(min, _)| order(&value, min).is_some_and(Ordering::is_gt));
        let same = self.min.as_ref().is_some_and(|(min, _)| *min == value);
        if tighter || same && out {
            self.min = Some((value, out));
        }
    }

    fn at_most(&mut self, value: Value, out: bool) {
        let tighter = self.max.as_ref().is_none_or(|(max, _)| order(&value, max).is_some_and(Ordering::is_lt));
        let same = self.max.as_ref().is_some_and(|(max, _)| *max == value);
        if tighter || same && out {
            self.max = Some((value, out));
        }
    }
}

/// What is known of all answers.
#[derive(Clone)]
struct Facts<'a> {
    found: Vec<(Subject, Known)>,
    begin: &'a dyn Fn(Subject) -> Known,
}

impl Facts<'_> {
    fn of(&mut self, subject: Subject) -> Option<&mut Known> {
        if !self.found.iter().any(|(known, _)| *known == subject) {
            let known = (self.begin)(subject);
            self.found.push((subject, known));
        }
        self.found.iter_mut().find(|(known, _)| *known == subject).map(|(_, known)| known)
    }

    /// Notes something of an answer; `false` when that contradicts what is known.
    fn note(&mut self, subject: Subject, note: impl FnOnce(&mut Known)) -> bool {
        self.of(subject).is_none_or(|known| {
            note(known);
            known.is_possible()
        })
    }

    fn empty(&mut self, subject: Subject, empty: bool) -> bool {
        self.of(subject).is_none_or(|known| {
            let fits = known.empty.is_none_or(|before| before == empty);
            known.empty = Some(empty);
            fits && known.is_possible()
        })
    }
}

/// Whether `node` is never true, whatever is answered; `begin` gives what is known of an answer
/// before.
pub fn is_never(node: &Node, begin: &dyn Fn(Subject) -> Known) -> bool {
    !can_be(node, true, &mut Facts { found: Vec::new(), begin })
}

/// Whether `node` is always true.
#[cfg(feature = "full")]
pub fn is_always(node: &Node, begin: &dyn Fn(Subject) -> Known) -> bool {
    !can_be(node, false, &mut Facts { found: Vec::new(), begin })
}

/// Whether `node` can be true (or not true, for `wanted` false) together with the facts, to which
/// is added what then holds.
fn can_be(node: &Node, wanted: bool, facts: &mut Facts<'_>) -> bool {
    if let Some(value) = constant(node) {
        return (value == Some(Value::Boolean(true))) == wanted;
    }
    match node {
        Node::This | Node::Answer(_) => {
            // A truth: an answer that is not true is false or empty.
            subject(node).is_none_or(|subject| !wanted || facts.empty(subject, false))
        }
        Node::IsEmpty(inner) => subject(inner).is_none_or(|subject| facts.empty(subject, wanted)),
        Node::Call(Function::Not, arguments) => {
            arguments.first().is_none_or(|argument| can_be(argument, !wanted, facts))
        }
        Node::Call(Function::Selected, arguments) => {
            let [set, name] = arguments.as_slice() else { return true };
            let (Some(subject), Some(Some(Value::Text(name)))) = (subject(set), constant(name)) else { return true };
            if wanted {
                facts.empty(subject, false) && facts.note(subject, |known| known.has.push(name))
            } else {
                facts.note(subject, |known| known.lacks.push(name))
            }
        }
        Node::Binary(Operator::And, left, right) if wanted => can_be(left, true, facts) && can_be(right, true, facts),
        Node::Binary(Operator::Or, left, right) if !wanted => can_be(left, false, facts) && can_be(right, false, facts),
        Node::Binary(Operator::And | Operator::Or, left, right) => {
            // Either side will do. What follows from one alone holds only if the other cannot be.
            let mut first = facts.clone();
            let mut second = facts.clone();
            match (can_be(left, wanted, &mut first), can_be(right, wanted, &mut second)) {
                (true, true) => return true,
                (true, false) => facts.found = first.found,
                (false, true) => facts.found = second.found,
                (false, false) => return false,
            }
            true
        }
        Node::Binary(operator, left, right) => compare(*operator, left, right, wanted, facts),
        _ => true,
    }
}

/// A comparison of an answer with a constant.
fn compare(operator: Operator, left: &Node, right: &Node, wanted: bool, facts: &mut Facts<'_>) -> bool {
    let (subject, value, turned) = match (subject(left), constant(right), constant(left), subject(right)) {
        (Some(subject), Some(Some(value)), _, _) => (subject, value, false),
        (_, _, Some(Some(value)), Some(subject)) => (subject, value, true),
        _ => return true,
    };
    let operator = match (operator, turned) {
        (Operator::Less, true) => Operator::Greater,
        (Operator::LessOrEqual, true) => Operator::GreaterOrEqual,
        (Operator::Greater, true) => Operator::Less,
        (Operator::GreaterOrEqual, true) => Operator::LessOrEqual,
        (other, _) => other,
    };
    let equal = (operator == Operator::Equal) == wanted;
    match operator {
        Operator::Equal | Operator::NotEqual if equal => {
            let fits =
                facts.of(subject).is_none_or(|known| known.equals.as_ref().is_none_or(|before| *before == value));
            fits && facts.empty(subject, false) && facts.note(subject, |known| known.equals = Some(value))
        }
        Operator::Equal | Operator::NotEqual => facts.note(subject, |known| known.differs.push(value)),
        // An order that does not hold says something only of an answer that is there.
        _ if !wanted && facts.of(subject).is_none_or(|known| known.empty != Some(false)) => true,
        _ => {
            let (upper, strict) = match operator {
                Operator::Less => (true, true),
                Operator::LessOrEqual => (true, false),
                Operator::Greater => (false, true),
                Operator::GreaterOrEqual => (false, false),
                _ => return true,
            };
            let (upper, strict) = if wanted { (upper, strict) } else { (!upper, !strict) };
            facts.empty(subject, false)
                && facts.note(
                    subject,
                    |known| {
                        if upper { known.at_most(value, strict) } else { known.at_least(value, strict) }
                    },
                )
        }
    }
}

/// The answer that a node reads, and nothing else.
fn subject(node: &Node) -> Option<Subject> {
    match node {
        Node::This => Some(Subject::This),
        Node::Answer(id) => Some(Subject::Answer(*id)),
        _ => None,
    }
}

/// The value of a node that depends on nothing; the inner `None` is the empty value.
#[expect(clippy::option_option, reason = "the empty value is a value")]
fn constant(node: &Node) -> Option<Option<Value>> {
    let depends = |node: &Node| match node {
        Node::This | Node::Answer(_) | Node::Column(_) | Node::Each(_) | Node::Label(..) => true,
        Node::Call(function, _) => {
            matches!(function, Function::Today | Function::Now | Function::Position | Function::Once)
        }
        _ => false,
    };
    if node.any(&depends) { None } else { Some(evaluate(node, &Nobody)) }
}

/// No answers at all.
struct Nobody;

impl Answers for Nobody {
    fn answer(&self, _: usize) -> Option<&Value> {
        None
    }

    fn each(&self, _: usize) -> Vec<Option<&Value>> {
        vec![]
    }

    fn this(&self) -> Option<&Value> {
        None
    }

    fn column(&self, _: &str) -> Option<&str> {
        None
    }

    fn position(&self) -> Option<usize> {
        None
    }

    fn today(&self) -> Option<Date> {
        None
    }

    fn now(&self) -> Option<&str> {
        None
    }

    fn choice_label(&self, _: usize, _: &str) -> Option<String> {
        None
    }

    fn choice_column(&self, _: usize, _: &str, _: &str) -> Option<&str> {
        None
    }
}
