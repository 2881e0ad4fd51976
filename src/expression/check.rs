//! From a tree to a typed node: names are resolved, types settled, nothing is left to fail later.

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::Fault;
use super::evaluate::Value;
use super::function::{Accepts, FUNCTIONS, Function, Signature};
use super::parse::{Operator, Tree, TreeKind};
use crate::value::digits;

/// The static type of a value. `Choice` and `Choices` carry the identifier of their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A truth.
    Boolean,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// A text.
    Text,
    /// A calendar date.
    Date,
    /// The name of one choice of a list.
    Choice(usize),
    /// The names of some choices of a list.
    Choices(usize),
}

impl Type {
    const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Date => "date",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
        }
    }
}

/// The names an expression may use.
pub trait Names {
    /// The identifier and type of the answer called `name`.
    fn resolve(&self, name: &str) -> Option<(usize, Type)>;
    /// The type of `.`, where there is an answer of its own.
    fn this(&self) -> Option<Type>;
    /// Whether the list has a choice of that name.
    fn has_choice(&self, list: usize, name: &str) -> bool;
}

/// A typed expression.
#[derive(Clone, Debug)]
pub enum Node {
    Constant(Value),
    This,
    Answer(usize),
    IsEmpty(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

impl Node {
    pub fn collect_references(&self, found: &mut Vec<usize>) {
        match self {
            Self::Constant(_) | Self::This => {}
            Self::Answer(id) => found.push(*id),
            Self::IsEmpty(inner) | Self::Negate(inner) => inner.collect_references(found),
            Self::Binary(_, left, right) => {
                left.collect_references(found);
                right.collect_references(found);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.collect_references(found)),
        }
    }
}

fn wrong_type(expected: &str, found: Type, span: (usize, usize)) -> Fault {
    let params = vec![("expected", String::from(expected)), ("found", String::from(found.name()))];
    Fault { code: "expression_wrong_type", span, params }
}

/// Types `tree`; `wanted` is the type its place needs, if it needs one.
pub fn check(tree: &Tree, names: &dyn Names, wanted: Option<&Type>) -> Result<(Node, Type), Fault> {
    let (node, kind) = typed(tree, names)?;
    match wanted {
        Some(wanted) if !fits(kind, *wanted) => Err(wrong_type(wanted.name(), kind, tree.span)),
        _ => Ok((node, kind)),
    }
}

/// Whether a value of type `found` may stand where `wanted` is needed.
fn fits(found: Type, wanted: Type) -> bool {
    match wanted {
        Type::Decimal => found.is_number(),
        Type::Text => matches!(found, Type::Text | Type::Choice(_)),
        _ => found == wanted,
    }
}

/// The type two branches share, if they share one.
fn common(left: Type, right: Type) -> Option<Type> {
    if fits(right, left) {
        Some(left)
    } else if fits(left, right) {
        Some(right)
    } else {
        None
    }
}

fn typed(tree: &Tree, names: &dyn Names) -> Result<(Node, Type), Fault> {
    match &tree.kind {
        TreeKind::Number(value) => {
            let kind = if value.to_integer().is_some() { Type::Integer } else { Type::Decimal };
            Ok((Node::Constant(Value::Number(*value)), kind))
        }
        TreeKind::Text(text) => Ok((Node::Constant(Value::Text(text.clone())), Type::Text)),
        TreeKind::This => match names.this() {
            Some(kind) => Ok((Node::This, kind)),
            None => Err(unknown_name(".", tree.span)),
        },
        TreeKind::Reference(name) => match names.resolve(name) {
            Some((id, kind)) => Ok((Node::Answer(id), kind)),
            None => Err(unknown_name(name, tree.span)),
        },
        TreeKind::Negate(inner) => {
            let (node, kind) = typed(inner, names)?;
            if kind.is_number() {
                Ok((Node::Negate(Box::new(node)), kind))
            } else {
                Err(wrong_type(Type::Decimal.name(), kind, inner.span))
            }
        }
        TreeKind::Binary(operator, left, right) => binary(*operator, left, right, names),
        TreeKind::Call(name, arguments) => call(name, arguments, tree.span, names),
    }
}

fn unknown_name(name: &str, span: (usize, usize)) -> Fault {
    Fault { code: "expression_unknown_name", span, params: vec![("name", String::from(name))] }
}

fn binary(operator: Operator, left: &Tree, right: &Tree, names: &dyn Names) -> Result<(Node, Type), Fault> {
    let both = |kind: Type| -> Result<(Node, Node), Fault> {
        Ok((check(left, names, Some(&kind))?.0, check(right, names, Some(&kind))?.0))
    };
    let build = |(left, right): (Node, Node), kind| (Node::Binary(operator, Box::new(left), Box::new(right)), kind);
    match operator {
        Operator::Or | Operator::And => Ok(build(both(Type::Boolean)?, Type::Boolean)),
        Operator::Equal | Operator::NotEqual => equality(operator, left, right, names),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            let (node, kind) = typed(left, names)?;
            if !kind.is_number() && kind != Type::Date {
                return Err(wrong_type(Type::Decimal.name(), kind, left.span));
            }
            let wanted = if kind == Type::Date { Type::Date } else { Type::Decimal };
            let (other, _) = check(right, names, Some(&wanted))?;
            Ok(build((node, other), Type::Boolean))
        }
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
            let (node, kind) = check(left, names, Some(&Type::Decimal))?;
            let (other, other_kind) = check(right, names, Some(&Type::Decimal))?;
            let whole = kind == Type::Integer && other_kind == Type::Integer && operator != Operator::Divide;
            Ok(build((node, other), if whole { Type::Integer } else { Type::Decimal }))
        }
    }
}

