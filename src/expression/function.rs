//! The functions, each with ODK's name and meaning: what it takes and what it gives.

use super::check::Type;

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The opposite truth.
    Not,
    /// A constant truth.
    True,
    /// A constant untruth.
    False,
    /// The second argument where the first is true, else the third.
    If,
    /// The first argument that is not empty.
    Coalesce,
    /// Whether a choice is among the chosen.
    Selected,
    /// How many are chosen.
    CountSelected,
    /// The length of a text in Unicode characters.
    StringLength,
    /// Whether a text contains another.
    Contains,
    /// Whether a text begins with another.
    StartsWith,
    /// Whether a text ends with another.
    EndsWith,
    /// The texts, one after the other.
    Concat,
    /// A text as a number.
    Number,
    /// The whole part of a number.
    Int,
    /// A number rounded to some places.
    Round,
    /// A number without its sign.
    Abs,
    /// The smallest of the numbers.
    Min,
    /// The largest of the numbers.
    Max,
    /// The sum of the numbers.
    Sum,
    /// The day the form is filled.
    Today,
    /// An ISO text as a date.
    Date,
}

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// A truth.
    Boolean,
    /// A whole or a decimal number.
    Number,
    /// A text, or a choice by its name.
    Text,
    /// The answer to a `select_one` or `select_multiple`.
    Choices,
    /// Whatever the arguments before it were; the first may be anything.
    Same,
}

/// A function's name, its parameters (the last repeats when `variadic`) and its result.
pub struct Signature {
    pub name: &'static str,
    pub function: Function,
    pub accepts: &'static [Accepts],
    pub least: usize,
    pub variadic: bool,
    /// The type of the result; `None` where the arguments decide it.
    pub gives: Option<Type>,
}

const fn signature(
    name: &'static str,
    function: Function,
    accepts: &'static [Accepts],
    gives: Option<Type>,
) -> Signature {
    Signature { name, function, accepts, least: accepts.len(), variadic: false, gives }
}

const fn variadic(
    name: &'static str,
    function: Function,
    accepts: &'static [Accepts],
    gives: Option<Type>,
) -> Signature {
    Signature { name, function, accepts, least: accepts.len(), variadic: true, gives }
}

/// Every function of the language.
pub static FUNCTIONS: &[Signature] = &[
    signature("not", Function::Not, &[Accepts::Boolean], Some(Type::Boolean)),
    signature("true", Function::True, &[], Some(Type::Boolean)),
    signature("false", Function::False, &[], Some(Type::Boolean)),
    signature("if", Function::If, &[Accepts::Boolean, Accepts::Same, Accepts::Same], None),
    variadic("coalesce", Function::Coalesce, &[Accepts::Same, Accepts::Same], None),
    signature("selected", Function::Selected, &[Accepts::Choices, Accepts::Text], Some(Type::Boolean)),
    signature("count-selected", Function::CountSelected, &[Accepts::Choices], Some(Type::Integer)),
    signature("string-length", Function::StringLength, &[Accepts::Text], Some(Type::Integer)),
    signature("contains", Function::Contains, &[Accepts::Text, Accepts::Text], Some(Type::Boolean)),
    signature("starts-with", Function::StartsWith, &[Accepts::Text, Accepts::Text], Some(Type::Boolean)),
    signature("ends-with", Function::EndsWith, &[Accepts::Text, Accepts::Text], Some(Type::Boolean)),
    variadic("concat", Function::Concat, &[Accepts::Text], Some(Type::Text)),
    signature("number", Function::Number, &[Accepts::Text], Some(Type::Decimal)),
    signature("int", Function::Int, &[Accepts::Number], Some(Type::Integer)),
    signature("round", Function::Round, &[Accepts::Number, Accepts::Number], Some(Type::Decimal)),
    signature("abs", Function::Abs, &[Accepts::Number], Some(Type::Decimal)),
    variadic("min", Function::Min, &[Accepts::Number], Some(Type::Decimal)),
    variadic("max", Function::Max, &[Accepts::Number], Some(Type::Decimal)),
    variadic("sum", Function::Sum, &[Accepts::Number], Some(Type::Decimal)),
    signature("today", Function::Today, &[], Some(Type::Date)),
    signature("date", Function::Date, &[Accepts::Text], Some(Type::Date)),
];
