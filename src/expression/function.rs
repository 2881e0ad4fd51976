//! The functions, each with ODK's name and meaning: what it takes and what it gives.
//!
//! Source of the names and meanings: ODK's form operators and functions, <https://docs.getodk.org/form-operators-functions/>.

use super::check::Type;
#[cfg(doc)]
use crate::FULL;

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Not,
    True,
    False,
    If,
    Coalesce,
    Once,
    Selected,
    CountSelected,
    SelectedAt,
    /// The label of a choice; a [`Node::Label`](super::check::Node::Label) once it is checked.
    ChoiceName,
    StringLength,
    Substr,
    Contains,
    StartsWith,
    EndsWith,
    Concat,
    Join,
    /// Whether the whole text has a form; a [`Node::Matches`](super::check::Node::Matches) once it is checked.
    Regex,
    /// A column of a choice; a [`Node::Lookup`](super::check::Node::Lookup) once it is checked.
    PullData,
    BooleanFromString,
    Number,
    Int,
    Round,
    Abs,
    Pow,
    Min,
    Max,
    Sum,
    Count,
    CountNonEmpty,
    Checklist,
    WeightedChecklist,
    Position,
    Today,
    Now,
    Date,
    FormatDate,
}

crate::pack_enum!(Function { 0 = Not, 1 = True, 2 = False, 3 = If, 4 = Coalesce, 5 = Once, 6 = Selected, 7 = CountSelected, 8 = SelectedAt, 9 = ChoiceName, 10 = StringLength, 11 = Substr, 12 = Contains, 13 = StartsWith, 14 = EndsWith, 15 = Concat, 16 = Join, 17 = Regex, 18 = BooleanFromString, 19 = Number, 20 = Int, 21 = Round, 22 = Abs, 23 = Pow, 24 = Min, 25 = Max, 26 = Sum, 27 = Count, 28 = CountNonEmpty, 29 = Checklist, 30 = WeightedChecklist, 31 = Position, 32 = Today, 33 = Now, 34 = Date, 35 = FormatDate, 36 = PullData });

impl Function {
    /// Whether only a build with [`FULL`] has it.
    pub fn needs_full(self) -> bool {
        BASIC.iter().all(|signature| signature.function != self)
    }
}

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// A truth.
    Boolean,
    /// A whole or a decimal number; also a choice of a list whose names are all numbers.
    Number,
    /// A whole number.
    Integer,
    /// A text, or a choice by its name.
    Text,
    /// A date.
    Date,
    /// The answer to a `select_one` or `select_multiple`.
    Choices,
    /// Numbers: one, or a question of a repeat, which gives one of each row.
    Numbers,
    /// Texts: one, or a question of a repeat, which gives one of each row.
    Texts,
    /// Values of any type: one, or a question of a repeat, which gives one of each row.
    Values,
    /// A repeat, or a question of one.
    Rows,
    /// Anything; from the second on of the type of the first.
    Same,
    /// Anything that a number can be read from: a text, a choice, a number, a truth.
    Numeral,
    /// A text written out in the expression itself.
    Literal,
    /// `..`.
    Parent,
}

/// A function's name, its parameters and its result.
pub struct Signature {
    pub name: &'static str,
    pub function: Function,
    /// The parameters; the last `repeating` of them may be given any number of times.
    pub accepts: &'static [Accepts],
    /// How many arguments at the least.
    pub least: usize,
    /// How many parameters at the end repeat together; 0 for none.
    pub repeating: usize,
    /// The type of the result; `None` where the arguments decide it.
    pub gives: Option<Type>,
}

use Accepts::{
    Boolean, Choices, Date, Integer, Literal, Number, Numbers, Numeral, Parent, Rows, Same, Text, Texts, Values,
};

const fn fixed(name: &'static str, function: Function, accepts: &'static [Accepts], gives: Option<Type>) -> Signature {
    Signature { name, function, least: accepts.len(), accepts, repeating: 0, gives }
}

const fn optional(
    name: &'static str,
    function: Function,
    accepts: &'static [Accepts],
    least: usize,
    gives: Option<Type>,
) -> Signature {
    Signature { name, function, accepts, least, repeating: 0, gives }
}

