//! From a tree to a typed node: names are resolved, types settled, nothing is left to fail later.

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::{
    Fault,
    evaluate::Value,
    function::{Accepts, Function, Signature, functions},
    parse::{Operator, Tree, TreeKind, quoted_name},
    pattern::Pattern,
};
use crate::value::digits;

type Span = (usize, usize);

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

crate::pack_enum!(Type {
    0 = Boolean, 1 = Integer, 2 = Decimal, 3 = Text, 4 = Date, 5 = Choice(list), 6 = Choices(list),
});

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its identifier, as [`super::Answers`] is asked for it.
    pub id: usize,
    /// The type of its answer; `None` for a repeat.
    pub kind: Option<Type>,
    /// Whether it has one answer in each row of a repeat that this expression is not in.
    pub many: bool,
}

/// An answer that an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its identifier.
    pub id: usize,
    /// Whether it is read in every row of a repeat.
    pub many: bool,
}

/// The names an expression may use.
pub trait Names {
    /// What `name` stands for.
    fn resolve(&self, name: &str) -> Option<Found>;
    /// The type of `.`, where there is an answer of its own.
    fn this(&self) -> Option<Type>;
    /// Whether there is a row around the expression.
    fn in_row(&self) -> bool;
    /// Whether the expression is one whose value may be kept (`once`).
    fn may_keep(&self) -> bool;
    /// Whether the list has a choice of that name.
    fn has_choice(&self, list: usize, name: &str) -> bool;
    /// Whether the names of all its choices are numbers.
    fn is_numeric(&self, list: usize) -> bool;
    /// Whether the choices that the expression looks through have a column of that name.
    fn has_column(&self, name: &str) -> bool;
    /// Whether the list has that name.
    fn is_list(&self, list: usize, name: &str) -> bool;
    /// Whether a choice of the list has a column of that name.
    fn list_has_column(&self, list: usize, name: &str) -> bool;
}

/// A typed expression.
#[derive(Clone, Debug)]
pub enum Node {
    Constant(Value),
    This,
    Answer(usize),
    /// A column of the choice that is looked at.
    Column(String),
    /// The answers of every row; only an argument of a function that takes many.
    Each(usize),
    IsEmpty(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    /// Whether the whole text has this form.
    Matches(Pattern, Box<Node>),
    /// The label of the choice of this list that has this name.
    Label(usize, Box<Node>),
    /// A column of the choice of this list that has this name.
    Lookup(usize, String, Box<Node>),
    Call(Function, Vec<Node>),
}

crate::pack_enum!(Node {
    0 = Constant(value),
    1 = This,
    2 = Answer(id),
    3 = Column(name),
    4 = Each(id),
    5 = IsEmpty(inner),
    6 = Negate(inner),
    7 = Binary(operator, left, right),
    8 = Matches(pattern, inner),
    9 = Label(list, inner),
    10 = Call(function, arguments),
    11 = Lookup(list, column, inner),
});

impl Node {
    /// Whether `wanted` holds of it or of a node in it.
    pub fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        wanted(self)
            || match self {
                Self::Constant(_) | Self::This | Self::Column(_) | Self::Answer(_) | Self::Each(_) => false,
                Self::IsEmpty(inner)
                | Self::Negate(inner)
                | Self::Matches(_, inner)
                | Self::Label(_, inner)
                | Self::Lookup(_, _, inner) => inner.any(wanted),
                Self::Binary(_, left, right) => left.any(wanted) || right.any(wanted),
                Self::Call(_, arguments) => arguments.iter().any(|argument| argument.any(wanted)),
            }
    }

    /// Whether only a build with [`crate::FULL`] can evaluate it, apart from what is in it.
    pub fn needs_full(&self) -> bool {
        match self {
            Self::Matches(..) | Self::Label(..) | Self::Lookup(..) | Self::Each(_) => true,
            Self::Call(function, _) => function.needs_full(),
            _ => false,
        }
    }

    pub fn collect_references(&self, found: &mut Vec<Reference>) {
        match self {
            Self::Constant(_) | Self::This | Self::Column(_) => {}
            Self::Answer(id) => found.push(Reference { id: *id, many: false }),
            Self::Each(id) => found.push(Reference { id: *id, many: true }),
            Self::IsEmpty(inner)
            | Self::Negate(inner)
            | Self::Matches(_, inner)
            | Self::Label(_, inner)
            | Self::Lookup(_, _, inner) => inner.collect_references(found),
            Self::Binary(_, left, right) => {
                left.collect_references(found);
                right.collect_references(found);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.collect_references(found)),
        }
    }
}

