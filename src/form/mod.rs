//! The form definition: what a form asks, in which order, under which conditions, and what it
//! scores. [`load`] turns a JSON document into a [`Form`] or into [`Diagnostic`]s; a form that
//! loads has no expression left that could fail.
//!
//! It knows nothing of one respondent's answers: that is the room `entry`.

mod answer;
mod at;
mod bundle;
mod diagnostic;
mod load;
mod packed;
#[cfg(feature = "full")]
mod reporting;
mod score;
mod words;

pub use at::At;
pub use bundle::{Bundled, Source, Traced, bundle};
pub use diagnostic::Diagnostic;
pub use load::{load, near};
#[cfg(feature = "full")]
pub use reporting::{Companion, Document, Report, Reporting};
#[cfg(feature = "full")]
pub use score::{Band, Bound, Combine, Missing, Rule, Target, WhenNone};
pub use score::{Item, Method, Rescale, Score};
pub use words::Words;

use alloc::{string::String, vec::Vec};

use validator::Validate;

use crate::{
    FULL,
    expression::{Expression, Type, Value},
    format::Format,
    text::Localized,
    value::Ratio,
};

/// The most elements (questions, notes and groups) of a form.
pub const MAX_ELEMENTS: usize = 1000;
/// The most choices of a list.
pub const MAX_CHOICES: usize = 5000;
/// The most choice lists of a form.
pub const MAX_LISTS: usize = 200;
/// How deep groups may nest; the first level are the pages.
pub const MAX_GROUP_DEPTH: usize = 4;
/// How deep repeats may nest.
pub const MAX_REPEAT_DEPTH: usize = if FULL { 2 } else { 0 };
/// The most rows of a repeat.
pub const MAX_ROWS: usize = 1000;
/// The most cells of an entry, one for each element in each row: what bounds its memory, whatever is
/// sent to it.
pub const MAX_CELLS: usize = 10_000;
/// The most columns of a choice.
pub const MAX_COLUMNS: usize = 8;
/// How deep scores may nest, items included.
pub const MAX_SCORE_DEPTH: usize = 8;
/// The most nodes and items of all scores; those that are named twice count twice.
pub const MAX_SCORE_NODES: usize = 2000;
/// The largest score of a choice, and the largest weight.
pub const MAX_LEVEL: i64 = 1_000_000;
/// The most levels that count as satisfied.
pub const MAX_TOP: usize = 100;
/// The most bands of a score.
pub const MAX_BANDS: usize = 100;
/// The fewest responses of a published result, where a definition says nothing: smaller counts could
/// tell what a person answered.
pub const DEFAULT_RESULTS_MIN: u64 = 5;
/// The most languages of a form.
pub const MAX_LANGUAGES: usize = 8;
/// The most faults that loading reports.
pub const MAX_FAULTS: usize = 200;
/// The longest text of a definition, in characters.
pub const MAX_TEXT: usize = 4000;
/// The longest text answer where the question sets no `max_length`, in characters.
pub const MAX_ANSWER: usize = 4000;
/// The longest version of a form, in characters.
pub const MAX_VERSION: u64 = 32;
/// The largest definition document, in bytes.
pub const MAX_DEFINITION_BYTES: usize = 1 << 20;

/// Which form: what a submission names, so that a server checks it against the same definition.
#[derive(Clone, Debug, PartialEq, Eq, Validate)]
pub struct Identity {
    /// `form_id`: unique among the forms of a server.
    #[validate(length(min = 1, max = 64))]
    pub id: String,
    /// The version its authors give it.
    #[validate(length(min = 1, max = "MAX_VERSION"))]
    pub version: String,
    /// SHA-256 of the canonical JSON of the definition, 64 lower-case hexadecimal digits.
    #[validate(length(equal = 64))]
    pub hash: String,
}

