//! Which column of a table is which question.

use alloc::{string::String, vec, vec::Vec};

use super::Cells;
use crate::{
    form::{Element, Form, Kind},
    text::{LANGUAGES, sentence},
    value::{Json, object, sha256},
};

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The answers to the element with this index.
    Question(usize),
    /// Whether one choice of a `select_multiple` was chosen: where its answer is spread over columns.
    Choice {
        /// The index of the question.
        question: usize,
        /// The place of the choice in its list.
        choice: usize,
    },
    /// The number of the paper form.
    FormNumber,
    /// When it was begun.
    StartedAt,
    /// When it was completed.
    CompletedAt,
    /// Nothing that is asked for.
    Ignored,
}

/// How the numbers and dates of a table are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// As people in Vietnam type them: `1.250,5`.
    #[default]
    Vietnamese,
    /// As programs print them: `1250.5`.
    Plain,
    /// As [`Notation::Plain`], and a whole number in a column of dates is the day that spreadsheets count by it.
    Sheet,
}

impl Notation {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Vietnamese, "vietnamese"), (Self::Plain, "plain"), (Self::Sheet, "sheet")];

    /// Its name in a mapping.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("", |(_, name)| name)
    }
}

/// In which order a table has the day and the month of dates whose year comes last: `5/11/2025`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As in Vietnam: the 5th of November.
    #[default]
    DayFirst,
    /// As in the United States, and in what programs set up for them write: the 11th of May.
    MonthFirst,
}

impl DateOrder {
    const ALL: [(Self, &'static str); 2] = [(Self::DayFirst, "day_first"), (Self::MonthFirst, "month_first")];

    /// Its name in a mapping.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("", |(_, name)| name)
    }
}

/// What every column of a table is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The columns in their order; those behind are ignored. Where two are the same question, the first is it.
    pub columns: Vec<Target>,
    /// How its numbers are written.
    pub notation: Notation,
    /// How its dates are.
    pub dates: DateOrder,
}

/// Whether a heading is that of the column in which refused rows are told why.
pub(super) fn is_reason(heading: &str) -> bool {
    LANGUAGES.iter().any(|language| heading.trim() == sentence("session_reason", language))
}

/// Whether a column can be the answers to an element.
pub(super) fn is_answered(element: &Element) -> bool {
    let keeps = || element.calculation.as_ref().is_some_and(crate::expression::Expression::keeps);
    let takes = match element.kind {
        Kind::Note | Kind::Group | Kind::Check => false,
        Kind::Calculate(_) => keeps(),
        _ => true,
    };
    takes && element.repeat.is_none()
}

impl Target {
    /// Whether it is one of the form.
    fn fits(self, form: &Form) -> bool {
        let element = |index: usize| form.element(index).filter(|element| is_answered(element));
        match self {
            Self::Question(question) => element(question).is_some(),
            Self::Choice { question, choice } => element(question)
                .filter(|element| matches!(element.kind, Kind::SelectMultiple(_)))
                .and_then(|element| form.list_of(element.kind)?.choices.get(choice))
                .is_some(),
            _ => true,
        }
    }

    fn to_json(self, form: &Form) -> Json {
        let name = |question: usize| form.element(question).map_or("", |element| element.name.as_str()).into();
        match self {
            Self::Question(question) => object(vec![("question", name(question))]),
            Self::Choice { question, choice } => {
                let list = form.element(question).and_then(|element| form.list_of(element.kind));
                let choice = list.and_then(|list| list.choices.get(choice)).map(|choice| choice.name.as_str());
                object(vec![("question", name(question)), ("choice", choice.into())])
            }
            Self::FormNumber => object(vec![("is", "form_number".into())]),
            Self::StartedAt => object(vec![("is", "started_at".into())]),
            Self::CompletedAt => object(vec![("is", "completed_at".into())]),
            Self::Ignored => Json::Null,
        }
    }

    fn from_json(form: &Form, json: &Json) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(Json::as_text);
        let target = match (text("question"), text("choice"), text("is")) {
            (Some(name), None, None) => Self::Question(form.find(name)?),
            (Some(name), Some(choice), None) => {
                let question = form.find(name)?;
                let choices = &form.list_of(form.element(question)?.kind)?.choices;
                Self::Choice { question, choice: choices.iter().position(|known| known.name == choice)? }
            }
            (None, None, Some("form_number")) => Self::FormNumber,
            (None, None, Some("started_at")) => Self::StartedAt,
            (None, None, Some("completed_at")) => Self::CompletedAt,
            _ if *json == Json::Null => Self::Ignored,
            _ => return None,
        };
        target.fits(form).then_some(target)
    }
}

impl Mapping {
    /// `{"version": 1, "notation": "vietnamese", "dates": "day_first", "columns": [{"question"}, {"question", "choice"}, {"is":
    /// "form_number"}, null]}`, by the names of questions and choices, for [`Mapping::from_json`].
    #[must_use]
    pub fn to_json(&self, form: &Form) -> Json {
        object(vec![
            ("version", 1_u64.into()),
            ("notation", self.notation.name().into()),
            ("dates", self.dates.name().into()),
            ("columns", self.columns.iter().map(|target| target.to_json(form)).collect()),
        ])
    }

    /// Reads what [`Mapping::to_json`] wrote; `None` for anything else, or where the form no longer has one of
    /// its questions.
    #[must_use]
    pub fn from_json(form: &Form, json: &Json) -> Option<Self> {
        if json.get("version")?.as_number()? != crate::value::Ratio::ONE {
            return None;
        }
        let name = json.get("notation")?.as_text()?;
        let (notation, _) = Notation::ALL.into_iter().find(|(_, known)| *known == name)?;
        let name = json.get("dates")?.as_text()?;
        let (dates, _) = DateOrder::ALL.into_iter().find(|(_, known)| *known == name)?;
        let columns = json.get("columns")?.elements().iter().map(|column| Target::from_json(form, column));
        Some(Self { columns: columns.collect::<Option<_>>()?, notation, dates })
    }

    /// What a mapping is remembered by: the same for every table of these columns that is read for the form, also where
    /// it comes back with the reasons why rows were refused.
    #[must_use]
    pub fn shape(form: &Form, header: &Cells<'_>) -> String {
        let mut text = form.identity.id.clone();
        for cell in header.iter().filter(|cell| !is_reason(cell)) {
            // Neither may stand in a text of a form, so no two headers are one text.
            text.push('\u{0}');
            text.push_str(&cell.replace('\u{0}', "\u{1}"));
        }
        sha256(text.as_bytes())
    }

    /// The columns of one target, in their order.
    pub(super) fn places(&self, wanted: Target) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(move |(_, target)| **target == wanted).map(|(place, _)| place)
    }
}