pub fn fault(code: &'static str, span: Span, params: &[(&'static str, &str)]) -> Fault {
    // Without the sentences their parameters are dropped as well: the place and the code remain.
    let params = if cfg!(feature = "full") {
        params.iter().map(|(name, value)| (*name, String::from(*value))).collect()
    } else {
        Vec::new()
    };
    Fault { code, span, params }
}

/// Types `tree`; `wanted` is the type its place needs, if it needs one.
pub fn check(tree: &Tree, names: &dyn Names, wanted: Option<Type>) -> Result<(Node, Type), Vec<Fault>> {
    let mut checker = Checker { names, root: tree.span, faults: Vec::new() };
    let typed = match wanted {
        Some(wanted) => checker.check(tree, wanted),
        None => checker.typed(tree),
    };
    match typed {
        Some(typed) if checker.faults.is_empty() => Ok(typed),
        _ => Err(checker.faults),
    }
}

/// Keeps the faults; what is `None` has one.
struct Checker<'a> {
    names: &'a dyn Names,
    /// The place of the whole expression.
    root: Span,
    faults: Vec<Fault>,
}

type Typed = (Node, Type);

/// The type that two branches or two sides of `=` share, if they share one.
fn common(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        (Type::Integer, Type::Decimal) | (Type::Decimal, Type::Integer) => Some(Type::Decimal),
        (Type::Choice(_), Type::Text) | (Type::Text, Type::Choice(_)) => Some(Type::Text),
        (Type::Choice(_), Type::Choice(_)) if left != right => Some(Type::Text),
        _ if left == right => Some(left),
        _ => None,
    }
}

fn join(operator: Operator, left: Node, right: Node) -> Node {
    Node::Binary(operator, Box::new(left), Box::new(right))
}