/// A form definition that has been checked.
#[derive(Clone, Debug)]
pub struct Form {
    /// Which form this is.
    pub identity: Identity,
    /// Its title.
    pub title: Localized,
    /// One sentence for a list of forms.
    pub description: Localized,
    /// The languages of its texts; the default one first; never empty.
    pub languages: Vec<String>,
    /// Where it comes from and how far it is verified.
    pub provenance: Provenance,
    /// The choice lists.
    pub lists: Vec<ChoiceList>,
    /// Groups, questions and notes, each group before what it holds. A reference to an element is
    /// its index here.
    pub elements: Vec<Element>,
    /// The closed questions by which results may be grouped: none whose groups are made up of whole groups of another, or
    /// both together would tell of a group what is hidden of it.
    pub results_by: Vec<usize>,
    /// The scores.
    pub scores: Vec<Score>,
    /// All elements, each after whatever decides its relevance or its calculated value.
    pub order: Vec<usize>,
    /// For each element, what must be decided again when its answer or its relevance changes.
    pub links: Vec<Vec<Link>>,
    /// The engine's sentences in languages of its own.
    pub words: Words,
    /// Whether whoever fills the form sees its scores while they do.
    #[cfg(feature = "full")]
    pub show_scores: bool,
    /// The fewest responses that a published result is about.
    #[cfg(feature = "full")]
    pub results_min: u64,
    /// How it is filled and kept where it is a report.
    #[cfg(feature = "full")]
    pub reporting: Reporting,
}

/// What of an element depends on another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Whether it is relevant, or its calculated value.
    State,
    /// Whether its answer is right, or must be given, or which choices it has.
    Check,
    /// Its label, which shows an answer.
    Label,
}

/// That a part of an element depends on another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The element that depends.
    pub element: usize,
    /// Whether it reads every row of the other.
    pub many: bool,
    /// What of it depends.
    pub part: Part,
}

/// Where a definition comes from, in words.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The source document.
    pub source: Localized,
    /// What of it has been verified.
    pub verified: Localized,
    /// What has not.
    pub unverified: Vec<Localized>,
}

/// A list of choices.
#[derive(Clone, Debug)]
pub struct ChoiceList {
    /// Its name in `choices`.
    pub name: String,
    /// Its choices, in their order; never empty.
    pub choices: Vec<Choice>,
}

impl ChoiceList {
    /// The choice called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }

    /// Whether any of its choices has a column called `name`.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.choices.iter().any(|choice| choice.column(name).is_some())
    }
}

/// One choice of a list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is stored.
    pub name: String,
    /// What is shown.
    pub label: Localized,
    /// What it counts in a score.
    pub score: Option<i64>,
    /// Whether choosing it takes the question out of a score's denominator.
    pub not_applicable: bool,
    /// Its columns, which a `choice_filter` reads.
    pub columns: Vec<(String, String)>,
}

impl Choice {
    /// The text in its column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&str> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, text)| text.as_str())
    }
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// A date.
    Date,
    /// One choice of the list with this index.
    SelectOne(usize),
    /// Some choices of the list with this index.
    SelectMultiple(usize),
    /// All choices of the list with this index, in an order.
    Rank(usize),
    /// A number of a scale from `min` to `max`, of this type.
    Range(Type),
    /// A text that the host gives and nobody sees.
    Hidden,
    /// A box that must be ticked, such as a consent; its answer is `true` or empty.
    Acknowledge,
    /// A text to read.
    Note,
    /// A value computed from others, of this type.
    Calculate(Type),
    /// A page, a section or a table.
    Group,
    /// Rows that the respondent adds.
    Repeat,
    /// A rule about several answers; it has none of its own.
    Check,
}

/// Whether an answer must be given.
#[derive(Clone, Debug)]
pub enum Required {
    /// Always or never.
    Constant(bool),
    /// When the expression is true.
    When(Expression),
}

/// How an element is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// As its kind usually is.
    #[default]
    Plain,
    /// Of a text: several lines.
    Multiline,
    /// Of a `select_one`: a drop-down list.
    Minimal,
    /// Of a `select_one`: its levels side by side.
    Likert,
    /// Of a group: one table, of `select_one` that share a list or of groups of as many numbers each.
    Table,
    /// Of a `select_one`: a text field with a list that is searched by typing.
    Autocomplete,
    /// Of a group: its questions side by side where there is room.
    Columns,
}

