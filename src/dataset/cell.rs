//! The text of a cell as an answer to a question. What cannot be read for certain is refused with the code that
//! the engine has for it: nothing is guessed.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{
    choices::{Choices, plain_words},
    columns::{DateOrder, Notation},
    moment::Moment,
};
use crate::{
    expression::Type,
    form::{Element, Form, Kind},
    text::{Unreadable, csv, parse_number, tidy},
    value::{Date, Json, Ratio, compose, digits},
};

/// The last day that spreadsheets count: 31/12/9999.
const LAST_SERIAL: i64 = 2_958_465;

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing.
    Empty,
    /// An answer as it is stored.
    Given(Json),
    /// Something that is no answer to the question: the code of the issue.
    Refused(&'static str),
}

impl From<Result<Json, &'static str>> for Reading {
    fn from(read: Result<Json, &'static str>) -> Self {
        read.map_or_else(Self::Refused, Self::Given)
    }
}

/// What ticks a box, and what does not.
fn truth(text: &str) -> Option<bool> {
    match plain_words(text).as_str() {
        "1" | "true" | "x" | "v" | "co" | "yes" | "y" | "✓" | "✔" | "☑" => Some(true),
        "0" | "false" | "khong" | "no" | "n" | "☐" => Some(false),
        _ => None,
    }
}

fn number(kind: Kind, notation: Notation, text: &str) -> Result<Json, &'static str> {
    let whole = kind.is_whole();
    let read = match notation {
        // 5,000 is five to one reader and five thousand to another.
        Notation::Vietnamese if whole && text.split_once(',').is_some_and(|(_, part)| part.len() == 3) => {
            parse_number(text).and(Err(Unreadable::Ambiguous))
        }
        Notation::Vietnamese => parse_number(text),
        Notation::Plain | Notation::Sheet => plain_number(text),
    };
    match read {
        Ok(number) if whole && number.to_integer().is_none() => Err("not_an_integer"),
        Ok(number) => Ok(Json::Number(number)),
        Err(Unreadable::Ambiguous) => Err("ambiguous_number"),
        Err(Unreadable::TooPrecise) => Err("too_precise"),
        Err(Unreadable::Malformed) => Err("not_a_number"),
    }
}

/// A number as programs print it; or else, where it can be nothing but that, as people in Vietnam type it.
fn plain_number(text: &str) -> Result<Ratio, Unreadable> {
    let text = text.replace('−', "-");
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(part) {
        // What a program prints with more zeros than are held is the same number.
        let shorter = if unsigned.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        return Ratio::parse(shorter).ok_or(Unreadable::TooPrecise);
    }
    let grouped = unsigned.split_once(',').is_some_and(|(_, part)| part.len() == 3 && !unsigned.contains('.'));
    if grouped && digits(&unsigned.replacen(',', "", 1)) {
        return Err(Unreadable::Ambiguous);
    }
    parse_number(&text)
}

fn date(notation: Notation, order: DateOrder, text: &str) -> Option<Date> {
    if let Some(moment) = Moment::read(text, order) {
        return Some(moment.date);
    }
    let serial = text.parse::<i64>().ok().filter(|serial| {
        let is_serial = notation == Notation::Sheet && (1..=LAST_SERIAL).contains(serial);
        // The 60th day is 29/2/1900, which there never was.
        is_serial && *serial != 60
    })?;
    let before = Date::new(1899, 12, if serial < 60 { 31 } else { 30 })?;
    Date::from_days(before.days().checked_add(i32::try_from(serial).ok()?)?)
}

/// The answers to one question.
pub(super) struct Cell<'a> {
    pub(super) form: &'a Form,
    pub(super) element: &'a Element,
    pub(super) choices: Option<&'a Choices>,
    pub(super) notation: Notation,
    pub(super) dates: DateOrder,
}

impl Cell<'_> {
    /// What the text of its cell says.
    pub(super) fn read(&self, text: &str) -> Reading {
        let text = match compose(&csv::meant(text)) {
            Cow::Borrowed(text) => tidy(text),
            Cow::Owned(text) => tidy(&text),
        };
        if text.is_empty() {
            return Reading::Empty;
        }
        let kind = match self.element.kind {
            Kind::Calculate(kind) => match kind {
                Type::Boolean => Kind::Acknowledge,
                Type::Integer => Kind::Integer,
                Type::Decimal => Kind::Decimal,
                Type::Date => Kind::Date,
                Type::Choice(list) => Kind::SelectOne(list),
                Type::Choices(list) => Kind::Rank(list),
                Type::Text => Kind::Text,
            },
            kind => kind,
        };
        match kind {
            Kind::Text | Kind::Hidden => Reading::Given(Json::Text(text)),
            Kind::Integer | Kind::Decimal | Kind::Range(_) => number(kind, self.notation, &text).into(),
            Kind::Date => {
                date(self.notation, self.dates, &text).map(|date| Json::Text(date.to_iso())).ok_or("not_a_date").into()
            }
            Kind::SelectOne(_) => self.one(&text).into(),
            Kind::SelectMultiple(_) | Kind::Rank(_) => self.many(&text).into(),
            Kind::Acknowledge => truth(&text).map(Json::Bool).ok_or("wrong_type").into(),
            // Rows have no columns; who writes them into a cell writes JSON.
            Kind::Repeat => serde_json::from_str(&text).map_err(|_| "wrong_type").into(),
            Kind::Calculate(_) | Kind::Note | Kind::Group | Kind::Check => Reading::Empty,
        }
    }

    fn one(&self, text: &str) -> Result<Json, &'static str> {
        let choices = self.choices.ok_or("not_a_choice")?;
        choices.find_one(text).map(|choice| choices.name(choice)).ok_or("not_a_choice")
    }

    fn many(&self, text: &str) -> Result<Json, &'static str> {
        // As JSON has it.
        if text.starts_with('[') {
            return serde_json::from_str(text).map_err(|_| "not_a_choice");
        }
        let choices = self.choices.ok_or("not_a_choice")?;
        let found = choices.find_many(text).ok_or("not_a_choice")?;
        Ok(found.into_iter().map(|choice| choices.name(choice)).collect())
    }

    /// Whether a cell of a column for one choice says that it was chosen.
    pub(super) fn is_chosen(&self, choice: usize, text: &str) -> Result<bool, &'static str> {
        let text = tidy(&compose(&csv::meant(text)));
        if text.is_empty() {
            return Ok(false);
        }
        if let Some(chosen) = truth(&text) {
            return Ok(chosen);
        }
        let is_it = self.choices.is_some_and(|choices| choices.find(&text) == Some(choice));
        if is_it { Ok(true) } else { Err("not_a_choice") }
    }

    /// The answer of a question that is spread over columns, of what was chosen in each.
    pub(super) fn gather(&self, chosen: impl Iterator<Item = usize>) -> Reading {
        let list = self.form.list_of(self.element.kind);
        let name = |choice: usize| list.and_then(|list| Some(list.choices.get(choice)?.name.as_str()));
        let mut names: Vec<&str> = Vec::new();
        for name in chosen.filter_map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() { Reading::Empty } else { Reading::Given(names.into_iter().collect()) }
    }
}

/// A number that stands where people see it.
pub(super) fn told(number: u64) -> String {
    digits(usize::try_from(number).unwrap_or(usize::MAX))
}
