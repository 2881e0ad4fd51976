//! The language of `relevant`, `constraint`, `required` and `calculation`: `XLSForm`'s text,
//! statically typed, so that an expression that compiles cannot fail while a form is filled.
//!
//! [`parse`] reads a text, [`Parsed::check`] types it against the names of a form, and
//! [`Expression::evaluate`] gives its value over one respondent's answers. It knows neither
//! questions nor languages.
//!
//! What has no exact value is empty, and nothing else is:
//!
//! | expression | value |
//! |---|---|
//! | arithmetic with an empty operand | empty |
//! | division by 0, `mod` by 0, a result whose exact fraction exceeds 64 bits | empty |
//! | `=` of two empty values | true; of an empty and another: false |
//! | `!=` | the opposite of `=` |
//! | `<`, `<=`, `>`, `>=` with an empty operand | false |
//! | an empty value where a truth is needed | false |
//! | `number('x')`, `int('x')`, `date('x')` of a text that is none | empty |
//! | a date before the year 1 or after 9999 | empty |
//! | `min()`, `max()`, `sum()`, `concat()`, `join()` | over what is not empty; empty if all is |
//! | `count-non-empty()`, `count-selected()`, `string-length()` of nothing | 0 |
//! | `substr()`, `selected-at()` beyond the end, a negative position | empty |
//! | `pow()` beyond 64 bits, `pow(0, -1)` | empty |
//! | `today()`, `now()` where no clock was handed in | empty |
//! | a text beyond 64 KiB | empty |
//! | `if()` whose condition is empty | its third argument |
//! | `once(x)` | what it was; while that is empty, `x` |

mod check;
mod evaluate;
mod function;
mod never;
mod parse;
mod pattern;

pub use check::{Found, Names, Reference, Type};
pub use evaluate::{Answers, Value};
pub use never::{Known, Subject};

use alloc::{string::String, vec::Vec};

use check::Node;

/// The longest expression, in bytes.
pub const MAX_LENGTH: usize = 4096;
/// The longest text an expression gives, in bytes of UTF-8; a longer one is empty. (A chain of
/// calculations that each double the one before would else outgrow any memory.)
pub const MAX_TEXT_BYTES: usize = 65_536;
/// How many operators an expression may have.
pub const MAX_OPERATORS: u16 = 256;
/// How deep parentheses and calls may nest.
pub const MAX_DEPTH: u8 = 32;

/// Why a text is no expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code of the message catalogue, such as `expression_unknown_name`.
    pub code: &'static str,
    /// The place in the text, in Unicode characters: first, and one past the last.
    pub span: (usize, usize),
    /// The parameters of the message.
    pub params: Vec<(&'static str, String)>,
}

/// A typed expression, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    node: Node,
    kind: Type,
}

crate::pack_struct!(Expression { node, kind });

/// An expression that was read and waits for the types of its names.
#[derive(Clone, Debug)]
pub struct Parsed {
    tree: parse::Tree,
}

/// Reads `text`.
///
/// # Errors
/// The first [`Fault`] of the text, with its place.
pub fn parse(text: &str) -> Result<Parsed, Fault> {
    parse::parse(text).map(|tree| Parsed { tree })
}

impl Parsed {
    /// The names it reads, in the order of the text, possibly repeated.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.tree.collect_names(&mut found);
        found
    }

    /// Types it; `wanted` is the type its place needs, if it needs one.
    ///
    /// # Errors
    /// Every [`Fault`], with its place.
    pub fn check(&self, names: &dyn Names, wanted: Option<Type>) -> Result<Expression, Vec<Fault>> {
        let (node, kind) = check::check(&self.tree, names, wanted)?;
        Ok(Expression { node, kind })
    }
}

/// The names of all functions.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    function::functions().map(|signature| signature.name)
}

impl Expression {
    /// The static type of its value.
    #[must_use]
    pub const fn kind(&self) -> &Type {
        &self.kind
    }

    /// Its value over one respondent's answers; `None` is the empty value.
    #[must_use]
    pub fn evaluate(&self, answers: &dyn Answers) -> Option<Value> {
        evaluate::evaluate(&self.node, answers)
    }

    /// Whether it is true; an empty value is not.
    #[must_use]
    pub fn is_true(&self, answers: &dyn Answers) -> bool {
        self.evaluate(answers) == Some(Value::Boolean(true))
    }

    /// Whether only a build with [`crate::FULL`] can evaluate it.
    #[must_use]
    pub fn needs_full(&self) -> bool {
        self.node.any(&|node| node.needs_full())
    }

    /// Whether it is never true, whatever is answered; `begin` gives what is known of an answer.
    /// `false` does not promise that it can be.
    #[must_use]
    pub fn is_never(&self, begin: &dyn Fn(Subject) -> Known) -> bool {
        never::is_never(&self.node, begin)
    }

    /// Whether it is always true, whatever is answered; `false` does not promise that it can be otherwise.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn is_always(&self, begin: &dyn Fn(Subject) -> Known) -> bool {
        never::is_always(&self.node, begin)
    }

    /// Whether it keeps a value that it once had (`once`).
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.node.any(&|node| matches!(node, Node::Call(function::Function::Once, _)))
    }

    /// Whether it reads the day or the moment.
    #[cfg(feature = "dataset")]
    pub(crate) fn reads_clock(&self) -> bool {
        use function::Function::{Now, Today};
        self.node.any(&|node| matches!(node, Node::Call(Today | Now, _)))
    }

    /// The identifiers of the answers it reads, as [`Names::resolve`] gave them; in the order of
    /// the text, possibly repeated.
    #[must_use]
    pub fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        self.node.collect_references(&mut found);
        found
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests;