/// A group, a question or a note.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name, unique in the form.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The group or repeat it is in; pages are in none.
    pub parent: Option<usize>,
    /// The nearest repeat it is in.
    pub repeat: Option<usize>,
    /// Its place among the elements of the same repeat, or among those in none.
    pub slot: usize,
    /// The JSON Pointer of its place in the definition; empty once the form is loaded.
    pub place: String,
    /// What it asks.
    pub label: Localized,
    /// What helps to answer.
    pub hint: Localized,
    /// How it is laid out.
    pub appearance: Appearance,
    /// Whether it must be answered.
    pub required: Required,
    /// What to say when it is not.
    pub required_message: Localized,
    /// When it is asked at all; always, if there is none.
    pub relevant: Option<Expression>,
    /// What must hold of the answer.
    pub constraint: Option<Expression>,
    /// What to say when it does not.
    pub constraint_message: Localized,
    /// What should hold of the answer: it may be sent all the same.
    pub warning: Option<Expression>,
    /// What to say when it does not.
    pub warning_message: Localized,
    /// Which choices of its list it has: those of which this is true.
    pub choice_filter: Option<Expression>,
    /// How its value is computed.
    pub calculation: Option<Expression>,
    /// The answer it begins with.
    pub default: Option<Value>,
    /// Whether the respondent cannot change it.
    pub read_only: bool,
    /// Whether its answer is sent even while it is not relevant.
    pub keep: bool,
    /// The form a text must have.
    pub format: Option<Format>,
    /// The smallest number or first date allowed.
    pub min: Option<Value>,
    /// The largest number or last date allowed.
    pub max: Option<Value>,
    /// Of a range: the distance between two numbers of its scale.
    pub step: Option<Ratio>,
    /// Of a repeat: the fewest rows.
    pub min_rows: usize,
    /// Of a repeat: the most rows.
    pub max_rows: usize,
    /// The fewest characters allowed.
    pub min_length: Option<u64>,
    /// The most characters allowed.
    pub max_length: Option<u64>,
    /// The code of the rule that its issues belong to; `""` for none.
    #[cfg(feature = "full")]
    pub rule: String,
    /// Of a check: the questions it is about; never empty.
    #[cfg(feature = "full")]
    pub fields: Vec<usize>,
    /// What of the last report it takes.
    #[cfg(feature = "full")]
    pub last_saved: Option<usize>,
    /// What of the last report is offered for it.
    #[cfg(feature = "full")]
    pub offer_saved: Option<usize>,
}

impl Element {
    /// All its expressions, each with what of the element depends on it.
    pub fn expressions(&self) -> impl Iterator<Item = (Part, &Expression)> {
        let required = if let Required::When(expression) = &self.required { Some(expression) } else { None };
        let all = [
            (Part::State, self.relevant.as_ref()),
            (Part::State, self.calculation.as_ref()),
            (Part::Check, self.constraint.as_ref()),
            (Part::Check, self.warning.as_ref()),
            (Part::Check, self.choice_filter.as_ref()),
            (Part::Check, required),
        ];
        all.into_iter().filter_map(|(part, expression)| Some((part, expression?)))
    }
}

impl Appearance {
    /// Whether only a build with [`FULL`] shows it.
    #[must_use]
    pub const fn needs_full(self) -> bool {
        matches!(self, Self::Autocomplete | Self::Columns)
    }
}