impl Checker<'_> {
    fn fail<T>(&mut self, code: &'static str, span: Span, params: &[(&'static str, &str)]) -> Option<T> {
        self.faults.push(fault(code, span, params));
        None
    }

    fn wrong_type<T>(&mut self, expected: &str, found: Type, span: Span) -> Option<T> {
        self.fail("expression_wrong_type", span, &[("expected", expected), ("found", found.name())])
    }

    fn unknown_name<T>(&mut self, name: &str, span: Span) -> Option<T> {
        self.fail("expression_unknown_name", span, &[("name", name)])
    }

    fn check(&mut self, tree: &Tree, wanted: Type) -> Option<Typed> {
        let typed = self.typed(tree)?;
        self.coerce(typed, wanted, wanted.name(), tree.span)
    }

    /// The node as a value of type `wanted`, if it can stand for one: a whole number for a
    /// decimal, a choice for its name, or for a number where all names of its list are numbers.
    fn coerce(&mut self, (node, kind): Typed, wanted: Type, expected: &str, span: Span) -> Option<Typed> {
        match (kind, wanted) {
            (Type::Integer, Type::Decimal) | (Type::Choice(_), Type::Text) => Some((node, kind)),
            (Type::Choice(list), Type::Decimal) if self.names.is_numeric(list) => {
                Some((Node::Call(Function::Number, vec![node]), Type::Decimal))
            }
            _ if kind == wanted => Some((node, kind)),
            _ => self.wrong_type(expected, kind, span),
        }
    }

    fn typed(&mut self, tree: &Tree) -> Option<Typed> {
        match &tree.kind {
            TreeKind::Number(value) => {
                let kind = if value.to_integer().is_some() { Type::Integer } else { Type::Decimal };
                Some((Node::Constant(Value::Number(*value)), kind))
            }
            TreeKind::Text(text) => Some((Node::Constant(Value::Text(text.clone())), Type::Text)),
            TreeKind::This => match self.names.this() {
                Some(kind) => Some((Node::This, kind)),
                None => self.fail("expression_this", tree.span, &[]),
            },
            TreeKind::Parent => self.fail("expression_parent", tree.span, &[]),
            TreeKind::Column(name) if self.names.has_column(name) => Some((Node::Column(name.clone()), Type::Text)),
            TreeKind::Column(name) => self.fail("expression_bare_word", tree.span, &[("name", name)]),
            TreeKind::Reference(name) => match self.names.resolve(name) {
                Some(Found { many: true, .. }) => self.fail("expression_many", tree.span, &[("name", name)]),
                Some(Found { id, kind: Some(kind), .. }) => Some((Node::Answer(id), kind)),
                _ => self.unknown_name(name, tree.span),
            },
            TreeKind::Negate(inner) => {
                let (node, kind) = self.check(inner, Type::Decimal)?;
                Some((Node::Negate(Box::new(node)), kind))
            }
            TreeKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            TreeKind::Call(name, arguments) => self.call(name, arguments, tree.span),
        }
    }

    fn binary(&mut self, operator: Operator, left: &Tree, right: &Tree) -> Option<Typed> {
        match operator {
            Operator::Or | Operator::And => {
                let (first, second) = (self.check(left, Type::Boolean), self.check(right, Type::Boolean));
                Some((join(operator, first?.0, second?.0), Type::Boolean))
            }
            Operator::Equal | Operator::NotEqual => self.equality(operator, left, right),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let first = self.typed(left);
                let wanted =
                    if first.as_ref().is_some_and(|typed| typed.1 == Type::Date) { Type::Date } else { Type::Decimal };
                let first = first.and_then(|typed| self.coerce(typed, wanted, wanted.name(), left.span));
                let second = self.check(right, wanted);
                Some((join(operator, first?.0, second?.0), Type::Boolean))
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
                self.arithmetic(operator, left, right)
            }
        }
    }

    /// Numbers; and days: a date plus or minus a whole number, one date minus another.
    fn arithmetic(&mut self, operator: Operator, left: &Tree, right: &Tree) -> Option<Typed> {
        let Some(typed) = self.typed(left) else {
            // The faults of the other side are told in the same run.
            self.typed(right);
            return None;
        };
        if typed.1 == Type::Date && matches!(operator, Operator::Add | Operator::Subtract) {
            let (second, other) = self.typed(right)?;
            let kind = match other {
                Type::Date if operator == Operator::Subtract => Type::Integer,
                Type::Integer => Type::Date,
                _ => return self.wrong_type(Type::Integer.name(), other, right.span),
            };
            return Some((join(operator, typed.0, second), kind));
        }
        let first = self.coerce(typed, Type::Decimal, Type::Decimal.name(), left.span);
        let (second, other) = self.check(right, Type::Decimal)?;
        let (first, kind) = first?;
        let whole = kind == Type::Integer && other == Type::Integer && operator != Operator::Divide;
        Some((join(operator, first, second), if whole { Type::Integer } else { Type::Decimal }))
    }

    /// `a = b` and `a != b`: any two values of one type; a choice and the name of one of its
    /// list's choices; anything and `''`, which asks whether it is empty.
    fn equality(&mut self, operator: Operator, left: &Tree, right: &Tree) -> Option<Typed> {
        let is_blank = |tree: &Tree| matches!(&tree.kind, TreeKind::Text(text) if text.is_empty());
        if is_blank(right) || is_blank(left) {
            let (node, _) = self.typed(if is_blank(right) { left } else { right })?;
            let empty = Node::IsEmpty(Box::new(node));
            let node = if operator == Operator::Equal { empty } else { Node::Call(Function::Not, vec![empty]) };
            return Some((node, Type::Boolean));
        }
        let (first, second) = (self.typed(left), self.typed(right));
        let (mut first, mut second) = (first?, second?);
        for (kind, span) in [(first.1, left.span), (second.1, right.span)] {
            if matches!(kind, Type::Choices(_)) {
                // A set is asked about with selected().
                return self.wrong_type("choice", kind, span);
            }
        }
        self.known_choice(first.1, right)?;
        self.known_choice(second.1, left)?;
        if common(first.1, second.1).is_none() {
            // A choice whose name is a number, beside a number.
            let is_numeric = |kind: Type| match kind {
                Type::Choice(list) => self.names.is_numeric(list),
                kind => kind.is_number(),
            };
            if !is_numeric(first.1) || !is_numeric(second.1) {
                return self.wrong_type(first.1.name(), second.1, right.span);
            }
            first = self.coerce(first, Type::Decimal, Type::Decimal.name(), left.span)?;
            second = self.coerce(second, Type::Decimal, Type::Decimal.name(), right.span)?;
        }
        Some((join(operator, first.0, second.0), Type::Boolean))
    }

    /// A quoted name that is compared with a choice must be one of its list's.
    fn known_choice(&mut self, kind: Type, other: &Tree) -> Option<()> {
        match (kind, &other.kind) {
            (Type::Choice(list) | Type::Choices(list), TreeKind::Text(name)) if !self.names.has_choice(list, name) => {
                self.fail("expression_unknown_choice", other.span, &[("name", name)])
            }
            _ => Some(()),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Tree], span: Span) -> Option<Typed> {
        let Some(signature) = functions().find(|signature| signature.name == name) else {
            return self.fail("expression_unknown_function", span, &[("name", name)]);
        };
        if !takes(signature, arguments.len()) {
            return self.fail("expression_arguments", span, &[("name", name), ("expected", &arity(signature))]);
        }
        if signature.function == Function::Once && (span != self.root || !self.names.may_keep()) {
            return self.fail("expression_once", span, &[]);
        }
        if let (Function::PullData, [list, column, key, choice]) = (signature.function, arguments) {
            return self.lookup([list, column, key], choice);
        }
        let mut nodes = Vec::new();
        // The type that the arguments of the kind `Same` share.
        let mut shared: Option<Type> = None;
        let mut whole = true;
        let mut chosen_from = Type::Text;
        for (index, argument) in arguments.iter().enumerate() {
            let accepts = accepts(signature, index);
            let Some((node, kind)) = self.accept(accepts, argument) else { continue };
            if accepts == Accepts::Same {
                shared = match shared {
                    None => Some(kind),
                    Some(before) => match common(before, kind) {
                        Some(both) => Some(both),
                        None => self.wrong_type(before.name(), kind, argument.span),
                    },
                };
            }
            if index == 1 && signature.function == Function::Selected {
                self.known_choice(chosen_from, argument);
            }
            if index == 0 {
                chosen_from = kind;
            }
            whole = whole && kind == Type::Integer;
            nodes.push(node);
        }
        if !self.faults.is_empty() {
            return None;
        }
        let kind = match (signature.gives, signature.function) {
            (Some(Type::Decimal), Function::Abs | Function::Min | Function::Max | Function::Sum) if whole => {
                Type::Integer
            }
            (Some(kind), _) => kind,
            (None, _) => shared.unwrap_or(Type::Text),
        };
        Some((self.settle(signature.function, nodes, arguments.get(1))?, kind))
    }

    /// `pulldata('list', 'column', 'name', ${choice})`: the text in a column of the chosen choice.
    fn lookup(&mut self, literals: [&Tree; 3], choice: &Tree) -> Option<Typed> {
        let mut written: [&str; 3] = [""; 3];
        for (text, tree) in written.iter_mut().zip(literals) {
            match &tree.kind {
                TreeKind::Text(found) => *text = found,
                _ => return self.fail("expression_literal", tree.span, &[]),
            }
        }
        let ([list, column, key], [list_tree, column_tree, key_tree]) = (written, literals);
        let (node, kind) = self.typed(choice)?;
        let Type::Choice(id) = kind else { return self.wrong_type("choice", kind, choice.span) };
        if !self.names.is_list(id, list) {
            return self.fail("expression_unknown_list", list_tree.span, &[("name", list)]);
        }
        if !self.names.list_has_column(id, column) {
            return self.fail("expression_unknown_column", column_tree.span, &[("name", column)]);
        }
        // Choices are found by their names, and by nothing else.
        if key != "name" {
            return self.fail("expression_unknown_column", key_tree.span, &[("name", key)]);
        }
        Some((Node::Lookup(id, String::from(column), Box::new(node)), Type::Text))
    }

    /// Types one argument. One that is settled when the form loads has no value to compute.
    fn accept(&mut self, accepts: Accepts, argument: &Tree) -> Option<Typed> {
        let span = argument.span;
        let nothing = Some((Node::Constant(Value::Boolean(false)), Type::Boolean));
        let wanted = match accepts {
            Accepts::Boolean => Type::Boolean,
            Accepts::Number => Type::Decimal,
            Accepts::Integer => Type::Integer,
            Accepts::Text => Type::Text,
            Accepts::Date => Type::Date,
            Accepts::Same => return self.typed(argument),
            Accepts::Literal if matches!(argument.kind, TreeKind::Text(_)) => return nothing,
            Accepts::Literal => return self.fail("expression_literal", span, &[]),
            Accepts::Parent if matches!(argument.kind, TreeKind::Parent) && self.names.in_row() => return nothing,
            Accepts::Parent => return self.fail("expression_parent", span, &[]),
            Accepts::Choices => {
                let (node, kind) = self.typed(argument)?;
                let right = matches!(kind, Type::Choice(_) | Type::Choices(_));
                return if right { Some((node, kind)) } else { self.wrong_type("choices", kind, span) };
            }
            Accepts::Numeral => {
                let (node, kind) = self.typed(argument)?;
                let right = !matches!(kind, Type::Date | Type::Choices(_));
                return if right { Some((node, kind)) } else { self.wrong_type(Type::Text.name(), kind, span) };
            }
            Accepts::Rows => {
                let each = self.each(argument);
                return if each.is_some() { each } else { self.fail("expression_rows", span, &[]) };
            }
            Accepts::Numbers | Accepts::Texts | Accepts::Values => return self.several(accepts, argument),
        };
        self.check(argument, wanted)
    }

    /// One value, or those of every row.
    fn several(&mut self, accepts: Accepts, argument: &Tree) -> Option<Typed> {
        let each = self.each(argument);
        let is_each = each.is_some();
        let typed = match each {
            Some(each) => each,
            None => self.typed(argument)?,
        };
        let wanted = match accepts {
            Accepts::Values => return Some(typed),
            Accepts::Numbers => Type::Decimal,
            _ => Type::Text,
        };
        // The rows of a choice question are read as numbers only one by one.
        if is_each && wanted == Type::Decimal && !typed.1.is_number() {
            return self.wrong_type(wanted.name(), typed.1, argument.span);
        }
        self.coerce(typed, wanted, wanted.name(), argument.span)
    }

    /// A name that has an answer in each row, as all of them; a repeat itself counts as text.
    fn each(&self, argument: &Tree) -> Option<Typed> {
        let TreeKind::Reference(name) = &argument.kind else { return None };
        let found = self.names.resolve(name).filter(|found| found.many)?;
        Some((Node::Each(found.id), found.kind.unwrap_or(Type::Text)))
    }

    /// Settles what of a call its second argument, if it is written out, tells already: patterns,
    /// lists, formats.
    fn settle(&mut self, function: Function, nodes: Vec<Node>, literal: Option<&Tree>) -> Option<Node> {
        let Some(Tree { kind: TreeKind::Text(text), span }) = literal else {
            return Some(Node::Call(function, nodes));
        };
        let span = *span;
        let first = |nodes: Vec<Node>| nodes.into_iter().next().map(Box::new);
        match function {
            Function::Regex => match Pattern::compile(text) {
                Ok(pattern) => Some(Node::Matches(pattern, first(nodes)?)),
                Err(place) => {
                    // The pattern stands between quotes: its first character is one after the span's.
                    let at = |place: usize| span.0.saturating_add(1).saturating_add(place);
                    let span = place.map_or(span, |place| (at(place), at(place).saturating_add(1).min(span.1)));
                    self.fail("expression_pattern", span, &[])
                }
            },
            Function::ChoiceName => {
                let name = quoted_name(text);
                match self.names.resolve(name).and_then(|found| found.kind) {
                    Some(Type::Choice(list) | Type::Choices(list)) => Some(Node::Label(list, first(nodes)?)),
                    Some(kind) => self.wrong_type("choice", kind, span),
                    None => self.unknown_name(name, span),
                }
            }
            Function::FormatDate => {
                let mut rest = text.as_str();
                while let Some((_, after)) = rest.split_once('%') {
                    if !after.starts_with(['Y', 'y', 'm', 'n', 'd', 'e', '%']) {
                        return self.fail("expression_date_format", span, &[]);
                    }
                    rest = after.get(1..).unwrap_or_default();
                }
                Some(Node::Call(function, nodes))
            }
            _ => Some(Node::Call(function, nodes)),
        }
    }
}

fn takes(signature: &Signature, count: usize) -> bool {
    let most = signature.accepts.len();
    match count.checked_sub(most) {
        Some(beyond) if signature.repeating > 0 => beyond.is_multiple_of(signature.repeating),
        Some(beyond) => beyond == 0,
        None => count >= signature.least,
    }
}

fn arity(signature: &Signature) -> String {
    let most = signature.accepts.len();
    let least = digits(signature.least);
    match signature.repeating {
        0 if signature.least == most => least,
        0 => [&least, "–", &digits(most)].concat(),
        repeating => [&least, " + ", &digits(repeating), "n"].concat(),
    }
}

/// What the parameter for the argument `index` accepts.
fn accepts(signature: &Signature, index: usize) -> Accepts {
    let most = signature.accepts.len();
    let position = match index.checked_sub(most) {
        Some(beyond) => most
            .saturating_sub(signature.repeating)
            .saturating_add(beyond.checked_rem(signature.repeating).unwrap_or_default()),
        None => index,
    };
    signature.accepts.get(position).copied().unwrap_or(Accepts::Same)
}