/// `a = b` and `a != b`: any two values of one type; a choice and the name of one of its list's
/// choices; anything and `''`, which asks whether it is empty.
fn equality(operator: Operator, left: &Tree, right: &Tree, names: &dyn Names) -> Result<(Node, Type), Fault> {
    let is_blank = |tree: &Tree| matches!(&tree.kind, TreeKind::Text(text) if text.is_empty());
    if is_blank(right) || is_blank(left) {
        let (node, _) = typed(if is_blank(right) { left } else { right }, names)?;
        let empty = Node::IsEmpty(Box::new(node));
        let node = if operator == Operator::Equal { empty } else { Node::Call(Function::Not, vec![empty]) };
        return Ok((node, Type::Boolean));
    }
    let (node, kind) = typed(left, names)?;
    let (other, other_kind) = typed(right, names)?;
    if matches!(kind, Type::Choices(_)) || matches!(other_kind, Type::Choices(_)) {
        // A set is asked about with selected().
        let (set, span) = if matches!(kind, Type::Choices(_)) { (kind, left.span) } else { (other_kind, right.span) };
        return Err(wrong_type("choice", set, span));
    }
    if common(kind, other_kind).is_none() {
        return Err(wrong_type(kind.name(), other_kind, right.span));
    }
    known_choice(kind, right, names)?;
    known_choice(other_kind, left, names)?;
    Ok((Node::Binary(operator, Box::new(node), Box::new(other)), Type::Boolean))
}

/// A quoted name that is compared with a choice must be one of its list's.
fn known_choice(kind: Type, other: &Tree, names: &dyn Names) -> Result<(), Fault> {
    if let (Type::Choice(list) | Type::Choices(list), TreeKind::Text(name)) = (kind, &other.kind)
        && !names.has_choice(list, name)
    {
        let params = vec![("name", name.clone())];
        return Err(Fault { code: "expression_unknown_choice", span: other.span, params });
    }
    Ok(())
}

fn call(name: &str, arguments: &[Tree], span: (usize, usize), names: &dyn Names) -> Result<(Node, Type), Fault> {
    let Some(signature) = FUNCTIONS.iter().find(|signature| signature.name == name) else {
        return Err(Fault { code: "expression_unknown_function", span, params: vec![("name", String::from(name))] });
    };
    let enough =
        arguments.len() >= signature.least && (signature.variadic || arguments.len() <= signature.accepts.len());
    if !enough {
        let mut expected = digits(signature.least);
        if signature.variadic {
            expected.push('+');
        }
        let params = vec![("name", String::from(name)), ("expected", expected)];
        return Err(Fault { code: "expression_arguments", span, params });
    }
    let mut nodes = Vec::new();
    let mut kinds = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let accepts = signature.accepts.get(index).or(signature.accepts.last()).copied().unwrap_or(Accepts::Same);
        let (node, kind) = typed(argument, names)?;
        accept(accepts, kind, kinds.last().copied(), argument.span)?;
        nodes.push(node);
        // Of `if`, the first argument is the condition and does not share the others' type.
        let shared = if accepts == Accepts::Same { kinds.last().and_then(|last| common(*last, kind)) } else { None };
        if accepts == Accepts::Same || signature.function == Function::Selected || signature.gives.is_some() {
            kinds.push(shared.unwrap_or(kind));
        }
    }
    if let (Function::Selected, Some(set), Some(choice)) = (signature.function, kinds.first(), arguments.get(1)) {
        known_choice(*set, choice, names)?;
    }
    Ok((Node::Call(signature.function, nodes), result(signature, &kinds)))
}

fn accept(accepts: Accepts, kind: Type, before: Option<Type>, span: (usize, usize)) -> Result<(), Fault> {
    let (right, expected) = match accepts {
        Accepts::Boolean => (kind == Type::Boolean, Type::Boolean.name()),
        Accepts::Number => (kind.is_number(), Type::Decimal.name()),
        Accepts::Text => (fits(kind, Type::Text), Type::Text.name()),
        Accepts::Choices => (matches!(kind, Type::Choice(_) | Type::Choices(_)), "choices"),
        Accepts::Same => match before {
            Some(before) => (common(before, kind).is_some(), before.name()),
            None => (true, ""),
        },
    };
    if right { Ok(()) } else { Err(wrong_type(expected, kind, span)) }
}

fn result(signature: &Signature, kinds: &[Type]) -> Type {
    let numbers = matches!(signature.function, Function::Abs | Function::Min | Function::Max | Function::Sum);
    match (signature.gives, kinds.last()) {
        (Some(_), Some(_)) if numbers && kinds.iter().all(|kind| *kind == Type::Integer) => Type::Integer,
        (Some(kind), _) => kind,
        (None, Some(last)) => *last,
        (None, None) => Type::Text,
    }
}