impl Kind {
    /// The word for it in a definition.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::SelectOne(_) => "select_one",
            Self::SelectMultiple(_) => "select_multiple",
            Self::Rank(_) => "rank",
            Self::Range(_) => "range",
            Self::Hidden => "hidden",
            Self::Acknowledge => "acknowledge",
            Self::Calculate(_) => "calculate",
            Self::Note => "note",
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Check => "check",
        }
    }

    /// The static type of an answer; groups and notes have none.
    #[must_use]
    pub const fn answer_type(self) -> Option<Type> {
        Some(match self {
            Self::Text | Self::Hidden => Type::Text,
            Self::Integer => Type::Integer,
            Self::Decimal => Type::Decimal,
            Self::Date => Type::Date,
            Self::SelectOne(list) => Type::Choice(list),
            Self::SelectMultiple(list) | Self::Rank(list) => Type::Choices(list),
            Self::Acknowledge => Type::Boolean,
            Self::Calculate(kind) | Self::Range(kind) => kind,
            Self::Note | Self::Group | Self::Repeat | Self::Check => return None,
        })
    }

    /// Whether a respondent answers it.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::Note | Self::Hidden | Self::Group | Self::Repeat | Self::Check | Self::Calculate(_))
    }

    /// Whether it has rows that the respondent adds.
    #[must_use]
    pub const fn is_repeat(self) -> bool {
        FULL && matches!(self, Self::Repeat)
    }

    /// Whether it is a rule about several answers.
    #[must_use]
    pub const fn is_check(self) -> bool {
        FULL && matches!(self, Self::Check)
    }

    /// Whether its answer is an order of choices.
    #[must_use]
    pub const fn is_rank(self) -> bool {
        FULL && matches!(self, Self::Rank(_))
    }

    /// Whether its answer is a number of a scale.
    #[must_use]
    pub const fn is_range(self) -> bool {
        FULL && matches!(self, Self::Range(_))
    }

    /// Whether its answer is a whole number.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Integer | Self::Range(Type::Integer))
    }

    /// Whether its answer is a number.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Range(_))
    }

    /// The list it chooses from.
    #[must_use]
    pub const fn list(self) -> Option<usize> {
        if let Self::SelectOne(list) | Self::SelectMultiple(list) | Self::Rank(list) = self { Some(list) } else { None }
    }
}

impl Form {
    /// The element with this index; every index that a form holds is one of its elements.
    #[must_use]
    pub fn element(&self, index: usize) -> Option<&Element> {
        self.elements.get(index)
    }

    /// The index of the element called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.elements.iter().position(|element| element.name == name)
    }

    /// The elements directly in the group `parent`, or the pages for `None`.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Element)> {
        self.elements.iter().enumerate().filter(move |(_, element)| element.parent == parent)
    }

    /// The elements in each row of the repeat `inside`, or in no repeat for `None`; not those of a
    /// repeat in it.
    pub fn members(&self, inside: Option<usize>) -> impl Iterator<Item = (usize, &Element)> {
        // What is in a repeat follows it.
        let first = inside.map_or(0, |repeat| repeat.saturating_add(1));
        let deeper = move |element: &Element| self.element(element.repeat?)?.repeat;
        let here = move |element: &Element| element.repeat == inside;
        let within = move |element: &Element| !FULL || inside.is_none() || here(element) || deeper(element) == inside;
        let rest = self.elements.iter().enumerate().skip(if FULL { first } else { 0 });
        rest.take_while(move |(_, element)| within(element)).filter(move |(_, element)| here(element))
    }

    /// The page an element is on.
    #[must_use]
    pub fn page_of(&self, index: usize) -> usize {
        let mut page = index;
        while let Some(parent) = self.element(page).and_then(|element| element.parent) {
            page = parent;
        }
        page
    }

    /// The group that is the row of a number in a table of numbers.
    #[must_use]
    pub fn line_of(&self, element: &Element) -> Option<&Element> {
        let line = self.element(element.parent?).filter(|line| FULL && line.kind == Kind::Group)?;
        let table = self.element(line.parent?)?;
        (table.appearance == Appearance::Table).then_some(line)
    }

    /// The list a question chooses from.
    #[must_use]
    pub fn list_of(&self, kind: Kind) -> Option<&ChoiceList> {
        self.lists.get(kind.list()?)
    }

    /// `language` if the form has it, else its primary language (`en` of `en-GB`), else the form's
    /// default.
    #[must_use]
    pub fn language<'a>(&'a self, language: &'a str) -> &'a str {
        let primary = language.split('-').next().unwrap_or_default();
        let known = |wanted: &&str| self.languages.iter().any(|known| known == wanted);
        [language, primary].into_iter().find(known).or(self.languages.first().map(String::as_str)).unwrap_or("vi")
    }
}