const fn repeating(
    name: &'static str,
    function: Function,
    accepts: &'static [Accepts],
    last: usize,
    gives: Option<Type>,
) -> Signature {
    Signature { name, function, least: accepts.len(), accepts, repeating: last, gives }
}

/// The functions that every form has.
static BASIC: &[Signature] = &[
    fixed("not", Function::Not, &[Boolean], Some(Type::Boolean)),
    fixed("true", Function::True, &[], Some(Type::Boolean)),
    fixed("false", Function::False, &[], Some(Type::Boolean)),
    fixed("if", Function::If, &[Boolean, Same, Same], None),
    repeating("coalesce", Function::Coalesce, &[Same, Same], 1, None),
    fixed("selected", Function::Selected, &[Choices, Text], Some(Type::Boolean)),
    fixed("count-selected", Function::CountSelected, &[Choices], Some(Type::Integer)),
    fixed("string-length", Function::StringLength, &[Text], Some(Type::Integer)),
    fixed("contains", Function::Contains, &[Text, Text], Some(Type::Boolean)),
    fixed("starts-with", Function::StartsWith, &[Text, Text], Some(Type::Boolean)),
    fixed("ends-with", Function::EndsWith, &[Text, Text], Some(Type::Boolean)),
    repeating("concat", Function::Concat, &[Texts], 1, Some(Type::Text)),
    fixed("number", Function::Number, &[Numeral], Some(Type::Decimal)),
    fixed("int", Function::Int, &[Numeral], Some(Type::Integer)),
    optional("round", Function::Round, &[Number, Integer], 1, Some(Type::Decimal)),
    fixed("abs", Function::Abs, &[Number], Some(Type::Decimal)),
    repeating("min", Function::Min, &[Numbers], 1, Some(Type::Decimal)),
    repeating("max", Function::Max, &[Numbers], 1, Some(Type::Decimal)),
    repeating("sum", Function::Sum, &[Numbers], 1, Some(Type::Decimal)),
    repeating("count-non-empty", Function::CountNonEmpty, &[Values], 1, Some(Type::Integer)),
    fixed("today", Function::Today, &[], Some(Type::Date)),
    fixed("date", Function::Date, &[Text], Some(Type::Date)),
];

/// The functions that only a build with [`FULL`] evaluates.
static MORE: &[Signature] = &[
    fixed("once", Function::Once, &[Same], None),
    fixed("selected-at", Function::SelectedAt, &[Choices, Integer], Some(Type::Text)),
    fixed("jr:choice-name", Function::ChoiceName, &[Text, Literal], Some(Type::Text)),
    optional("substr", Function::Substr, &[Text, Integer, Integer], 2, Some(Type::Text)),
    repeating("join", Function::Join, &[Text, Texts], 1, Some(Type::Text)),
    fixed("pulldata", Function::PullData, &[Literal, Literal, Literal, Choices], Some(Type::Text)),
    fixed("regex", Function::Regex, &[Text, Literal], Some(Type::Boolean)),
    fixed("boolean-from-string", Function::BooleanFromString, &[Text], Some(Type::Boolean)),
    fixed("pow", Function::Pow, &[Number, Integer], Some(Type::Decimal)),
    fixed("count", Function::Count, &[Rows], Some(Type::Integer)),
    repeating("checklist", Function::Checklist, &[Integer, Integer, Boolean], 1, Some(Type::Boolean)),
    repeating(
        "weighted-checklist",
        Function::WeightedChecklist,
        &[Number, Number, Boolean, Number],
        2,
        Some(Type::Boolean),
    ),
    fixed("position", Function::Position, &[Parent], Some(Type::Integer)),
    fixed("now", Function::Now, &[], Some(Type::Text)),
    fixed("format-date", Function::FormatDate, &[Date, Text], Some(Type::Text)),
];

/// Every function of the language.
pub fn functions() -> impl Iterator<Item = &'static Signature> {
    BASIC.iter().chain(MORE)
}
